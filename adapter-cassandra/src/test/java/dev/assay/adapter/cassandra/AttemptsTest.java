package dev.assay.adapter.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.assay.adapter.cassandra.Cql.Level;
import dev.assay.adapter.cassandra.FeedTable.Intent;
import dev.assay.adapter.cassandra.StreamTable.CommitRows;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.CommitResult.Committed;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Interleaves the steps of writers and readers by hand: intent, mark, fence, batch, in any order.
 */
@Timeout(60)
class AttemptsTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(1500);
  private static final int PAGE = 100;

  private final Realm realm = TestServer.freshRealm();
  private final CqlSession session = TestServer.single().connect();
  private final CassandraEventStore store;
  private final CommitCall.Backend backend;
  private final int partition = 0;

  AttemptsTest() {
    CassandraConfig config = new CassandraUri(TestServer.single().uri()).config();
    store =
        CassandraEventStore.open(
            session,
            new CassandraConfig(
                realm, LONG, config.keyspace(), config.replication(), config.tables()));
    Cql cql = Cql.of(session, config.keyspace());
    Realms realms = Realms.open(cql, realm, later());
    backend =
        new CommitCall.Backend(
            realms,
            new StreamTable(cql, realm.name()),
            new FeedTable(cql, realm.name()),
            SessionShare.of(cql).clock());
  }

  @AfterEach
  void close() {
    store.close();
    session.close();
  }

  private static Deadline later() {
    return Deadline.in(LONG);
  }

  /** Returns a new stream of the partition under test. */
  private StreamId stream() {
    while (true) {
      StreamId stream = new StreamId("account", UUID.randomUUID().toString());
      if (CassandraCodec.partition(stream, backend.realms().partitions()) == partition) {
        return stream;
      }
    }
  }

  private static Commit commit(StreamId stream, String request) {
    return Commit.to(stream, new RequestId(request)).event("opened", Json.of(1)).build();
  }

  private CommitCall call(StreamId stream, String request, Duration budget) {
    return new CommitCall(backend, PreparedCommit.of(commit(stream, request)), Deadline.in(budget));
  }

  private FeedSlice read(Cursor after) {
    return store.feed(partition, after, PAGE, Duration.ZERO);
  }

  /** Reads on until the reader is caught up, and returns the requests. */
  private List<String> readToEnd(Cursor after) {
    List<String> seen = new ArrayList<>();
    Cursor at = after;
    FeedSlice slice;
    Deadline end = later();
    do {
      slice = store.feed(partition, at, PAGE, Duration.ofMillis(50));
      requests(slice).forEach(seen::add);
      at = slice.next();
    } while (!slice.caughtUp() && !end.passed());
    return seen;
  }

  private static List<String> requests(FeedSlice slice) {
    return slice.commits().stream().map(one -> one.receipt().request().value()).toList();
  }

  private long head(StreamId stream) {
    return store.read(stream, 1, 0, Direction.FORWARD).head();
  }

  private List<Intent> intents() {
    return backend
        .feed()
        .intents(backend.realms().guess(), partition, "", FeedTable.END, PAGE, later());
  }

  @Test
  void aReaderWaitsForAWriterThatMayGoOn() {
    CommitCall slow = call(stream(), "slow", LONG);
    assertThat(slow.begin()).isTrue();
    assertThat(slow.mayGoOn()).isTrue();
    store.commit(commit(stream(), "fast"));

    FeedSlice held = read(Cursor.START);
    assertThat(held.commits()).isEmpty();
    assertThat(held.caughtUp()).isFalse();
    assertThat(slow.send()).get().isInstanceOf(Committed.class);

    assertThat(readToEnd(held.next())).containsExactly("slow", "fast");
  }

  @Test
  void aWriterThatFindsTheFeedClosedStandsBehind() {
    StreamId stream = stream();
    CommitCall slow = call(stream, "slow", LONG);
    assertThat(slow.begin()).isTrue();
    store.commit(commit(stream(), "fast"));
    FeedSlice held = read(Cursor.START);
    assertThat(held.commits()).as("what stands behind an undecided attempt").isEmpty();

    assertThat(slow.mayGoOn()).as("the feed is open for an attempt before the mark").isFalse();
    assertThat(call(stream, "slow", LONG).run()).isInstanceOf(Committed.class);
    assertThat(slow.send()).get().isInstanceOf(CommitResult.Duplicate.class);

    assertThat(readToEnd(held.next())).containsExactly("fast", "slow");
  }

  @Test
  void anIntentThatComesAfterTheMarkIsNotFollowedByABatch() {
    CommitCall late = call(stream(), "late", LONG);
    Attempt old = backend.clock().next();
    store.commit(commit(stream(), "fast"));
    assertThat(readToEnd(Cursor.START)).containsExactly("fast");

    String closed = backend.feed().closed(partition, later());
    assertThat(closed).isGreaterThan(old.text());
    assertThat(late.begin()).isTrue();
    assertThat(late.mayGoOn()).as("a new attempt stands behind the mark").isTrue();
    assertThat(late.rows().attempt().text()).isGreaterThan(closed);
  }

  @Test
  void aBatchThatComesAfterItsFenceIsNotApplied() {
    StreamId stream = stream();
    CommitCall slow = call(stream, "slow", SHORT);
    assertThat(slow.begin()).isTrue();
    assertThat(slow.mayGoOn()).isTrue();
    CommitRows batch = slow.rows();
    store.commit(commit(stream(), "fast"));

    Cursor behind = awaitFast();
    assertThat(backend.streams().commit(generation(), batch, later())).isFalse();
    assertThat(head(stream)).isZero();
    assertThat(store.receipt(stream, new RequestId("slow"))).isEmpty();

    assertThat(call(stream, "slow", LONG).run()).isInstanceOf(Committed.class);
    assertThat(readToEnd(behind)).containsExactly("slow");
    assertThat(readToEnd(Cursor.START)).containsExactly("fast", "slow");
  }

  /** Reads until the writer in front is given up, and returns the cursor behind the other one. */
  private Cursor awaitFast() {
    FeedSlice slice = store.feed(partition, Cursor.START, PAGE, LONG);
    assertThat(requests(slice)).containsExactly("fast");
    return slice.next();
  }

  private long generation() {
    return backend.realms().guess();
  }

  @Test
  void aFencedWriterTriesAgainByItself() {
    StreamId stream = stream();
    CommitCall slow = call(stream, "slow", LONG);
    assertThat(slow.begin()).isTrue();
    assertThat(slow.mayGoOn()).isTrue();
    assertThat(Fence.raise(backend.streams(), generation(), stream, slow.rows().attempt(), later()))
        .isTrue();

    assertThat(slow.send()).as("the answer of a fenced attempt").isEmpty();
    assertThat(slow.run()).isInstanceOf(Committed.class);
    assertThat(head(stream)).isEqualTo(1);
    assertThat(readToEnd(Cursor.START)).containsExactly("slow");
  }

  @Test
  void aFenceThatComesAfterItsBatchChangesNothing() {
    StreamId stream = stream();
    CommitCall call = call(stream, "first", LONG);
    assertThat(call.begin()).isTrue();
    assertThat(call.mayGoOn()).isTrue();
    CommitRows batch = call.rows();
    assertThat(backend.streams().commit(generation(), batch, later())).isTrue();

    assertThat(Fence.raise(backend.streams(), generation(), stream, batch.attempt(), later()))
        .isFalse();
    assertThat(readToEnd(Cursor.START)).containsExactly("first");
  }

  @Test
  void aFenceAloneLeavesTheStreamEmpty() {
    StreamId stream = stream();
    Attempt attempt = backend.clock().next();
    assertThat(Fence.raise(backend.streams(), generation(), stream, attempt, later())).isTrue();

    assertThat(head(stream)).isZero();
    assertThat(store.read(stream, 1, PAGE, Direction.FORWARD).firstRetained()).isEqualTo(1);
    Commit first =
        Commit.to(stream, new RequestId("r"))
            .expecting(ExpectedVersion.noStream())
            .event("opened", Json.of(1))
            .build();
    assertThat(store.commit(first)).isInstanceOf(Committed.class);
  }

  @Test
  void ofTwoAttemptsOfOneRequestOneIsApplied() {
    StreamId stream = stream();
    CommitCall call = call(stream, "r", LONG);
    assertThat(call.begin()).isTrue();
    assertThat(call.mayGoOn()).isTrue();
    CommitRows first = call.rows();
    assertThat(call.resolve(new OutcomeUnknown("the answer was lost", null))).isEmpty();

    assertThat(call.run()).isInstanceOf(Committed.class);
    assertThat(backend.streams().commit(generation(), first, later())).isFalse();
    assertThat(head(stream)).isEqualTo(1);
    assertThat(readToEnd(Cursor.START)).containsExactly("r");
  }

  @Test
  void anAttemptThatWasAppliedUnheardIsFound() {
    StreamId stream = stream();
    CommitCall call = call(stream, "r", LONG);
    assertThat(call.begin()).isTrue();
    assertThat(call.mayGoOn()).isTrue();
    CommitRows batch = call.rows();
    assertThat(backend.streams().commit(generation(), batch, later())).isTrue();

    CommitResult answer = call(stream, "r", LONG).run();
    assertThat(answer).isInstanceOf(CommitResult.Duplicate.class);
    assertThat(call.send()).get().isInstanceOf(CommitResult.class);
    assertThat(head(stream)).isEqualTo(1);
    assertThat(readToEnd(Cursor.START)).containsExactly("r");
  }

  @Test
  void aRefusalIsAnsweredOnlyAfterTheDoubtfulAttemptIsFenced() {
    StreamId stream = stream();
    Commit expectsNone =
        Commit.to(stream, new RequestId("r"))
            .expecting(ExpectedVersion.exactly(0))
            .event("opened", Json.of(1))
            .build();
    CommitCall call = new CommitCall(backend, PreparedCommit.of(expectsNone), later());
    assertThat(call.begin()).isTrue();
    assertThat(call.mayGoOn()).isTrue();
    CommitRows doubtful = call.rows();
    assertThat(call.resolve(new OutcomeUnknown("the answer was lost", null))).isEmpty();
    store.commit(commit(stream, "other"));

    assertThat(call.run()).isEqualTo(new CommitResult.VersionConflict(1));
    assertThat(backend.streams().commit(generation(), doubtful, later())).isFalse();
    assertThat(
            backend
                .streams()
                .state(generation(), stream, Level.SERIAL, later())
                .isPast(doubtful.attempt()))
        .isTrue();
  }

  @Test
  void aRefusedCommitLeavesNoIntentBehind() {
    StreamId stream = stream();
    store.commit(commit(stream, "first"));
    Commit tooLow =
        Commit.to(stream, new RequestId("second")).expecting(ExpectedVersion.noStream()).build();
    assertThat(store.commit(tooLow)).isEqualTo(new CommitResult.VersionConflict(1));

    Deadline end = later();
    while (intents().size() > 1 && !end.passed()) {
      Thread.onSpinWait();
    }
    assertThat(intents()).extracting(Intent::request).containsExactly("first");
  }

  @Test
  void theGreatestMarkWinsInWhateverOrderTheyArrive() {
    Attempt first = Attempt.at(Attempt.now());
    Attempt second = Attempt.at(first.micros());
    Attempt third = Attempt.at(first.micros() + 1);
    for (Attempt mark : List.of(second, third, first)) {
      backend.feed().close(partition, mark, later());
    }
    assertThat(backend.feed().closed(partition, later())).isEqualTo(third.text());
  }

  @Test
  void ofMarksOfOneTimeTheGreaterTextWins() {
    Attempt one = Attempt.at(Attempt.now());
    Attempt other = Attempt.at(one.micros());
    Attempt greater = one.compareTo(other) > 0 ? one : other;
    Attempt lesser = one.compareTo(other) > 0 ? other : one;
    backend.feed().close(partition, greater, later());
    backend.feed().close(partition, lesser, later());
    assertThat(backend.feed().closed(partition, later())).isEqualTo(greater.text());
  }

  @Test
  void aWriterWhoseClockIsBehindCatchesUp() {
    Attempt ahead = Attempt.at(Attempt.now() + Duration.ofHours(1).toNanos() / 1000);
    backend.feed().close(partition, ahead, later());

    CommitResult answer = call(stream(), "r", LONG).run();
    assertThat(((Committed) answer).receipt().position().cursor().text())
        .isGreaterThan(ahead.text());
    assertThat(readToEnd(Cursor.START)).containsExactly("r");
  }

  @Test
  void aCursorFromBeforeADropSkipsNothingThoughItsClockWasAhead() {
    Attempt ahead = Attempt.at(Attempt.now() + Duration.ofHours(1).toNanos() / 1000);
    Intent intent = new Intent(ahead, 0, stream(), "fast clock");
    Cql.await(
        "The note", later(), backend.feed().addIntent(generation(), partition, intent, later()));
    store.dropRealm();

    store.commit(commit(stream(), "after"));
    assertThat(readToEnd(new Cursor(ahead.text()))).containsExactly("after");
  }

  @Test
  void aWriterWhoseRealmEndedAfterItsIntentSendsNothing() {
    StreamId stream = stream();
    CommitCall slow = call(stream, "slow", LONG);
    assertThat(slow.begin()).isTrue();
    long old = generation();
    store.dropRealm();

    assertThat(slow.mayGoOn()).isFalse();
    assertThat(slow.run()).isInstanceOf(Committed.class);
    assertThat(stored("streams", old, stream)).isEmpty();
    assertThat(readToEnd(Cursor.START)).containsExactly("slow");
  }

  @Test
  void aBatchThatComesAfterItsRealmWasErasedLeavesNothingBehind() {
    StreamId stream = stream();
    CommitCall slow = call(stream, "slow", LONG);
    assertThat(slow.begin()).isTrue();
    assertThat(slow.mayGoOn()).isTrue();
    CommitRows batch = slow.rows();
    long old = generation();
    store.dropRealm();

    assertThat(backend.streams().commit(old, batch, later())).isTrue();
    assertThat(stored("streams", old, stream)).isEmpty();
    assertThat(head(stream)).isZero();
  }

  @Test
  void aRequestThatComesAfterItsRealmWasErasedLeavesNothingBehind() {
    StreamId stream = stream();
    Request request = new Request(stream, new RequestId("r"), "interaction", Json.of(1));
    store.record(request);
    long old = generation();
    assertThat(stored("requests", old, stream)).hasSize(1);
    store.dropRealm();

    session.execute(
        "insert into assay.requests (realm, generation, type, id, request, revision)"
            + " values (?, ?, ?, ?, 'r', 1) if not exists",
        realm.name(),
        old,
        stream.type(),
        stream.id());
    assertThat(stored("requests", old, stream)).isEmpty();
  }

  private List<Row> stored(String table, long generation, StreamId stream) {
    String key = " where realm = ? and generation = ? and type = ? and id = ?";
    return session
        .execute(
            "select * from assay."
                + table
                + key
                + (table.equals("requests") ? " and request = 'r'" : ""),
            realm.name(),
            generation,
            stream.type(),
            stream.id())
        .all();
  }
}
