package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.Limit;
import dev.assay.spi.LimitExceeded;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Rule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Proves that commits are atomic and dense. */
public abstract class CommitSuite extends EventStoreSuite {

  private static final int BATCH = 7;

  @Test
  @Rule("COMMIT-1")
  void versionsAreDenseAndStartAtOne() {
    StreamId stream = stream();
    long head = 0;
    for (int events : new int[] {1, 3, 1, 2}) {
      Receipt receipt = append(stream, events);
      assertThat(receipt.before()).as("version before").isEqualTo(head);
      head += events;
      assertThat(receipt.after()).as("version after").isEqualTo(head);
      conflict(store().commit(commit(stream, ExpectedVersion.exactly(head + 1), 2)));
    }
    assertVersionsUpTo(head, stream);
  }

  @Test
  @Rule("COMMIT-2")
  void eventsOfACommitStandSideBySideWhileOthersWrite() {
    StreamId stream = stream();
    int writers = 4;
    int commits = pick(12, 60);
    List<EventStore> handles = List.of(store(), another());
    List<Outcome<List<Commit>>> outcomes =
        Race.of(writers).run(i -> writeBatches(handles.get(i % handles.size()), stream, commits));
    List<Event> events = contents(readAll(stream));
    assertVersionsUpTo((long) writers * commits * BATCH, stream);
    for (Outcome<List<Commit>> outcome : outcomes) {
      for (Commit commit : outcome.value()) {
        int first = events.indexOf(commit.events().get(0));
        assertThat(events.subList(first, Math.min(first + BATCH, events.size())))
            .as("events from the first one of a commit on")
            .isEqualTo(commit.events());
      }
    }
    evidence("racing commits", writers * commits);
  }

