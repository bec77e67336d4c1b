package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Realm;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A commit that waited for its stream judges by what was committed while it waited. */
@Timeout(60)
class LockFirstTest {

  private static final StreamId STREAM = new StreamId("account", "1");

  private final Realm name = TestServer.freshRealm();

  @Test
  void theHeadIsReadAfterTheLock() throws Exception {
    assertThat(raced(ExpectedVersion.noStream(), "r-2"))
        .isEqualTo(new CommitResult.VersionConflict(1));
  }

  @Test
  void theReceiptIsReadAfterTheLock() throws Exception {
    assertThat(raced(ExpectedVersion.noStream(), "r-1")).isInstanceOf(CommitResult.Duplicate.class);
  }

  @Test
  void theOneThatWaitedStandsBehindInTheFeed() throws Exception {
    assertThat(raced(ExpectedVersion.any(), "r-2")).isInstanceOf(CommitResult.Committed.class);
    try (EventStore store = TestServer.open(name)) {
      Cursor at = Cursor.START;
      for (long version = 1; version <= 2; version++) {
        var slice = store.feed(0, at, 1, Duration.ofSeconds(10));
        assertThat(slice.commits()).hasSize(1);
        assertThat(slice.commits().get(0).receipt().after()).isEqualTo(version);
        at = slice.next();
      }
    }
  }

  /** Lets a commit wait for another that writes request r-1 and version 1 before it ends. */
  private CommitResult raced(ExpectedVersion expected, String request) throws Exception {
    try (EventStore store = TestServer.open(name);
        Connection first = TestServer.connect()) {
      int realm =
          Integer.parseInt(
              TestServer.value(
                  first, "select realm from assay.realms where name = '" + name.name() + "'"));
      first.setAutoCommit(false);
      int key = LockKeys.stream(realm, STREAM);
      TestServer.execute(first, "select pg_advisory_xact_lock(1632859186, " + key + ")");
      Commit commit =
          Commit.to(STREAM, new RequestId(request))
              .expecting(expected)
              .event("opened", Json.of(1))
              .build();
      CompletableFuture<CommitResult> second =
          CompletableFuture.supplyAsync(() -> store.commit(commit));
      awaitWaiting(key);
      TestServer.execute(
          first,
          "select * from assay.commit_one(%d, '{%d}', '{}', gen_random_uuid(), 'account', '1',"
                  .formatted(realm, key)
              + " 'r-1', -1, 100, 'null', null, null, null, '{opened}', '{1}', '{\"{}\"}')");
      first.commit();
      return second.get();
    }
  }

  private static void awaitWaiting(int key) throws SQLException {
    String waiting =
        "select count(*) from pg_locks where not granted and locktype = 'advisory' and objid = %d"
            .formatted(Integer.toUnsignedLong(key));
    try (Connection look = TestServer.connect()) {
      while (TestServer.value(look, waiting).equals("0")) {
        Thread.onSpinWait();
      }
    }
  }
}
