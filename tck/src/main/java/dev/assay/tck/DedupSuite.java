package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.Truncation;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proves that a request is applied once. */
public abstract class DedupSuite extends EventStoreSuite {

  @Test
  @Rule("DEDUP-1")
  void repetitionGetsTheOriginalReceiptAndWritesNothing() {
    StreamId stream = stream();
    Json response = JsonObject.EMPTY.with("order", 4711).with("state", "accepted");
    Commit original = to(stream).events(events(2)).responding(response).build();
    Receipt receipt = committed(store().commit(original));
    assertThat(duplicate(store().commit(original))).isEqualTo(receipt);

    Commit other =
        Commit.to(stream, original.request()).events(events(5)).responding(Json.of(1)).build();
    assertThat(duplicate(store().commit(other)))
        .as("receipt for a repetition with another content")
        .isEqualTo(receipt);
    assertThat(duplicate(store().commit(other)).response()).isEqualTo(response);
    assertThat(contents(readAll(stream))).isEqualTo(original.events());
    assertThat(readFeed()).as("commits in the feed").hasSize(1);
  }

  @Test
  @Rule("DEDUP-1")
  void repetitionAfterLaterCommitsGetsTheOriginalReceipt() {
    StreamId stream = stream();
    Commit original = commit(stream, ExpectedVersion.any(), 1);
    Receipt receipt = committed(store().commit(original));
    append(stream, 3);
    committed(store().commit(commit(stream, ExpectedVersion.any(), 0)));
    assertThat(duplicate(store().commit(original))).isEqualTo(receipt);
    assertThat(head(stream)).isEqualTo(4);
  }

  @Test
  @Rule("DEDUP-2")
  void ofRacingRepetitionsOneIsApplied() {
    List<EventStore> handles = List.of(store(), another());
    StreamId growing = stream();
    int rounds = pick(Rounds.QUICK, Rounds.FULL);
    for (int round = 0; round < rounds; round++) {
      StreamId stream = round % 2 == 0 ? growing : stream();
      long head = head(stream);
      RequestId request = request();
      List<CommitResult> results =
          Rounds.race(handles, i -> Commit.to(stream, request).events(events(2)).build());
      assertThat(results)
          .as("answers to racing repetitions of %s", request)
          .matches(Rounds::appliedOnce, "one Committed, all others Duplicate of the same receipt");
      assertThat(head(stream)).as("version after the race").isEqualTo(head + 2);
    }
    evidence("rounds", rounds);
    evidence("writers", Rounds.WRITERS);
  }

  @Test
  @Rule("DEDUP-3")
  void repetitionWinsOverItsOwnStaleExpectation() {
    StreamId stream = stream();
    Commit first = commit(stream, ExpectedVersion.noStream(), 1);
    Receipt created = committed(store().commit(first));
    Commit second = commit(stream, ExpectedVersion.exactly(1), 2);
    Receipt changed = committed(store().commit(second));
    assertThat(duplicate(store().commit(first))).isEqualTo(created);
    assertThat(duplicate(store().commit(second))).isEqualTo(changed);
    assertThat(head(stream)).isEqualTo(3);
  }

  @Test
  @Rule("DEDUP-3")
  void racingRepetitionsThatExpectAVersionDoNotConflictWithThemselves() {
    List<EventStore> handles = List.of(store(), another());
    StreamId growing = stream();
    int rounds = pick(Rounds.QUICK, Rounds.FULL);
    for (int round = 0; round < rounds; round++) {
      StreamId stream = round % 2 == 0 ? growing : stream();
      Commit commit = commit(stream, ExpectedVersion.exactly(head(stream)), 1);
      assertThat(Rounds.race(handles, i -> commit))
          .as("answers to racing repetitions of one request that expects a version")
          .matches(Rounds::appliedOnce, "one Committed, all others Duplicate of the same receipt");
    }
    evidence("rounds", rounds);
  }

  @Test
  @Rule("DEDUP-4")
  void sameIdOnAnotherStreamIsAnotherRequest() {
    RequestId request = request();
    StreamId one = stream();
    StreamId sameType = stream();
    StreamId sameId = new StreamId("other", one.id());
    for (StreamId stream : List.of(one, sameType, sameId)) {
      Receipt receipt =
          committed(store().commit(Commit.to(stream, request).events(events(1)).build()));
      assertThat(receipt.stream()).isEqualTo(stream);
      assertThat(head(stream)).isEqualTo(1);
    }
    assertThat(store().receipt(sameId, request)).map(Receipt::stream).contains(sameId);
  }

