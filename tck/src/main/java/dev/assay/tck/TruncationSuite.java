package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.event.TruncatedStream;
import dev.assay.spi.event.Truncation;
import dev.assay.spi.json.Json;
import dev.assay.tck.race.Headstart;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Proves that the old events of a stream can be removed, and nothing else with them. */
@Requires(Capability.TRUNCATION)
public abstract class TruncationSuite extends EventStoreSuite {

  /** Rounds of truncating beside writers in the quick profile. */
  static final int ROUNDS = 40;

  private static final int WRITERS = 3;
  private static final int COMMITS = 4;

  @Test
  @Rule("TRUNCATION-1")
  void truncationRoundsDownToACommitBoundary() {
    // Commits end at the versions 3, 4 and 8.
    long[] firstRetained = {1, 1, 1, 1, 4, 5, 5, 5, 5, 9};
    for (int before = 1; before < firstRetained.length; before++) {
      StreamId stream = stream();
      append(stream, 3);
      append(stream, 1);
      append(stream, 4);
      assertThat(truncate(stream, before))
          .as("first retained version after truncation before %d", before)
          .isEqualTo(firstRetained[before]);
      assertRetained(store(), stream, firstRetained[before], 8);
    }
  }

  @Test
  @Rule("TRUNCATION-1")
  void commitsWithoutEventsAreNoBoundary() {
    StreamId stream = stream();
    append(stream, 0);
    append(stream, 2);
    append(stream, 0);
    append(stream, 2);
    assertThat(truncate(stream, 2)).isEqualTo(1);
    assertThat(truncate(stream, 3)).isEqualTo(3);
    assertRetained(store(), stream, 3, 4);
  }

  @Test
  @Rule("TRUNCATION-2")
  void whatIsGoneStaysGoneAndNothingMoreGoes() {
    StreamId stream = stream();
    append(stream, 2);
    append(stream, 2);
    assertThat(truncate(stream, 1)).isEqualTo(1);
    assertRetained(store(), stream, 1, 4);
    assertThat(truncate(stream, 4)).isEqualTo(3);
    for (long before : new long[] {4, 3, 2, 1}) {
      assertThat(truncate(stream, before)).as("truncate before %d", before).isEqualTo(3);
      assertRetained(store(), stream, 3, 4);
    }
    for (long before : new long[] {5, 6, Long.MAX_VALUE, 1}) {
      assertThat(truncate(stream, before)).as("truncate before %d", before).isEqualTo(5);
      assertRetained(store(), stream, 5, 4);
    }
    append(stream, 1);
    assertThat(truncate(stream, 5)).isEqualTo(5);
    assertRetained(store(), stream, 5, 5);
  }

  @Test
  @Rule("TRUNCATION-2")
  void anUnknownStreamCannotBeTruncated() {
    StreamId stream = stream();
    assertThat(truncate(stream, 7)).isEqualTo(1);
    assertThat(truncate(stream, Long.MAX_VALUE)).isEqualTo(1);
    assertRetained(store(), stream, 1, 0);
    append(stream, 3);
    assertRetained(store(), stream, 1, 3);
    for (long before : new long[] {0, -1, Long.MIN_VALUE}) {
      assertThatIllegalArgumentException().isThrownBy(() -> truncate(stream, before));
    }
    assertRetained(store(), stream, 1, 3);
  }

  @Test
  @Rule("TRUNCATION-3")
  void readsSayWhereTheStreamBegins() {
    StreamId inPart = stream();
    StreamId wholly = stream();
    for (StreamId stream : List.of(inPart, wholly)) {
      append(stream, 3);
      append(stream, 3);
    }
    truncate(inPart, 4);
    truncate(wholly, 7);
    for (EventStore handle : List.of(store(), another())) {
      assertRetained(handle, inPart, 4, 6);
      assertRetained(handle, wholly, 7, 6);
    }
  }

