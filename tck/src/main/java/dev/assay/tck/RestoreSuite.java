package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Claims;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.CommitResult.ClaimTaken;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.Restoration;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.event.Truncation;
import dev.assay.spi.json.Json;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proves that recorded commits are put back as they were. */
@Requires(Capability.RESTORATION)
public abstract class RestoreSuite extends EventStoreSuite {

  private static final Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06.789012Z");

  /** Rounds of racing restorations in the quick profile. */
  static final int ROUNDS = 25;

  private static final int THREADS = 6;

  @Test
  @Rule("RESTORE-1")
  void aRestoredCommitIsAsItWas() {
    StreamId stream = stream();
    RecordedCommit first = recorded(stream, 0, 2, LONG_AGO);
    RecordedCommit second = recorded(stream, 2, 0, LONG_AGO.plus(1, ChronoUnit.MICROS));
    RecordedCommit third = recorded(stream, 2, 1, LONG_AGO.plusSeconds(1));
    List<RecordedEvent> events = new ArrayList<>();
    for (RecordedCommit commit : List.of(first, second, third)) {
      Receipt receipt = committed(restore(commit));
      assertSame(receipt, commit.receipt());
      assertThat(another().receipt(stream, receipt.request())).contains(receipt);
      events.addAll(commit.events());
      assertThat(readAll(stream)).isEqualTo(events);
    }
    assertThat(unplaced(readFeed())).isEqualTo(unplaced(List.of(first, second, third)));
  }

  @Test
  @Rule("RESTORE-2")
  void onlyTheMatchingHeadIsRestoredOnto() {
    StreamId stream = stream();
    append(stream, 2);
    List<RecordedCommit> before = readFeed();
    for (long version : new long[] {0, 1, 3, 7}) {
      RecordedCommit commit = recorded(stream, version, 1, LONG_AGO);
      assertThat(conflict(restore(commit))).as("restored at %d", version).isEqualTo(2);
      assertThat(conflict(restore(recorded(stream, version, 0, LONG_AGO)))).isEqualTo(2);
      assertThat(store().receipt(stream, commit.receipt().request())).isEmpty();
    }
    assertThat(head(stream)).isEqualTo(2);
    assertThat(readFeed()).isEqualTo(before);
    StreamId unknown = stream();
    assertThat(conflict(restore(recorded(unknown, 1, 1, LONG_AGO)))).isZero();
  }

  @Test
  @Rule("RESTORE-3")
  void restoringIsIdempotent() {
    StreamId stream = stream();
    RecordedCommit first = recorded(stream, 0, 2, LONG_AGO);
    RecordedCommit withoutEvents = recorded(stream, 2, 0, LONG_AGO);
    Receipt one = committed(restore(first));
    assertThat(duplicate(restore(first))).isEqualTo(one);
    Receipt two = committed(restore(withoutEvents));
    append(stream, 1);
    List<RecordedCommit> before = readFeed();
    assertThat(duplicate(restore(first))).isEqualTo(one);
    assertThat(duplicate(restore(withoutEvents))).isEqualTo(two);
    assertThat(readFeed()).isEqualTo(before);
  }

  @Test
  @Rule("RESTORE-4")
  void theMemoryOfRequestsIsRestored() {
    StreamId stream = stream();
    for (int events : new int[] {2, 0}) {
      RecordedCommit commit = recorded(stream, head(stream), events, LONG_AGO);
      Receipt receipt = committed(restore(commit));
      Commit again = Commit.to(stream, receipt.request()).events(events(1)).build();
      assertThat(duplicate(store().commit(again))).isEqualTo(receipt);
      assertThat(duplicate(another().commitAll(List.of(again)).get(0))).isEqualTo(receipt);
      assertThat(head(stream)).isEqualTo(2);
    }
  }

