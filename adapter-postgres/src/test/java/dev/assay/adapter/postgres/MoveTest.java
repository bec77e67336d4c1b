package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.RepairNeeded;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.testbed.PostgresTransfer;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After a dump and its restoration on another server, nothing is served until it is repaired. */
@Timeout(120)
class MoveTest {

  private static final StreamId STREAM = new StreamId("account", "1");

  @Test
  void refusesUntilRepairedAndThenLosesAndReordersNothing() throws SQLException {
    StoreUri old = TestServer.uri().with("schema", "moved").with("realm", "acme");
    try (Server other = Servers.start(ServerKind.POSTGRES, ServerOptions.defaults());
        EventStore before = EventStores.open(old)) {
      // So many transactions that the other server's ids are far behind.
      for (int i = 1; i <= 50; i++) {
        commit(before, "old-" + i);
      }
      List<String> recorded = feed(before, Cursor.START);
      Cursor middle = before.feed(0, Cursor.START, 20, Duration.ZERO).next();
      Cursor end = before.feed(0, Cursor.START, 1000, Duration.ZERO).next();
      assertThat(recorded).hasSize(50);

      StoreUri there = StoreUri.parse(other.uri()).with("schema", "moved").with("realm", "acme");
      EventStores.open(there).close();
      PostgresTransfer.transfer(TestServer.rawUri(), other.uri(), "moved");

      assertThatThrownBy(() -> EventStores.open(there))
          .isInstanceOf(RepairNeeded.class)
          .hasMessageContaining("./assay repair-feed URI");

      assertThat(new PostgresEventStoreProvider().repairFeed(there)).contains("mended");
      assertThat(new PostgresEventStoreProvider().repairFeed(there)).contains("mended");

      try (EventStore after = EventStores.open(there)) {
        assertThat(feed(after, Cursor.START)).isEqualTo(recorded);
        for (int i = 1; i <= 10; i++) {
          commit(after, "new-" + i);
        }
        List<String> all = new ArrayList<>(recorded);
        for (int i = 1; i <= 10; i++) {
          all.add("new-" + i);
        }
        assertThat(feed(after, Cursor.START)).isEqualTo(all);
        assertThat(feed(after, middle)).isEqualTo(all.subList(20, 60));
        assertThat(feed(after, end)).isEqualTo(all.subList(50, 60));
        assertThat(after.read(STREAM, 0, 1000, Direction.FORWARD).head()).isEqualTo(60);
        assertThat(after.commit(commit("old-7"))).isInstanceOf(CommitResult.Duplicate.class);
      }
    }
  }

  @Test
  void refusesWhenTransactionIdsHaveGoneBackOnTheSameServer() throws SQLException {
    StoreUri uri = TestServer.uri().with("schema", "rewound").with("realm", "acme");
    EventStore store = EventStores.open(uri);
    commit(store, "r-1");
    try (Connection connection = TestServer.connect()) {
      TestServer.execute(
          connection, "update rewound.commits set xid = (xid::text::bigint + 1000000)::text::xid8");
    }
    assertThatThrownBy(() -> store.commit(commit("r-2")))
        .isInstanceOf(RepairNeeded.class)
        .hasMessageContaining("./assay repair-feed URI");
    store.close();
    assertThatThrownBy(() -> EventStores.open(uri)).isInstanceOf(RepairNeeded.class);

    assertThat(new PostgresEventStoreProvider().repairFeed(uri)).contains("mended");
    try (EventStore again = EventStores.open(uri)) {
      commit(again, "r-2");
      assertThat(feed(again, Cursor.START)).containsExactly("r-1", "r-2");
    }
  }

  @Test
  void refusesACursorThatIsAheadOfTheServerUntilRepaired() throws SQLException {
    StoreUri uri = TestServer.uri().with("schema", "ahead").with("realm", "acme");
    try (EventStore store = EventStores.open(uri)) {
      commit(store, "kept");
      Position kept = Position.of(store.feed(0, Cursor.START, 10, Duration.ofSeconds(5)).next());
      // What a follower read before a crash took it away: these ids are given out again.
      Cursor lost = new Position(kept.incarnation(), kept.xid() + 1_000_000, 1).cursor();
      Cursor lostRepair = new Position(kept.incarnation() + 1, 3, 1).cursor();
      for (Cursor ahead : List.of(lost, lostRepair)) {
        assertThatThrownBy(() -> store.feed(0, ahead, 10, Duration.ZERO))
            .isInstanceOf(RepairNeeded.class)
            .hasMessageContaining("./assay repair-feed URI");
      }
      assertThat(feed(store, Cursor.START)).containsExactly("kept");

      assertThat(new PostgresEventStoreProvider().repairFeed(uri)).contains("mended");
      commit(store, "given again");
      assertThat(feed(store, lost)).containsExactly("given again");
      assertThat(feed(store, kept.cursor())).containsExactly("given again");
      assertThat(feed(store, Cursor.START)).containsExactly("kept", "given again");
    }
  }

  @Test
  void anOpenConnectionNoticesThatItsServerIsAnother() throws SQLException {
    StoreUri uri = TestServer.uri().with("schema", "pooled").with("realm", "acme");
    try (EventStore store = EventStores.open(uri);
        Connection connection = TestServer.connect()) {
      commit(store, "kept");
      assertThat(feed(store, Cursor.START)).containsExactly("kept");
      for (String moved : List.of("timeline", "system_identifier")) {
        TestServer.execute(
            connection, "update pooled.incarnations set %1$s = %1$s + 1".formatted(moved));
        assertThatThrownBy(() -> store.feed(0, Cursor.START, 10, Duration.ZERO))
            .isInstanceOf(RepairNeeded.class);
        assertThatThrownBy(() -> store.feedEnd(0)).isInstanceOf(RepairNeeded.class);
        TestServer.execute(
            connection, "update pooled.incarnations set %1$s = %1$s - 1".formatted(moved));
      }
      assertThat(feed(store, Cursor.START)).containsExactly("kept");
    }
  }

  private static Commit commit(String request) {
    return Commit.to(STREAM, new RequestId(request)).event("moved", Json.of(request)).build();
  }

  private static void commit(EventStore store, String request) {
    assertThat(store.commit(commit(request))).isInstanceOf(CommitResult.Committed.class);
  }

  private static List<String> feed(EventStore store, Cursor after) {
    List<String> requests = new ArrayList<>();
    Cursor at = after;
    FeedSlice slice;
    do {
      slice = store.feed(0, at, 7, Duration.ofSeconds(5));
      slice.commits().forEach(one -> requests.add(one.receipt().request().value()));
      at = slice.next();
    } while (!slice.caughtUp());
    return requests;
  }
}