  private static void assertRetained(EventStore handle, StreamId stream, long first, long head) {
    for (int max : new int[] {0, 1, 2, 100}) {
      for (long from = 0; from <= head + 2; from++) {
        assertSlice(handle.read(stream, from, max, Direction.FORWARD), from, max, first, head);
      }
    }
    StreamSlice backward = handle.read(stream, Long.MAX_VALUE, 100, Direction.BACKWARD);
    assertPlace(backward, first, head);
    List<Long> expected = new ArrayList<>(LongStream.rangeClosed(first, head).boxed().toList());
    java.util.Collections.reverse(expected);
    assertThat(backward.events()).extracting(RecordedEvent::version).isEqualTo(expected);
    assertThat(backward.more()).isFalse();
    StreamSlice below = handle.read(stream, first - 1, 100, Direction.BACKWARD);
    assertPlace(below, first, head);
    assertThat(below.events()).as("events below the first retained version").isEmpty();
    assertThat(below.more()).isFalse();
  }

  private static void assertSlice(
      StreamSlice slice, long from, int max, long firstRetained, long head) {
    assertPlace(slice, firstRetained, head);
    long first = Math.max(from, firstRetained);
    long last = Math.min(head, first + max - 1);
    assertThat(slice.events())
        .extracting(RecordedEvent::version)
        .isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
    assertThat(slice.more()).as("whether more lies behind").isEqualTo(first + max <= head);
  }

  private static void assertPlace(StreamSlice slice, long firstRetained, long head) {
    assertThat(slice.firstRetained()).as("first retained version").isEqualTo(firstRetained);
    assertThat(slice.head()).as("head").isEqualTo(head);
  }

  @Test
  @Rule("TRUNCATION-4")
  void receiptsResponsesAndTheMemoryOfRequestsStay() {
    StreamId stream = stream();
    Commit first = to(stream).events(events(2)).responding(Json.of("first")).build();
    Commit second = to(stream).events(events(1)).responding(Json.of("second")).build();
    Receipt one = committed(store().commit(first));
    Receipt two = committed(store().commit(second));
    for (long before : new long[] {3, 4}) {
      truncate(stream, before);
      EventStore reopened = another();
      assertThat(reopened.receipt(stream, first.request())).contains(one);
      assertThat(reopened.receipt(stream, second.request())).contains(two);
      assertThat(duplicate(store().commit(first))).isEqualTo(one);
      assertThat(duplicate(reopened.commitAll(List.of(second)).get(0))).isEqualTo(two);
      assertThat(head(stream)).isEqualTo(3);
    }
  }

  @Test
  @Rule("TRUNCATION-5")
  void versionsGoOnAsIfNothingHadHappened() {
    for (long before : new long[] {3, 5}) {
      StreamId stream = stream();
      append(stream, 2);
      append(stream, 2);
      truncate(stream, before);
      for (ExpectedVersion wrong :
          List.of(
              ExpectedVersion.noStream(),
              ExpectedVersion.exactly(2),
              ExpectedVersion.exactly(3),
              ExpectedVersion.exactly(5))) {
        assertThat(conflict(store().commit(commit(stream, wrong, 1)))).isEqualTo(4);
      }
      Receipt exact = committed(store().commit(commit(stream, ExpectedVersion.exactly(4), 1)));
      assertThat(exact.before()).isEqualTo(4);
      truncate(stream, 6);
      Receipt exists = committed(store().commit(commit(stream, ExpectedVersion.exists(), 1)));
      assertThat(exists.after()).isEqualTo(6);
      truncate(stream, 7);
      Receipt any = append(stream, 1);
      assertThat(any.after()).isEqualTo(7);
      assertThat(any.recordedAt()).isAfterOrEqualTo(exists.recordedAt());
      assertRetained(another(), stream, 7, 7);
    }
  }

