package dev.assay.tck.model;

import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.JointCommits;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.Restoration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The steps that write to streams. */
final class CommitSteps {

  private CommitSteps() {}

  record Write(int handle, Draft draft) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      Commit commit = draft.commit(world.notes(handle).head(draft.stream()));
      CommitResult result = world.handle(handle).commit(commit);
      return Answer.of(Texts.result(world.notes(handle).note(result)));
    }

    @Override
    public List<Step<EventWorld>> simpler() {
      List<Step<EventWorld>> found = new ArrayList<>();
      draft.simpler().forEach(simpler -> found.add(new Write(handle, simpler)));
      return found;
    }

    @Override
    public String toString() {
      return "commit " + draft + Handles.by(handle);
    }
  }

  record WriteAll(int handle, List<Draft> drafts) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      List<CommitOutcome> outcomes = world.handle(handle).commitAll(commits(world, handle, drafts));
      return new Answer(
          "%d outcomes".formatted(outcomes.size()),
          outcomes.stream().map(world.notes(handle)::note).map(Texts::outcome).toList());
    }

    @Override
    public List<Step<EventWorld>> simpler() {
      List<Step<EventWorld>> found = new ArrayList<>();
      if (drafts.size() == 1) {
        found.add(new Write(handle, drafts.get(0)));
      }
      shorter(drafts).forEach(list -> found.add(new WriteAll(handle, list)));
      return found;
    }

    @Override
    public String toString() {
      return "commitAll" + list(drafts) + Handles.by(handle);
    }
  }

  record Together(int handle, List<Draft> drafts) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      JointCommits store = world.capability(handle, JointCommits.class);
      List<Commit> commits = commits(world, handle, drafts);
      return Answer.of(Texts.result(world.notes(handle).note(store.commitTogether(commits))));
    }

    @Override
    public List<Step<EventWorld>> simpler() {
      return shorter(drafts).stream()
          .<Step<EventWorld>>map(list -> new Together(handle, list))
          .toList();
    }

    @Override
    public String toString() {
      return "commitTogether" + list(drafts) + Handles.by(handle);
    }
  }

  /**
   * Puts a commit back that was recorded in the year 2100, later than any that is made here.
   *
   * @param shift how far its version before lies from the head, if not at it
   * @param truncated whether its events are gone; only at the start of a stream
   */
  record Restore(int handle, Draft draft, int shift, boolean truncated) implements EventStep {

    private static final Instant FUTURE = Instant.parse("2100-01-01T00:00:00.000001Z");

    @Override
    public Answer answer(EventWorld world) {
      Notes notes = world.notes(handle);
      RecordedCommit recorded = recorded(notes.head(draft.stream()));
      CommitResult result =
          notes.note(world.capability(handle, Restoration.class).restore(recorded));
      if (result instanceof CommitResult.Committed committed) {
        Promise.check(
            committed.receipt().recordedAt().equals(recorded.receipt().recordedAt()),
            "restored as recorded at " + committed.receipt().recordedAt());
      }
      return Answer.of(Texts.result(result));
    }

    private RecordedCommit recorded(long head) {
      long before = Math.max(0, head + shift);
      boolean gone = truncated && before == 0;
      Commit commit = gone ? draft.withoutEvents(head) : draft.commit(head);
      Instant at = FUTURE.plus(draft.mark(), ChronoUnit.MICROS);
      Receipt receipt =
          new Receipt(
              commit.stream(),
              commit.request(),
              before,
              before + draft.events(),
              commit.response(),
              at,
              new FeedPosition(0, Cursor.START));
      List<RecordedEvent> events = new ArrayList<>();
      for (Event event : commit.events()) {
        long version = before + 1 + events.size();
        events.add(new RecordedEvent(commit.stream(), version, at, event));
      }
      return new RecordedCommit(
          receipt, events, gone, commit.effects(), commit.claims(), commit.releases());
    }

    @Override
    public List<Step<EventWorld>> simpler() {
      List<Step<EventWorld>> found = new ArrayList<>();
      draft.simpler().forEach(d -> found.add(new Restore(handle, d, shift, truncated)));
      return found;
    }

    @Override
    public String toString() {
      return "restore %s%s%s%s"
          .formatted(
              draft,
              shift == 0 ? "" : ", moved by %d".formatted(shift),
              truncated ? ", truncated if it is the first" : "",
              Handles.by(handle));
    }
  }

  private static List<Commit> commits(EventWorld world, int handle, List<Draft> drafts) {
    Notes notes = world.notes(handle);
    return drafts.stream().map(draft -> draft.commit(notes.head(draft.stream()))).toList();
  }

  private static String list(List<Draft> drafts) {
    return drafts.stream().map(Draft::toString).collect(Collectors.joining(" | ", " [", "]"));
  }

  // Without one half, without one of them, and with one of them simpler.
  private static List<List<Draft>> shorter(List<Draft> drafts) {
    List<List<Draft>> found = new ArrayList<>();
    if (drafts.size() > 2) {
      found.add(drafts.subList(0, drafts.size() / 2));
      found.add(drafts.subList(drafts.size() / 2, drafts.size()));
    }
    for (int i = 0; drafts.size() > 1 && i < drafts.size(); i++) {
      List<Draft> without = new ArrayList<>(drafts);
      without.remove(i);
      found.add(without);
    }
    for (int i = 0; i < drafts.size(); i++) {
      for (Draft simpler : drafts.get(i).simpler()) {
        List<Draft> with = new ArrayList<>(drafts);
        with.set(i, simpler);
        found.add(with);
      }
    }
    return found;
  }
}
