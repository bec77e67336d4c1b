package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** No call outlasts its time budget, whatever the server does, and what failed is judged right. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class BudgetTest {

  private static final Duration BUDGET = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMillis(2500);
  private static final StreamId STREAM = new StreamId("account", "1");

  private final Server server = Servers.start(ServerKind.POSTGRES, ServerOptions.defaults());

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aStoppedServerCostsNoCallMoreThanItsBudget() throws Exception {
    try (EventStore store = open("stopped")) {
      store.commit(commit("r-0", 1));
      server.pause();
      try {
        assertThat(timed(() -> store.commit(commit("r-1", 1)))).isInstanceOf(OutcomeUnknown.class);
        // Larger than what the sockets buffer: a write that blocks.
        assertThat(timed(() -> store.commit(commit("r-2", 3_500_000))))
            .isInstanceOf(StoreException.class);
        assertThat(timed(() -> store.read(STREAM, 0, 10, Direction.FORWARD)))
            .isInstanceOf(StoreUnavailable.class);
        assertThat(timed(() -> store.feed(0, Cursor.START, 10, Duration.ofMillis(100))))
            .isInstanceOf(StoreUnavailable.class);
        assertThat(timed(() -> store.feedEnd(0))).isInstanceOf(StoreUnavailable.class);
        assertThat(timed(() -> allFailed(store.commitAll(List.of(commit("r-3", 1))))))
            .isInstanceOf(StoreException.class);
        assertThat(timed(() -> EventStores.open(uri("stopped"))))
            .isInstanceOf(StoreUnavailable.class);
      } finally {
        server.resume();
      }
      // The pool has lost nothing, and an unknown outcome is resolved by a retry.
      for (int i = 0; i < 30; i++) {
        assertThat(retried(store, commit("r-1", 1))).isNotNull();
      }
    }
  }

  @Test
  void closingAStoppedServersStoreKeepsTheBudgetAndAnswersCallsInFlight() throws Exception {
    EventStore store = open("closing");
    store.commit(commit("r-0", 1));
    server.pause();
    try {
      List<CompletableFuture<Throwable>> calls = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Commit commit = commit("c-" + i, 1);
        calls.add(CompletableFuture.supplyAsync(() -> catchThrowable(() -> store.commit(commit))));
      }
      assertThat(timed(() -> closed(store))).isNull();
      for (CompletableFuture<Throwable> call : calls) {
        assertThat(call.get()).isInstanceOf(StoreException.class);
      }
    } finally {
      server.resume();
    }
    assertThatThrownBy(() -> store.commit(commit("r-9", 1))).isInstanceOf(StoreClosed.class);
  }

  @Test
  void closingSendsThoseAwayWhoWaitForAConnection() throws Exception {
    StoreUri one = uri("crowded").with("pool", "1").with("timeout", "30s");
    try (EventStore store = EventStores.open(one);
        Connection other = TestServer.connect(server.uri())) {
      other.setAutoCommit(false);
      TestServer.execute(other, "select pg_advisory_xact_lock(1632859184, 0)");
      CompletableFuture<Throwable> busy =
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> ((RequestLog) store).pending(Optional.empty(), 10)));
      awaitBlocked();
      CompletableFuture<Throwable> waiting = new CompletableFuture<>();
      Thread reader =
          new Thread(
              () ->
                  waiting.complete(
                      catchThrowable(() -> store.read(STREAM, 0, 10, Direction.FORWARD))));
      reader.start();
      while (reader.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      CompletableFuture<Void> closing = CompletableFuture.runAsync(store::close);
      assertThat(waiting.get()).isInstanceOf(StoreClosed.class);
      assertThat(busy).as("the call that has the only connection").isNotDone();
      other.rollback();
      closing.get();
      assertThat(busy.get()).isNull();
    }
  }

  private void awaitBlocked() throws SQLException {
    try (Connection look = TestServer.connect(server.uri())) {
      while (TestServer.value(look, "select count(*) from pg_locks where not granted")
          .equals("0")) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aLockThatIsNotFreeInTimeIsACertainRefusal() throws Exception {
    try (EventStore store = open("locked");
        Connection other = TestServer.connect(server.uri())) {
      store.commit(commit("r-0", 1));
      other.setAutoCommit(false);
      TestServer.execute(other, "select pg_advisory_xact_lock(1632859184, 0)");
      assertThat(timed(() -> store.commit(commit("r-1", 1)))).isInstanceOf(StoreUnavailable.class);
      other.rollback();
      assertThat(store.read(STREAM, 0, 10, Direction.FORWARD).head()).isEqualTo(1);
      assertThat(store.commit(commit("r-1", 1))).isInstanceOf(CommitResult.Committed.class);
    }
  }

  @Test
  void aKilledServerLeavesOutcomesUnknownAndTheRetryTellsThem() throws Exception {
    try (EventStore store = open("killed")) {
      store.commit(commit("r-0", 1));
      Connection other = TestServer.connect(server.uri());
      other.setAutoCommit(false);
      TestServer.execute(other, "select pg_advisory_xact_lock(1632859184, 0)");
      CompletableFuture<Throwable> call =
          CompletableFuture.supplyAsync(() -> catchThrowable(() -> store.commit(commit("r-1", 1))));
      awaitBlocked();
      server.kill();
      assertThat(call.get()).isInstanceOf(OutcomeUnknown.class);
      assertThatThrownBy(() -> store.commit(commit("r-2", 1))).isInstanceOf(StoreException.class);
      server.restart();
      assertThat(retried(store, commit("r-1", 1))).isInstanceOf(CommitResult.Committed.class);
      assertThat(store.read(STREAM, 0, 10, Direction.FORWARD).events()).hasSize(2);
    }
  }

  @Test
  void aTerminatedSessionLeavesTheOutcomeUnknown() throws Exception {
    try (EventStore store = open("terminated");
        Connection other = TestServer.connect(server.uri());
        Connection look = TestServer.connect(server.uri())) {
      store.commit(commit("r-0", 1));
      other.setAutoCommit(false);
      TestServer.execute(other, "select pg_advisory_xact_lock(1632859184, 0)");
      CompletableFuture<Throwable> call =
          CompletableFuture.supplyAsync(() -> catchThrowable(() -> store.commit(commit("r-1", 1))));
      String terminate = "select count(pg_terminate_backend(pid)) from pg_locks where not granted";
      while (TestServer.value(look, terminate).equals("0")) {
        Thread.onSpinWait();
      }
      assertThat(call.get()).isInstanceOf(OutcomeUnknown.class);
      other.rollback();
      assertThat(retried(store, commit("r-1", 1))).isInstanceOf(CommitResult.Committed.class);
    }
  }

  @Test
  void anInterruptedCallKeepsTheFlag() throws Exception {
    try (EventStore store = open("interrupted")) {
      store.commit(commit("r-0", 1));
      Cursor end = store.feed(0, Cursor.START, 10, Duration.ofSeconds(5)).next();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> store.feed(0, end, 10, Duration.ofSeconds(5)))
          .isInstanceOf(StoreUnavailable.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(store.commit(commit("r-1", 1))).isInstanceOf(CommitResult.Committed.class);
    }
  }

  private StoreUri uri(String realm) {
    return StoreUri.parse(server.uri())
        .with("realm", realm)
        .with("timeout", "1s")
        .with("pool", "3");
  }

  private EventStore open(String realm) {
    return EventStores.open(uri(realm));
  }

  /** Retries as a caller would, until the server has recovered. */
  private static CommitResult retried(EventStore store, Commit commit) {
    for (int i = 0; i < 20; i++) {
      try {
        return store.commit(commit);
      } catch (OutcomeUnknown | StoreUnavailable e) {
        // Once more, with the same request id.
      }
    }
    return store.commit(commit);
  }

  private static boolean closed(EventStore store) {
    store.close();
    return true;
  }

  private static boolean allFailed(List<CommitOutcome> outcomes) {
    throw ((CommitOutcome.Failed) outcomes.get(0)).error();
  }

  private static Throwable timed(Callable<?> call) {
    long start = System.nanoTime();
    Throwable error = catchThrowable(call::call);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE.plus(BUDGET));
    return error;
  }

  private static Commit commit(String request, int length) {
    return Commit.to(STREAM, new RequestId(request))
        .event("opened", Json.of("x".repeat(length)))
        .build();
  }
}
