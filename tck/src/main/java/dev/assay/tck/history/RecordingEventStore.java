package dev.assay.tck.history;

import dev.assay.spi.Declaration;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Claims;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.JointCommits;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One client's view of an event store that records every call. The events must carry marks: see
 * {@link Marks}. What the store throws is recorded, and thrown on.
 */
public final class RecordingEventStore {

  private final Recorder recorder;
  private final int client;
  private final EventStore store;

  /**
   * Makes a recording client.
   *
   * @param recorder where to record
   * @param client the client's number, from 0; its calls must not overlap
   * @param store a handle, which several clients may share
   */
  public RecordingEventStore(Recorder recorder, int client, EventStore store) {
    this.recorder = recorder;
    this.client = client;
    this.store = store;
  }

  /** See {@link EventStore#declaration()}; this is not recorded. */
  public Declaration declaration() {
    return store.declaration();
  }

  /** See {@link EventStore#commit}. */
  public CommitResult commit(Commit commit) {
    return recorder.record(
        client, EventAnswers.call(commit), () -> store.commit(commit), EventAnswers::of);
  }

  /** See {@link EventStore#commitAll}; recorded as one call for each commit. */
  public List<CommitOutcome> commitAll(List<Commit> commits) {
    return recorder.recordAll(
        client,
        EventAnswers.calls(commits),
        () -> store.commitAll(commits),
        outcomes -> EventAnswers.of(outcomes, commits.size()));
  }

  /** See {@link JointCommits#commitTogether}; recorded as one call for each commit. */
  public JointResult commitTogether(List<Commit> commits) {
    JointCommits joint = (JointCommits) store;
    return recorder.recordAll(
        client,
        EventAnswers.calls(commits),
        () -> joint.commitTogether(commits),
        result -> EventAnswers.of(result, commits.size()));
  }

  /** See {@link EventStore#read}. */
  public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
    return recorder.record(
        client,
        new Call.Read(stream, from, max, direction),
        () -> store.read(stream, from, max, direction),
        slice -> EventAnswers.of(slice, direction));
  }

  /** See {@link EventStore#receipt}. */
  public Optional<Receipt> receipt(StreamId stream, RequestId request) {
    return recorder.record(
        client,
        new Call.FindReceipt(stream, request),
        () -> store.receipt(stream, request),
        EventAnswers::found);
  }

  /** See {@link EventStore#feed}. */
  public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
    return recorder.record(
        client,
        new Call.ReadFeed(partition, after.text()),
        () -> store.feed(partition, after, max, wait),
        EventAnswers::of);
  }

  /** See {@link EventStore#feedEnd}. */
  public Cursor feedEnd(int partition) {
    return recorder.record(
        client,
        new Call.FeedEnd(partition),
        () -> store.feedEnd(partition),
        end -> new Answer.End(end.text()));
  }

  /** See {@link Claims#holder}. */
  public Optional<StreamId> holder(Claim claim) {
    Claims claims = (Claims) store;
    return recorder.record(
        client, new Call.Holder(claim), () -> claims.holder(claim), Answer.HeldBy::new);
  }
}
