package dev.assay.tck.history;

import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStore;
import java.time.Duration;
import java.util.List;

/**
 * One client's view of a view store that records every call. The documents must carry marks: see
 * {@link Marks}. What the store throws is recorded, and thrown on.
 */
public final class RecordingViewStore {

  private final Recorder recorder;
  private final int client;
  private final ViewStore store;

  /**
   * Makes a recording client.
   *
   * @param recorder where to record
   * @param client the client's number, from 0; its calls must not overlap
   * @param store a handle, which several clients may share
   */
  public RecordingViewStore(Recorder recorder, int client, ViewStore store) {
    this.recorder = recorder;
    this.client = client;
    this.store = store;
  }

  /** See {@link ViewStore#get(ViewKey)}. */
  public Lookup get(ViewKey key) {
    return recorder.record(
        client, new Call.Get(key), () -> store.get(key), RecordingViewStore::answer);
  }

  /** See {@link ViewStore#get(ViewKey, long, Duration)}; recorded as a get without a wait. */
  public Lookup get(ViewKey key, long revision, Duration wait) {
    return recorder.record(
        client,
        new Call.Get(key),
        () -> store.get(key, revision, wait).lookup(),
        RecordingViewStore::answer);
  }

  /** See {@link ViewStore#put}. */
  public PutResult put(View view) {
    return recorder.record(client, call(view), () -> store.put(view), RecordingViewStore::answer);
  }

  /** See {@link ViewStore#putAll}; recorded as one call for each view. */
  public List<PutOutcome> putAll(List<View> views) {
    return recorder.recordAll(
        client,
        views.stream().map(RecordingViewStore::call).toList(),
        () -> store.putAll(views),
        outcomes -> answers(outcomes, views.size()));
  }

  /** See {@link ViewStore#remove}. */
  public PutResult remove(ViewKey key, long revision) {
    return recorder.record(
        client,
        new Call.Remove(key, revision),
        () -> store.remove(key, revision),
        RecordingViewStore::answer);
  }

  private static Call call(View view) {
    return new Call.Put(view.key(), view.revision(), Marks.of(view.document()));
  }

  private static List<Answer> answers(List<PutOutcome> outcomes, int asked) {
    if (outcomes.size() != asked) {
      throw new AssertionError(
          "%d views were answered by %d results".formatted(asked, outcomes.size()));
    }
    return outcomes.stream().map(RecordingViewStore::answer).toList();
  }

  private static Answer answer(PutOutcome outcome) {
    if (outcome instanceof PutOutcome.Failed failed) {
      return Recorder.answerOf(failed.error());
    }
    return outcome instanceof PutResult.Stale stale
        ? new Answer.Stale(stale.stored())
        : new Answer.Applied();
  }

  private static Answer answer(Lookup lookup) {
    if (lookup instanceof Lookup.Present present) {
      return new Answer.Present(present.view().revision(), Marks.of(present.view().document()));
    }
    return lookup instanceof Lookup.Removed removed
        ? new Answer.Removed(removed.revision())
        : new Answer.Absent();
  }
}
