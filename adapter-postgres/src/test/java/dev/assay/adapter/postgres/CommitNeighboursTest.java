package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What befalls one commit does not touch those that wait beside it. */
@Timeout(60)
class CommitNeighboursTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Realm realm = TestServer.freshRealm();
  private final PostgresEventStore store =
      PostgresEventStore.open(
          new LostAnswers().source(), PostgresConfig.of(realm).withTimeout(TIMEOUT));
  private final ExecutorService callers = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    callers.shutdownNow();
    store.close();
  }

  @Test
  void heldStreamsKeepNoOthersWaiting() throws Exception {
    try (Connection holder = TestServer.connect()) {
      holder.setAutoCommit(false);
      for (int i = 0; i < 3; i++) {
        TestServer.hold(holder, realm, stream("held-" + i));
      }
      List<CompletableFuture<CommitResult>> held = new ArrayList<>();
      List<CompletableFuture<CommitResult>> free = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        held.add(later("held-" + i % 3, "r-" + i));
        free.add(later("free-" + i, "r-" + i));
      }
      for (CompletableFuture<CommitResult> one : free) {
        assertThat(one.get(30, TimeUnit.SECONDS)).isInstanceOf(CommitResult.Committed.class);
      }
      assertThat(held).noneMatch(one -> one.isDone() && !one.isCompletedExceptionally());
      for (CompletableFuture<CommitResult> one : held) {
        assertThat(catchThrowable(() -> one.get(30, TimeUnit.SECONDS)))
            .hasCauseInstanceOf(StoreUnavailable.class);
      }
      holder.rollback();
    }
    // The lanes and the places beside them are free again.
    for (int i = 0; i < 5; i++) {
      assertThat(store.commit(commit("held-0", "r-0-" + i)))
          .isInstanceOf(CommitResult.Committed.class);
    }
  }

  @Test
  void aHeldStreamIsWrittenOnceItIsFree() throws Exception {
    try (Connection holder = TestServer.connect()) {
      holder.setAutoCommit(false);
      TestServer.hold(holder, realm, stream("held"));
      CompletableFuture<CommitResult> held = later("held", "r-1");
      for (int i = 0; i < 20; i++) {
        assertThat(store.commit(commit("free", "r-" + i)))
            .isInstanceOf(CommitResult.Committed.class);
      }
      holder.rollback();
      assertThat(held.get(30, TimeUnit.SECONDS)).isInstanceOf(CommitResult.Committed.class);
    }
  }

  @Test
  void interruptedCallersFailNobodyElse() throws Exception {
    List<CompletableFuture<Boolean>> interrupted = new ArrayList<>();
    List<CompletableFuture<CommitResult>> calm = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Commit commit = commit("interrupted-" + i, "r-1");
      interrupted.add(CompletableFuture.supplyAsync(() -> interrupted(commit), callers));
      calm.add(later("calm-" + i, "r-1"));
    }
    for (CompletableFuture<CommitResult> one : calm) {
      assertThat(one.get(30, TimeUnit.SECONDS)).isInstanceOf(CommitResult.Committed.class);
    }
    for (CompletableFuture<Boolean> one : interrupted) {
      assertThat(one.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Returns whether an interrupted call answered as it may and kept its thread's flag. */
  private boolean interrupted(Commit commit) {
    Thread.currentThread().interrupt();
    Throwable error = catchThrowable(() -> store.commit(commit));
    return Thread.interrupted() && (error == null || error instanceof StoreUnavailable);
  }

  @Test
  void aLeaderWithLittleTimeGoesAlone() {
    CommitTicket fresh =
        new CommitTicket(PreparedCommit.of(commit("1", "r-1")), Deadline.in(TIMEOUT));
    assertThat(fresh.goesAlone()).isFalse();
    Deadline soon = Deadline.in(Duration.ofMillis(1));
    CommitTicket late = new CommitTicket(PreparedCommit.of(commit("1", "r-2")), soon);
    while (!soon.passed()) {
      Thread.onSpinWait();
    }
    assertThat(late.goesAlone()).isTrue();
  }

  private CompletableFuture<CommitResult> later(String id, String request) {
    Commit commit = commit(id, request);
    return CompletableFuture.supplyAsync(() -> store.commit(commit), callers);
  }

  private static StreamId stream(String id) {
    return new StreamId("account", id);
  }

  private static Commit commit(String id, String request) {
    return Commit.to(stream(id), new RequestId(request)).event("opened", Json.of(1)).build();
  }
}
