package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Realm;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** What runs elsewhere on the server holds the feed back, is named, and is never skipped. */
@Isolated
@Timeout(60)
class HorizonTest {

  /** Only a transaction that is older than a second is named. */
  private static final Duration OLD_ENOUGH = Duration.ofMillis(1200);

  private final EventStore store = TestServer.open(TestServer.freshRealm());

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void anIdleOlderTransactionHoldsTheFeedBackAndIsNamed() throws SQLException {
    commit("before");
    Cursor behindFirst = awaitFeed(Cursor.START, "before").next();
    try (Connection other = TestServer.connect()) {
      TestServer.execute(other, "set application_name = 'a forgotten shell'");
      other.setAutoCommit(false);
      TestServer.execute(other, "create temporary table t (x int)");
      String pid = TestServer.value(other, "select pg_backend_pid()");

      commit("during");
      FeedSlice held = store.feed(0, behindFirst, 10, OLD_ENOUGH);

      assertThat(held.commits()).isEmpty();
      assertThat(held.next()).isEqualTo(behindFirst);
      assertThat(held.caughtUp()).isFalse();
      assertThat(held.heldBackBy().orElseThrow())
          .contains("process " + pid, "a forgotten shell", "open since");
      assertThat(store.feedEnd(0)).isLessThan(cursorOf("during"));
      other.rollback();
    }
    awaitFeed(behindFirst, "during");
  }

  @Test
  void ownTransactionsAndNewOnesAreNotNamed() throws SQLException {
    for (boolean own : List.of(true, false)) {
      try (Connection other = TestServer.connect()) {
        other.setAutoCommit(false);
        TestServer.execute(other, "create temporary table t (x int)");
        if (own) {
          TestServer.value(other, "select pg_advisory_xact_lock_shared(1632859184, 0)");
        }
        commit("during, own " + own);
        FeedSlice held = store.feed(0, Cursor.START, 10, own ? OLD_ENOUGH : Duration.ZERO);
        assertThat(held.caughtUp()).isFalse();
        assertThat(held.heldBackBy()).isEmpty();
        other.rollback();
      }
    }
  }

  @Test
  void anOwnTransactionIsNamedOnceItIsOlderThanTheTimeBudget() throws SQLException {
    Realm realm = TestServer.freshRealm();
    try (EventStore hasty =
            EventStores.open(TestServer.uri().with("realm", realm.name()).with("timeout", "1s"));
        Connection other = TestServer.connect()) {
      other.setAutoCommit(false);
      TestServer.execute(other, "create temporary table t (x int)");
      TestServer.value(other, "select pg_advisory_xact_lock_shared(1632859184, 0)");
      hasty.commit(
          Commit.to(new StreamId("account", "1"), new RequestId("r"))
              .event("opened", Json.of(1))
              .build());
      FeedSlice held = hasty.feed(0, Cursor.START, 10, OLD_ENOUGH);
      assertThat(held.heldBackBy().orElseThrow()).contains("process");
      other.rollback();
    }
  }

  @Test
  void aWaitingReaderSeesWhatWasHeldBackOnceItIsFree() throws Exception {
    try (Connection other = TestServer.connect()) {
      other.setAutoCommit(false);
      TestServer.execute(other, "create temporary table t (x int)");
      commit("held");
      var reader =
          java.util.concurrent.CompletableFuture.supplyAsync(
              () -> store.feed(0, Cursor.START, 10, Duration.ofSeconds(30)));
      assertThat(store.feed(0, Cursor.START, 10, Duration.ofMillis(100)).commits()).isEmpty();
      other.commit();
      assertThat(requests(reader.get().commits())).containsExactly("held");
    }
  }

  @Test
  void anOlderPreparedTransactionHoldsTheFeedBackAndIsNamed() throws SQLException {
    String gid = "forgotten-" + UUID.randomUUID();
    try (Connection other = TestServer.connect()) {
      TestServer.execute(other, "create table if not exists public.prepared_note (x int)");
      TestServer.execute(other, "begin");
      TestServer.execute(other, "insert into public.prepared_note values (1)");
      TestServer.execute(other, "prepare transaction '" + gid + "'");
      try {
        commit("during");
        FeedSlice held = store.feed(0, Cursor.START, 10, Duration.ZERO);

        assertThat(held.commits()).isEmpty();
        assertThat(held.caughtUp()).isFalse();
        assertThat(held.heldBackBy().orElseThrow()).contains("prepared", gid);
      } finally {
        TestServer.execute(other, "rollback prepared '" + gid + "'");
      }
    }
    awaitFeed(Cursor.START, "during");
  }

  @Test
  void anOlderTransactionThatOnlyReadsHoldsNothingBack() throws SQLException {
    try (Connection other = TestServer.connect()) {
      other.setAutoCommit(false);
      other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      TestServer.value(other, "select count(*) from assay.commits");
      commit("during");
      assertThat(awaitFeed(Cursor.START, "during").caughtUp()).isTrue();
    }
  }

  @Test
  void aForeignTransactionIsNotNamedWhileItHoldsNothingBack() throws SQLException {
    try (Connection other = TestServer.connect()) {
      other.setAutoCommit(false);
      TestServer.execute(other, "create temporary table t (x int)");
      FeedSlice empty = store.feed(0, Cursor.START, 10, Duration.ZERO);
      assertThat(empty.caughtUp()).isTrue();
      assertThat(empty.heldBackBy()).isEmpty();
    }
  }

  private Cursor cursorOf(String request) {
    return store
        .receipt(new StreamId("account", "1"), new RequestId(request))
        .orElseThrow()
        .position()
        .cursor();
  }

  private void commit(String request) {
    Commit commit =
        Commit.to(new StreamId("account", "1"), new RequestId(request))
            .event("opened", Json.of(1))
            .build();
    assertThat(store.commit(commit)).isInstanceOf(CommitResult.Committed.class);
  }

  /** Reads until something comes; other tests' transactions may hold it back for a moment. */
  private FeedSlice awaitFeed(Cursor after, String... requests) {
    FeedSlice slice = store.feed(0, after, 10, Duration.ofSeconds(20));
    assertThat(requests(slice.commits())).containsExactly(requests);
    return slice;
  }

  private static List<String> requests(List<RecordedCommit> commits) {
    return commits.stream().map(commit -> commit.receipt().request().value()).toList();
  }
}