  @Test
  @Rule("RESTORE-5")
  void commitsGoOnAfterRestoredOnes() {
    Instant future =
        Instant.now().plus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS).plusNanos(7000);
    for (Instant at : List.of(LONG_AGO, future)) {
      for (int events : new int[] {2, 0}) {
        StreamId stream = stream();
        committed(restore(recorded(stream, 0, events, at)));
        ExpectedVersion expected = ExpectedVersion.exactly(events);
        Receipt next = committed(store().commit(commit(stream, expected, 1)));
        assertThat(next.after()).isEqualTo(events + 1L);
        assertThat(next.recordedAt()).isAfterOrEqualTo(at);
        assertThat(store().read(stream, events + 1, 1, Direction.FORWARD).events())
            .singleElement()
            .satisfies(e -> assertThat(e.recordedAt()).isEqualTo(next.recordedAt()));
        assertThat(append(stream, 1).recordedAt()).isAfterOrEqualTo(next.recordedAt());
      }
    }
  }

  @Test
  @Rule("RESTORE-6")
  void aWholeRealmCanBeRestored() {
    List<StreamId> streams = List.of(stream(), stream(), stream());
    for (int i = 0; i < 12; i++) {
      Effect effect = new Effect("mail", "send", Json.of(i));
      StreamId stream = streams.get(i % 3);
      committed(store().commit(to(stream).events(events(i % 4)).effect(effect).build()));
    }
    EventStore target = handle(newRealm());
    List<RecordedCommit> source = readFeed();
    for (RecordedCommit commit : source) {
      committed(capability(Restoration.class, target).restore(commit));
    }
    for (StreamId stream : streams) {
      assertThat(readAll(target, stream)).isEqualTo(readAll(stream));
      assertThat(unplaced(ofStream(readFeed(target), stream)))
          .isEqualTo(unplaced(ofStream(source, stream)));
    }
    assertThat(readFeed(target)).hasSameSizeAs(source);
  }

  @Test
  @Rule("RESTORE-7")
  @Requires(Capability.CLAIMS)
  void claimsAreRestored() {
    Claim mine = new Claim("email", name("ada"));
    Claim released = new Claim("email", name("old"));
    StreamId stream = stream();
    committed(store().commit(to(stream).claim(released).build()));
    RecordedCommit first = claiming(stream, 0, List.of(mine), List.of(released));
    committed(restore(first));
    assertThat(holder(mine)).contains(stream);
    assertThat(holder(released)).isEmpty();
    StreamId other = stream();
    Claim free = new Claim("email", name("free"));
    RecordedCommit taken = claiming(other, 0, List.of(free, mine), List.of());
    assertThat(restore(taken)).isEqualTo(new ClaimTaken(mine, stream));
    assertThat(holder(free)).isEmpty();
    assertThat(head(other)).isZero();
    assertThat(store().receipt(other, taken.receipt().request())).isEmpty();
    assertThat(store().commit(to(other).claim(mine).build()))
        .isEqualTo(new ClaimTaken(mine, stream));
    assertThat(readFeed())
        .filteredOn(commit -> commit.receipt().request().equals(first.receipt().request()))
        .singleElement()
        .satisfies(
            commit -> {
              assertThat(commit.claims()).containsExactly(mine);
              assertThat(commit.releases()).containsExactly(released);
            });
  }

  private java.util.Optional<StreamId> holder(Claim claim) {
    return capability(Claims.class).holder(claim);
  }

  @Test
  @Rule("RESTORE-8")
  @Requires(Capability.TRUNCATION)
  void truncationIsRestored() {
    for (long before : new long[] {4, 6}) {
      StreamId stream = stream();
      append(stream, 3);
      append(stream, 0);
      append(stream, 2);
      capability(Truncation.class).truncate(stream, before);
      EventStore target = handle(newRealm());
      List<RecordedCommit> source = ofStream(readFeed(), stream);
      for (RecordedCommit commit : source) {
        committed(capability(Restoration.class, target).restore(commit));
      }
      StreamSlice there = store().read(stream, 1, 10, Direction.FORWARD);
      assertThat(there.firstRetained()).isEqualTo(before);
      assertThat(target.read(stream, 1, 10, Direction.FORWARD)).isEqualTo(there);
      assertThat(unplaced(ofStream(readFeed(target), stream))).isEqualTo(unplaced(source));
      assertThat(append(target, stream, 1).after()).isEqualTo(6);
      for (RecordedCommit commit : source) {
        duplicate(capability(Restoration.class, target).restore(commit));
      }
    }
  }

  @Test
  @Rule("RESTORE-9")
  void racingRestorationsOfOneCommitAgree() {
    int rounds = pick(ROUNDS, 100);
    List<EventStore> handles = List.of(store(), another());
    StreamId stream = stream();
    for (int round = 0; round < rounds; round++) {
      raceToRestore(handles, stream, round);
    }
    evidence("rounds", rounds);
    evidence("threads", THREADS);
  }

  /** One round, apart, so that the kit's own tests can measure what it catches. */
  final void raceToRestore(List<EventStore> handles, StreamId stream, long head) {
    RecordedCommit commit = recorded(stream, head, 1, LONG_AGO.plusSeconds(head));
    List<Outcome<CommitResult>> outcomes =
        Race.of(THREADS)
            .run(i -> capability(Restoration.class, handles.get(i % 2)).restore(commit));
    List<Receipt> applied = new ArrayList<>();
    List<Receipt> found = new ArrayList<>();
    for (Outcome<CommitResult> outcome : outcomes) {
      if (outcome.value() instanceof CommitResult.Committed committed) {
        applied.add(committed.receipt());
      } else {
        found.add(duplicate(outcome.value()));
      }
    }
    assertThat(applied).as("winners of one round").hasSize(1);
    assertThat(found).containsOnly(applied.get(0));
  }

  private CommitResult restore(RecordedCommit commit) {
    return capability(Restoration.class).restore(commit);
  }

  private RecordedCommit recorded(StreamId stream, long before, int count, Instant at) {
    return recorded(stream, before, events(count), at, List.of(), List.of());
  }

  private RecordedCommit claiming(
      StreamId stream, long before, List<Claim> claims, List<Claim> releases) {
    return recorded(stream, before, List.of(), LONG_AGO, claims, releases);
  }

  private RecordedCommit recorded(
      StreamId stream,
      long before,
      List<Event> events,
      Instant at,
      List<Claim> claims,
      List<Claim> releases) {
    List<RecordedEvent> recorded = new ArrayList<>();
    for (Event event : events) {
      recorded.add(new RecordedEvent(stream, before + recorded.size() + 1, at, event));
    }
    FeedPosition elsewhere = new FeedPosition(3, new Cursor("elsewhere"));
    Json response = Json.of(name("response"));
    long after = before + events.size();
    return new RecordedCommit(
        new Receipt(stream, request(), before, after, response, at, elsewhere),
        recorded,
        false,
        List.of(new Effect("mail", "send", Json.of(name("effect")))),
        claims,
        releases);
  }

  private static List<RecordedCommit> ofStream(List<RecordedCommit> feed, StreamId stream) {
    return feed.stream().filter(commit -> commit.receipt().stream().equals(stream)).toList();
  }

  private static void assertSame(Receipt actual, Receipt expected) {
    assertThat(unplaced(actual)).isEqualTo(unplaced(expected));
  }

  private static Receipt unplaced(Receipt receipt) {
    return new Receipt(
        receipt.stream(),
        receipt.request(),
        receipt.before(),
        receipt.after(),
        receipt.response(),
        receipt.recordedAt(),
        new FeedPosition(0, Cursor.START));
  }

  // Each store has feed positions of its own.
  private static List<RecordedCommit> unplaced(List<RecordedCommit> commits) {
    return commits.stream().map(commit -> unplaced(commit)).toList();
  }

  private static RecordedCommit unplaced(RecordedCommit commit) {
    return new RecordedCommit(
        unplaced(commit.receipt()),
        commit.events(),
        commit.truncated(),
        commit.effects(),
        commit.claims(),
        commit.releases());
  }
}