  private List<Commit> writeBatches(EventStore handle, StreamId stream, int count) {
    List<Commit> written = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Commit commit = commit(stream, ExpectedVersion.any(), BATCH);
      committed(handle.commit(commit));
      written.add(commit);
    }
    return written;
  }

  @Test
  @Rule("COMMIT-3")
  void readersSeeACommitWhollyOrNotAtAll() {
    StreamId stream = stream();
    EventStore reader = another();
    ReadsBesideWrites.Counts counts =
        ReadsBesideWrites.run(
            pick(60, 400),
            () -> committed(store().commit(commit(stream, ExpectedVersion.any(), BATCH))),
            () -> assertWhole(reader.read(stream, Long.MAX_VALUE, 1, Direction.BACKWARD)));
    evidence("reads beside commits", counts.reads());
    assertVersionsUpTo((long) counts.writes() * BATCH, stream);
  }

  // Every batch has the same size, so a version that is no multiple of it shows half a commit.
  private static void assertWhole(StreamSlice slice) {
    assertThat(slice.head() % BATCH)
        .as("events beyond the last whole commit, at version %d", slice.head())
        .isZero();
  }

  @Test
  @Rule("COMMIT-3")
  void receiptIsThereWithTheEvents() {
    StreamId stream = stream();
    EventStore reader = another();
    List<RequestId> requests = Collections.synchronizedList(new ArrayList<>());
    ReadsBesideWrites.Counts counts =
        ReadsBesideWrites.run(
            pick(40, 300),
            () -> commitOne(stream, requests),
            () -> assertReceipted(reader, stream, requests));
    assertThat(head(stream)).isEqualTo(counts.writes());
  }

  private void commitOne(StreamId stream, List<RequestId> requests) {
    RequestId request = request();
    requests.add(request);
    committed(store().commit(Commit.to(stream, request).events(events(1)).build()));
  }

  // The request that made version n is the n-th, so each version that is seen must be receipted.
  private static void assertReceipted(
      EventStore reader, StreamId stream, List<RequestId> requests) {
    long head = reader.read(stream, 1, 0, Direction.FORWARD).head();
    if (head > 0) {
      assertThat(reader.receipt(stream, requests.get((int) head - 1)))
          .as("receipt of the commit that made the visible version %d", head)
          .isPresent();
    }
  }

  @Test
  @Rule("COMMIT-4")
  void refusedCommitLeavesNothingBehind() {
    StreamId stream = stream();
    append(stream, 2);
    Commit stale = commit(stream, ExpectedVersion.exactly(1), 3);
    assertThat(conflict(store().commit(stale))).isEqualTo(2);
    Commit beyond = beyondLimits(stream);
    assertThatThrownBy(() -> store().commit(beyond)).isInstanceOf(LimitExceeded.class);

    assertVersionsUpTo(2, stream);
    assertThat(store().receipt(stream, stale.request())).as("receipt of a conflict").isEmpty();
    assertThat(store().receipt(stream, beyond.request())).as("receipt beyond limits").isEmpty();
    assertThat(readFeed()).as("commits in the feed").hasSize(1);
  }

  @Test
  @Rule("COMMIT-4")
  void refusedFirstCommitLeavesNoStreamBehind() {
    StreamId stream = stream();
    Commit refused = commit(stream, ExpectedVersion.exists(), 1);
    assertThat(conflict(store().commit(refused))).isZero();
    assertThat(head(stream)).isZero();
    assertThat(store().receipt(stream, refused.request())).isEmpty();
    assertThat(readFeed()).as("commits in the feed").isEmpty();
  }

  @Test
  @Rule("COMMIT-5")
  void commitWithoutEventsLeavesAReceiptAndTheVersionAlone() {
    StreamId stream = stream();
    for (long head : new long[] {0, 2}) {
      if (head > 0) {
        append(stream, (int) head);
      }
      Json response = Json.of("nothing to do at " + head);
      Commit commit = to(stream).responding(response).build();
      Receipt receipt = committed(store().commit(commit));
      assertThat(receipt.before()).isEqualTo(head);
      assertThat(receipt.after()).isEqualTo(head);
      assertThat(receipt.response()).isEqualTo(response);
      assertThat(head(stream)).isEqualTo(head);
      assertThat(store().receipt(stream, commit.request())).contains(receipt);
      assertThat(readFeed()).extracting(RecordedCommit::receipt).contains(receipt);
    }
    Receipt next = append(stream, 1);
    assertThat(next.after()).as("version of the event after it").isEqualTo(3);
  }

  @Test
  @Rule("COMMIT-6")
  void receiptTellsWhatWasWritten() {
    StreamId stream = stream();
    append(stream, 2);
    Json response = JsonObject.EMPTY.with("balance", 17).with("note", "grün");
    Commit commit =
        to(stream)
            .events(events(3))
            .effect(new Effect("mail", "Send", Json.of("hello")))
            .responding(response)
            .build();
    Receipt receipt = committed(store().commit(commit));
    assertThat(receipt.stream()).isEqualTo(stream);
    assertThat(receipt.request()).isEqualTo(commit.request());
    assertThat(receipt.before()).as("version before").isEqualTo(2);
    assertThat(receipt.after()).as("version after").isEqualTo(5);
    assertThat(receipt.response()).isEqualTo(response);
    assertThat(receipt.recordedAt())
        .as("recorded time, in microseconds")
        .isEqualTo(receipt.recordedAt().truncatedTo(ChronoUnit.MICROS))
        .isAfter(Instant.EPOCH);

    assertThat(another().receipt(stream, commit.request()))
        .as("the receipt that is found later")
        .contains(receipt);
    assertShownInFeed(commit, receipt);
  }

  private void assertShownInFeed(Commit commit, Receipt receipt) {
    Optional<RecordedCommit> shown =
        readFeed().stream()
            .filter(each -> each.receipt().request().equals(commit.request()))
            .findFirst();
    assertThat(shown).as("the commit in the feed").isPresent();
    assertThat(shown.get().receipt()).as("the receipt in the feed").isEqualTo(receipt);
    assertThat(contents(shown.get().events())).isEqualTo(commit.events());
    assertThat(shown.get().effects()).isEqualTo(commit.effects());
  }

  @Test
  @Rule("COMMIT-7")
  void limitsAreJudgedBeforeDuplicatesAndVersions() {
    StreamId stream = stream();
    Receipt first = append(stream, 1);
    Commit beyond = beyondLimits(stream);
    Commit repeated =
        Commit.to(stream, first.request())
            .expecting(ExpectedVersion.exactly(7))
            .events(beyond.events())
            .build();
    assertThatThrownBy(() -> store().commit(repeated))
        .as("a repetition that exceeds a limit")
        .isInstanceOfSatisfying(
            LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.ID_LENGTH));
  }

  @Test
  @Rule("COMMIT-7")
  void duplicatesAreJudgedBeforeVersions() {
    StreamId stream = stream();
    Receipt first = append(stream, 1);
    for (ExpectedVersion stale : List.of(ExpectedVersion.noStream(), ExpectedVersion.exactly(7))) {
      Commit repeated =
          Commit.to(stream, first.request()).expecting(stale).events(events(1)).build();
      assertThat(duplicate(store().commit(repeated))).isEqualTo(first);
    }
  }

  @Test
  @Rule("COMMIT-8")
  void eachCommitOfAListHasItsOwnAnswer() {
    StreamId known = stream();
    Receipt earlier = append(known, 2);
    Commit first = commit(stream(), ExpectedVersion.noStream(), 2);
    Commit stale = commit(known, ExpectedVersion.noStream(), 1);
    Commit beyond = beyondLimits(stream());
    Commit repeated = Commit.to(known, earlier.request()).events(events(1)).build();
    Commit last = commit(known, ExpectedVersion.exactly(2), 3);

    List<CommitOutcome> outcomes = store().commitAll(List.of(first, stale, beyond, repeated, last));

    assertThat(outcomes).hasSize(5);
    assertThat(committed(outcomes.get(0)).after()).isEqualTo(2);
    assertThat(conflict(outcomes.get(1))).isEqualTo(2);
    assertThat(outcomes.get(2))
        .isInstanceOfSatisfying(
            CommitOutcome.Failed.class,
            failed -> assertThat(failed.error()).isInstanceOf(LimitExceeded.class));
    assertThat(duplicate(outcomes.get(3))).isEqualTo(earlier);
    assertThat(committed(outcomes.get(4)).after()).isEqualTo(5);
    assertThat(contents(readAll(first.stream()))).isEqualTo(first.events());
    assertThat(head(beyond.stream())).as("stream of the commit beyond limits").isZero();
    assertVersionsUpTo(5, known);
  }

  @Test
  @Rule("COMMIT-8")
  void aLongListAndAnEmptyOneAreAnsweredInOrder() {
    assertThat(store().commitAll(List.of())).isEmpty();
    List<Commit> commits = new ArrayList<>();
    for (int i = 0; i < pick(150, 1000); i++) {
      commits.add(commit(stream(), ExpectedVersion.noStream(), 1));
    }
    List<CommitOutcome> outcomes = store().commitAll(commits);
    assertThat(outcomes).hasSameSizeAs(commits);
    for (int i = 0; i < commits.size(); i++) {
      Receipt receipt = committed(outcomes.get(i));
      assertThat(receipt.request()).isEqualTo(commits.get(i).request());
      assertThat(receipt.stream()).isEqualTo(commits.get(i).stream());
    }
    Commit sample = commits.get(random().nextInt(commits.size()));
    assertThat(contents(readAll(sample.stream()))).isEqualTo(sample.events());
  }

  @Test
  @Rule("COMMIT-9")
  void commitsOfAListToOneStreamAreJudgedInListOrder() {
    StreamId stream = stream();
    List<Commit> commits = new ArrayList<>();
    List<Event> written = new ArrayList<>();
    for (int version = 0; version < 20; version++) {
      Commit commit = commit(stream, ExpectedVersion.exactly(version), 1);
      commits.add(commit);
      written.addAll(commit.events());
      commits.add(commit(stream(), ExpectedVersion.noStream(), 1));
    }
    commits.add(commit(stream, ExpectedVersion.exactly(3), 1));

    List<CommitOutcome> outcomes = store().commitAll(commits);

    for (int i = 0; i < commits.size() - 1; i++) {
      committed(outcomes.get(i));
    }
    assertThat(conflict(outcomes.get(commits.size() - 1))).isEqualTo(20);
    assertThat(contents(readAll(stream))).isEqualTo(written);
  }

  // An id, because it can be made too long on every store without much ado.
  private Commit beyondLimits(StreamId stream) {
    String type = "E".repeat((int) declaration().limits().get(Limit.ID_LENGTH) + 1);
    return to(stream).event(type, JsonObject.EMPTY).build();
  }

  private void assertVersionsUpTo(long head, StreamId stream) {
    assertThat(readAll(stream))
        .extracting(RecordedEvent::version)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, head).boxed().toList());
    assertThat(head(stream)).as("version of the stream").isEqualTo(head);
  }
}