  @Test
  @Rule("TRUNCATION-6")
  void theFeedStillYieldsTruncatedCommits() {
    StreamId stream = stream();
    Effect effect = new Effect("mail", "send", Json.of("hello"));
    committed(store().commit(to(stream).events(events(2)).effect(effect).build()));
    committed(store().commit(to(stream).effect(effect).responding(Json.of(1)).build()));
    append(stream(), 1);
    append(stream, 2);
    List<RecordedCommit> before = readFeed();
    truncate(stream, 4);
    List<RecordedCommit> after = readFeed();
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      RecordedCommit was = before.get(i);
      boolean gone = was.receipt().stream().equals(stream) && was.receipt().before() == 0;
      assertThat(after.get(i)).isEqualTo(gone && !was.events().isEmpty() ? truncated(was) : was);
    }
    assertThat(after).filteredOn(RecordedCommit::truncated).hasSize(1);
  }

  private static RecordedCommit truncated(RecordedCommit commit) {
    return new RecordedCommit(
        commit.receipt(), List.of(), true, commit.effects(), commit.claims(), commit.releases());
  }

  @Test
  @Rule("TRUNCATION-7")
  void truncationDoesNotDisturbRacingWriters() {
    int rounds = pick(ROUNDS, 80);
    EventStore elsewhere = another();
    for (int round = 0; round < rounds; round++) {
      truncateBesideWriters(elsewhere);
    }
    evidence("rounds", rounds);
    evidence("writers", WRITERS);
  }

  /** One round, apart, so that the kit's own tests can measure what it catches. */
  final void truncateBesideWriters(EventStore elsewhere) {
    StreamId stream = stream();
    append(stream, 1);
    append(stream, 1);
    Headstart headstart = Headstart.ofHalf(() -> store().read(stream, 1, 0, Direction.FORWARD));
    boolean together = random().nextBoolean();
    List<Outcome<Long>> outcomes =
        Race.of(WRITERS + 1)
            .run(
                i -> {
                  if (i == 0) {
                    headstart.begin();
                    return truncate(stream, 3);
                  }
                  headstart.follow(together ? 0 : i);
                  return appendSome(elsewhere, stream);
                });
    assertThat(outcomes.get(0).value()).as("first retained version").isEqualTo(3);
    assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.value()).isNotNegative());
    long head = 2 + (long) WRITERS * COMMITS;
    StreamSlice slice = store().read(stream, 1, 100, Direction.FORWARD);
    assertPlace(slice, 3, head);
    assertThat(readAll(stream))
        .extracting(RecordedEvent::version)
        .isEqualTo(LongStream.rangeClosed(3, head).boxed().toList());
  }

  private long appendSome(EventStore handle, StreamId stream) {
    long last = 0;
    for (int i = 0; i < COMMITS; i++) {
      last = append(handle, stream, 1).after();
    }
    return last;
  }

  @Test
  @Rule("TRUNCATION-8")
  void foldingATruncatedStreamIsRefused() {
    for (long first : new long[] {3, 5}) {
      StreamId stream = stream();
      append(stream, 2);
      append(stream, 2);
      assertThat(store().state(stream, 0, (count, event) -> count + 1).state()).isEqualTo(4);
      truncate(stream, first);
      assertTruncated(first, () -> store().state(stream, 0, (n, event) -> n + 1));
      assertTruncated(first, () -> store().stateAt(stream, 3, 0, (n, event) -> n + 1));
      assertTruncated(first, () -> store().stateAt(stream, Instant.MAX, 0, (n, event) -> n + 1));
      assertThat(store().events(stream).map(RecordedEvent::version))
          .containsExactlyElementsOf(LongStream.rangeClosed(first, 4).boxed().toList());
    }
  }

  private static void assertTruncated(
      long first, org.assertj.core.api.ThrowableAssert.ThrowingCallable fold) {
    assertThatExceptionOfType(TruncatedStream.class)
        .isThrownBy(fold)
        .satisfies(e -> assertThat(e.firstRetained()).isEqualTo(first));
  }

  private long truncate(StreamId stream, long before) {
    return capability(Truncation.class).truncate(stream, before);
  }
}
