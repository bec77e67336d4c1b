package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Claims;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What must not take longer, or fail, because there is much of it. */
@Timeout(120)
class LargeRealmTest {

  private static final int MANY = 10_000;

  @Test
  void pendingPassesOverManyAnsweredRequests() throws SQLException {
    StoreUri uri = TestServer.uri().with("schema", "long_log").with("realm", "acme");
    try (EventStore store = EventStores.open(uri);
        Connection connection = TestServer.connect()) {
      RequestLog log = (RequestLog) store;
      record(log, "first");
      fill(connection, "long_log");
      record(log, "middle");
      record(log, "answered");
      store.commit(commit("answered"));
      record(log, "last");

      for (int size : List.of(1, 2, 3, 100)) {
        assertThat(pending(log, size)).containsExactly("first", "middle", "last");
      }
      assertThat(
              TestServer.value(
                  connection, "select count(*) from long_log.requests where not answered"))
          .isEqualTo("3");
      store.commit(commit("middle"));
      assertThat(pending(log, 1)).containsExactly("first", "last");
    }
  }

  @Test
  void pendingMarksInSeveralTransactions() throws SQLException {
    StoreUri uri = TestServer.uri().with("schema", "longer_log").with("realm", "acme");
    try (EventStore store = EventStores.open(uri);
        Connection connection = TestServer.connect()) {
      RequestLog log = (RequestLog) store;
      record(log, "first");
      fill(connection, "longer_log");
      assertThat(pending(log, 100)).containsExactly("first");
      assertThat(
              TestServer.value(
                  connection,
                  "select count(distinct xmin::text) > 3 from longer_log.requests where answered"))
          .as("marked in several transactions")
          .isEqualTo("t");
    }
  }

  @Test
  void anOpenHandleGoesOnInTheEmptyRealmWhileTheOldContentIsErased() throws SQLException {
    StoreUri uri = TestServer.uri().with("schema", "large_drop").with("realm", "acme");
    try (Connection connection = TestServer.connect();
        EventStore open = EventStores.open(uri);
        EventStore other = EventStores.open(uri)) {
      Claim claim = new Claim("email", "a@b.c");
      StreamId stream = new StreamId("account", "1");
      record((RequestLog) open, "logged");
      Commit claiming =
          Commit.to(stream, new RequestId("old")).event("E", Json.of(1)).claim(claim).build();
      assertThat(open.commit(claiming)).isInstanceOf(CommitResult.Committed.class);
      fill(connection, "large_drop");
      Cursor before = open.feed(0, Cursor.START, 1, Duration.ofSeconds(5)).next();
      // Keeps the drop from erasing, as a crash right behind it would.
      TestServer.execute(
          connection, "alter function large_drop.purge_realms rename to purge_realms_later");

      other.dropRealm();

      assertThat(rows(connection, "commits")).isGreaterThan(MANY);
      assertThat(open.read(stream, 0, 10, Direction.FORWARD).head()).isZero();
      assertThat(open.receipt(stream, new RequestId("old"))).isEmpty();
      assertThat(((Claims) open).holder(claim)).isEmpty();
      assertThat(pending((RequestLog) open, 10)).isEmpty();
      assertThat(((RequestLog) open).find(new StreamId("account", "1"), new RequestId("logged")))
          .isEmpty();
      assertThat(open.feed(0, Cursor.START, 10, Duration.ZERO).commits()).isEmpty();
      Commit again =
          Commit.to(stream, new RequestId("new")).event("E", Json.of(2)).claim(claim).build();
      assertThat(open.commit(again)).isInstanceOf(CommitResult.Committed.class);
      assertThat(other.commit(again)).isInstanceOf(CommitResult.Duplicate.class);
      assertThat(open.feed(0, before, 10, Duration.ofSeconds(5)).commits()).hasSize(1);

      TestServer.execute(
          connection, "alter function large_drop.purge_realms_later rename to purge_realms");
      for (int i = 0; i < 100 && rows(connection, "realm_dropped") > 0; i++) {
        EventStores.open(uri).close();
      }
      assertThat(rows(connection, "realm_dropped")).isZero();
      assertThat(rows(connection, "streams")).isEqualTo(1);
      assertThat(rows(connection, "commits")).isEqualTo(1);
      assertThat(rows(connection, "events")).isEqualTo(1);
      assertThat(rows(connection, "claims")).isEqualTo(1);
      assertThat(rows(connection, "requests")).isZero();
      assertThat(open.read(stream, 0, 10, Direction.FORWARD).head()).isEqualTo(1);
    }
  }

  @Test
  void aDropErasesItsContentToTheEnd() throws SQLException {
    StoreUri uri = TestServer.uri().with("schema", "whole_drop").with("realm", "acme");
    try (Connection connection = TestServer.connect();
        EventStore store = EventStores.open(uri)) {
      store.commit(commit("one"));
      fill(connection, "whole_drop");
      store.dropRealm();
      for (String table : List.of("streams", "commits", "events", "requests", "realm_dropped")) {
        assertThat(TestServer.value(connection, "select count(*) from whole_drop." + table))
            .as(table)
            .isEqualTo("0");
      }
    }
  }

  /** Inserts requests that are in the log and answered, each on a stream of its own. */
  private static void fill(Connection connection, String schema) throws SQLException {
    String content = "(select content from %1$s.realms where name = 'acme')";
    String fill =
        ("insert into %1$s.streams (realm, type, id) select "
                + content
                + ", 'many', i::text"
                + " from generate_series(1, %2$d) i;"
                + "insert into %1$s.requests (stream, request, realm, first_at, last_at,"
                + " interaction, body) select stream, 'r', realm, now(), now(), 'i', '{}'"
                + " from %1$s.streams where type = 'many' order by stream;"
                + "insert into %1$s.commits (stream, number, incarnation, xid, place, realm,"
                + " version_before, version_after, recorded_at, bytes, attempt, request, response)"
                + " select stream, 1, (select max(incarnation) from %1$s.incarnations),"
                + " pg_current_xact_id(), row_number() over (order by stream), realm, 0, 1, now(),"
                + " 10, gen_random_uuid(), 'r', 'null' from %1$s.streams where type = 'many';"
                + "insert into %1$s.events (stream, version, recorded_at, bytes, type, data,"
                + " metadata) select stream, 1, now(), 10, 'E', '1', '{}' from %1$s.streams"
                + " where type = 'many'")
            .formatted(schema, MANY);
    TestServer.execute(connection, fill);
  }

  private static long rows(Connection connection, String table) throws SQLException {
    return Long.parseLong(TestServer.value(connection, "select count(*) from large_drop." + table));
  }

  private static void record(RequestLog log, String request) {
    log.record(new Request(new StreamId("account", "1"), new RequestId(request), "i", Json.of(1)));
  }

  private static Commit commit(String request) {
    return Commit.to(new StreamId("account", "1"), new RequestId(request))
        .event("E", Json.of(1))
        .build();
  }

  private static List<String> pending(RequestLog log, int size) {
    List<String> requests = new ArrayList<>();
    Optional<PageCursor> at = Optional.empty();
    do {
      Page<LoggedRequest> page = log.pending(at, size);
      page.items().forEach(one -> requests.add(one.request().request().value()));
      at = page.next();
    } while (at.isPresent());
    return requests;
  }
}
