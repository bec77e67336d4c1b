package dev.assay.tck.history;

import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.StreamSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Turns what an event store takes and returns into what is recorded. */
final class EventAnswers {

  private EventAnswers() {}

  static Call call(Commit commit) {
    return new Call.Commit(
        commit.stream(),
        commit.request(),
        commit.expected(),
        commit.events().stream().map(event -> Marks.of(event.data())).toList(),
        commit.claims(),
        commit.releases());
  }

  static List<Call> calls(List<Commit> commits) {
    return commits.stream().map(EventAnswers::call).toList();
  }

  static Answer of(CommitResult result) {
    if (result instanceof CommitResult.Committed committed) {
      Receipt receipt = committed.receipt();
      return new Answer.Committed(
          receipt.before(), receipt.after(), partition(receipt), cursor(receipt));
    }
    if (result instanceof CommitResult.Duplicate duplicate) {
      return duplicate(duplicate.original());
    }
    if (result instanceof CommitResult.VersionConflict conflict) {
      return new Answer.Conflict(conflict.actual());
    }
    CommitResult.ClaimTaken taken = (CommitResult.ClaimTaken) result;
    return new Answer.ClaimTaken(taken.claim(), taken.holder());
  }

  private static Answer duplicate(Receipt original) {
    return new Answer.Duplicate(
        original.before(), original.after(), partition(original), cursor(original));
  }

  private static Answer of(CommitOutcome outcome) {
    return outcome instanceof CommitOutcome.Failed failed
        ? Recorder.answerOf(failed.error())
        : of((CommitResult) outcome);
  }

  static List<Answer> of(List<CommitOutcome> outcomes, int asked) {
    checkCount(outcomes.size(), asked);
    return outcomes.stream().map(EventAnswers::of).toList();
  }

  static List<Answer> of(JointResult result, int asked) {
    if (result instanceof JointResult.Committed committed) {
      checkCount(committed.receipts().size(), asked);
      return committed.receipts().stream().map(r -> of(new CommitResult.Committed(r))).toList();
    }
    if (result instanceof JointResult.Duplicate duplicate) {
      checkCount(duplicate.originals().size(), asked);
      return duplicate.originals().stream().map(EventAnswers::duplicate).toList();
    }
    return refused((JointResult.Refused) result, asked);
  }

  // Of the others in the list nothing is said but that they were not applied by this call.
  private static List<Answer> refused(JointResult.Refused refused, int asked) {
    Answer other = new Answer.NotApplied("another part of the joint commit was refused");
    return IntStream.range(0, asked)
        .mapToObj(i -> i == refused.index() ? of(refused.result()) : other)
        .toList();
  }

  private static void checkCount(int answered, int asked) {
    if (answered != asked) {
      throw new AssertionError("%d commits were answered by %d results".formatted(asked, answered));
    }
  }

  static Answer of(StreamSlice slice, Direction direction) {
    List<RecordedEvent> events = slice.events();
    long first = events.isEmpty() ? 0 : events.get(0).version();
    checkDense(slice, first, direction == Direction.FORWARD ? 1 : -1);
    return new Answer.Slice(
        slice.head(),
        slice.firstRetained(),
        first,
        events.stream().map(EventAnswers::mark).toList());
  }

  private static void checkDense(StreamSlice slice, long first, int step) {
    List<Long> versions = slice.events().stream().map(RecordedEvent::version).toList();
    for (int i = 0; i < versions.size(); i++) {
      if (versions.get(i) != first + (long) step * i) {
        throw new AssertionError(
            "A slice of %s holds the versions %s".formatted(slice.stream(), versions));
      }
    }
  }

  private static String mark(RecordedEvent event) {
    return Marks.of(event.event().data());
  }

  static Answer found(Optional<Receipt> found) {
    return found
        .<Answer>map(
            receipt ->
                new Answer.Found(
                    receipt.before(), receipt.after(), partition(receipt), cursor(receipt)))
        .orElseGet(Answer.Missing::new);
  }

  static Answer of(FeedSlice slice) {
    List<Answer.Entry> entries = new ArrayList<>();
    slice.commits().forEach(commit -> entries.add(entry(commit)));
    return new Answer.FeedPage(entries, slice.next().text(), slice.caughtUp());
  }

  private static Answer.Entry entry(RecordedCommit commit) {
    Receipt receipt = commit.receipt();
    return new Answer.Entry(
        receipt.stream(),
        receipt.request(),
        receipt.before(),
        receipt.after(),
        cursor(receipt),
        commit.events().stream().map(EventAnswers::mark).toList());
  }

  private static int partition(Receipt receipt) {
    return receipt.position().partition();
  }

  private static String cursor(Receipt receipt) {
    return receipt.position().cursor().text();
  }
}