  @Test
  @Rule("DEDUP-5")
  void otherHandlesAndReopenedOnesRemember() {
    StreamId stream = stream();
    Commit commit = commit(stream, ExpectedVersion.noStream(), 1);
    EventStore early = another();
    EventStore writer = another();
    Receipt receipt = committed(writer.commit(commit));
    assertThat(duplicate(early.commit(commit))).as("another open handle").isEqualTo(receipt);
    early.close();
    writer.close();
    store().close();
    EventStore late = another();
    assertThat(duplicate(late.commit(commit))).as("a reopened handle").isEqualTo(receipt);
    assertThat(readAll(late, stream)).hasSize(1);
  }

  @Test
  @Rule("DEDUP-6")
  @Requires(Capability.TRUNCATION)
  void truncationDoesNotForgetRequests() {
    StreamId stream = stream();
    Commit first = to(stream).events(events(2)).responding(Json.of("the first answer")).build();
    Receipt receipt = committed(store().commit(first));
    Commit second = commit(stream, ExpectedVersion.any(), 1);
    Receipt later = committed(store().commit(second));
    assertThat(capability(Truncation.class).truncate(stream, 3)).isEqualTo(3);
    assertThat(duplicate(store().commit(first))).isEqualTo(receipt);
    assertThat(capability(Truncation.class).truncate(stream, 9)).isEqualTo(4);
    assertThat(duplicate(another().commit(first))).isEqualTo(receipt);
    assertThat(duplicate(store().commit(second))).isEqualTo(later);
    assertThat(head(stream)).isEqualTo(3);
  }

  @Test
  @Rule("DEDUP-7")
  void refusedRequestMayBeTriedAgain() {
    StreamId stream = stream();
    RequestId request = request();
    for (long wrong : new long[] {3, 2}) {
      Commit early =
          Commit.to(stream, request)
              .expecting(ExpectedVersion.exactly(wrong))
              .events(events(1))
              .build();
      assertThat(conflict(store().commit(early))).isZero();
      assertThat(store().receipt(stream, request)).isEmpty();
    }
    append(stream, 2);
    Commit fitting =
        Commit.to(stream, request).expecting(ExpectedVersion.exactly(2)).events(events(1)).build();
    Receipt receipt = committed(another().commit(fitting));
    assertThat(receipt.after()).isEqualTo(3);
    assertThat(duplicate(store().commit(fitting))).isEqualTo(receipt);
  }

  @Test
  @Rule("DEDUP-8")
  void requestsWithoutEventsAreRemembered() {
    StreamId stream = stream();
    for (int head : new int[] {0, 1}) {
      if (head > 0) {
        append(stream, head);
      }
      Commit nothing = to(stream).responding(Json.of("nothing at " + head)).build();
      Receipt receipt = committed(store().commit(nothing));
      Commit something = Commit.to(stream, nothing.request()).events(events(1)).build();
      assertThat(duplicate(store().commit(nothing))).isEqualTo(receipt);
      assertThat(duplicate(another().commit(something))).isEqualTo(receipt);
      assertThat(head(stream)).isEqualTo(head);
    }
  }

  @Test
  @Rule("DEDUP-9")
  void repetitionsInsideOneListAreFound() {
    StreamId stream = stream();
    Commit commit = commit(stream, ExpectedVersion.noStream(), 2);
    Commit between = commit(stream, ExpectedVersion.exactly(2), 1);
    List<CommitOutcome> outcomes =
        store().commitAll(List.of(commit, commit, between, commit, between));
    Receipt receipt = committed(outcomes.get(0));
    Receipt second = committed(outcomes.get(2));
    assertThat(duplicate(outcomes.get(1))).isEqualTo(receipt);
    assertThat(duplicate(outcomes.get(3))).isEqualTo(receipt);
    assertThat(duplicate(outcomes.get(4))).isEqualTo(second);
    assertThat(head(stream)).isEqualTo(3);
  }

  @Test
  @Rule("DEDUP-10")
  void receiptIsFoundExactlyIfTheRequestWasApplied() {
    StreamId stream = stream();
    EventStore other = another();
    for (int i = 0; i < 20; i++) {
      Commit commit = commit(stream, ExpectedVersion.exactly(i), 1);
      assertThat(other.receipt(stream, commit.request())).as("before the commit").isEmpty();
      Receipt receipt = committed(store().commit(commit));
      assertThat(other.receipt(stream, commit.request())).as("after it").contains(receipt);
      assertThat(store().receipt(stream, commit.request())).contains(receipt);
      assertThat(other.receipt(stream(), commit.request())).as("on another stream").isEmpty();
      Commit stale = commit(stream, ExpectedVersion.exactly(i), 1);
      conflict(store().commit(stale));
      assertThat(other.receipt(stream, stale.request())).as("of a refused request").isEmpty();
    }
  }
}
