package dev.assay.adapter.postgres;

import dev.assay.spi.StoreUri;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.Sort;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewStores;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Measures views beside a yardstick in the same run: plain JDBC on one connection that upserts the
 * same rows into the same tables and indexes with the same durability, and reads them by statements
 * written by hand for just these documents.
 *
 * <p>Run by hand, after {@code mvn -B test-compile -pl adapter-postgres -am}: the class's main
 * method with the module's test class path; the one argument is the calls per measurement. The
 * table says the median of a call in microseconds. Both take turns, so that a busy machine is busy
 * for both.
 */
public final class ViewStoreBenchmark {

  private static final String UPSERT =
      "insert into plain.views as v values (1, ?, ?, 0, ?, ?::jsonb, ?, ?::uuid[])"
          + " on conflict (collection, id) do update set revision = excluded.revision,"
          + " attempt = excluded.attempt, document = excluded.document, tokens = excluded.tokens"
          + " where v.revision < excluded.revision";
  private static final String SELECT =
      "select id, revision, document from plain.views where collection = 1 and ";
  private static final int BATCH = 100;

  private final PostgresViewStore store;
  private final Connection connection;
  private final int calls;

  private ViewStoreBenchmark(PostgresViewStore store, Connection connection, int calls) {
    this.store = store;
    this.connection = connection;
    this.calls = calls;
  }

  /** Runs all measurements. */
  public static void main(String[] arguments) throws SQLException {
    int calls = arguments.length == 0 ? 1_000 : Integer.parseInt(arguments[0]);
    try (Server server = Servers.start(ServerKind.POSTGRES, ServerOptions.defaults());
        PostgresViewStore store =
            (PostgresViewStore) ViewStores.open(StoreUri.parse(server.uri()));
        Connection connection = TestServer.connect(server.uri())) {
      TestServer.execute(connection, "create schema plain");
      TestServer.execute(connection, "create table plain.views (like assay.views including all)");
      new ViewStoreBenchmark(store, connection, calls).run();
    }
  }

  private void run() throws SQLException {
    writes();
    TestServer.execute(connection, "vacuum analyze assay.views");
    TestServer.execute(connection, "vacuum analyze plain.views");
    reads();
  }

  private void writes() throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      measure("warm-up", calls, i -> put(i, 1), i -> plainPut(upsert, i, 1));
      measure("put, new", calls, i -> put(calls + i, 1), i -> plainPut(upsert, calls + i, 1));
      measure("put, newer", calls, i -> put(i, 2), i -> plainPut(upsert, i, 2));
      measure("put, stale", calls, i -> stale(i), i -> plainPut(upsert, i, 1));
      int first = 3 * calls;
      measure(
          "putAll of 100",
          calls / 10,
          i -> putAll(first + i * BATCH),
          i -> plainPutAll(upsert, first + i * BATCH));
    }
  }

  private void reads() throws SQLException {
    try (PreparedStatement get = connection.prepareStatement(SELECT + "id = ?")) {
      measure("get", calls, i -> store.get(key(i)), i -> plainGet(get, i));
    }
    search(
        "search, equal",
        new Filter.In(Path.of("email"), List.of(Json.of("p77@example.org"))),
        "document @> '{\"email\": \"p77@example.org\"}' order by id collate \"C\" limit 101");
    search(
        "search, two words",
        new Filter.FullText(List.of(Path.of("name")), "number 77"),
        "document ->> 'name' ~* '\\mnumber\\M' and document ->> 'name' ~* '\\m77\\M'"
            + " order by id collate \"C\" limit 101");
    search(
        "search, less than",
        new Filter.Compare(Path.of("age"), Filter.Order.LESS, Json.of(1)),
        "(document ->> 'age')::numeric < 1 order by id collate \"C\" limit 101");
    search("search, first 100", Filter.all(), "true order by id collate \"C\" limit 101");
    measureSearch(
        "search, sorted",
        ViewQuery.in("c").sortedBy(Sort.ascending(Path.of("name"))),
        "true order by document ->> 'name' collate \"C\", id collate \"C\" limit 101");
  }

  private void search(String what, Filter filter, String plain) throws SQLException {
    measureSearch(what, ViewQuery.in("c").where(filter), plain);
  }

  private void measureSearch(String what, ViewQuery query, String plain) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT + plain)) {
      measure(what, calls / 10, i -> store.search(query), i -> parse(select));
    }
  }

  private interface Work {
    void once(int i) throws SQLException;
  }

  private static void measure(String what, int calls, Work ours, Work plain) throws SQLException {
    long[] own = new long[calls];
    long[] yardstick = new long[calls];
    for (int i = 0; i < calls; i++) {
      yardstick[i] = micros(plain, i);
      own[i] = micros(ours, i);
    }
    Arrays.sort(own);
    Arrays.sort(yardstick);
    System.out.printf(
        "%-20s store %7d   plain %7d   ratio %.2f%n",
        what, own[calls / 2], yardstick[calls / 2], (double) own[calls / 2] / yardstick[calls / 2]);
  }

  private static long micros(Work work, int i) throws SQLException {
    long start = System.nanoTime();
    work.once(i);
    return (System.nanoTime() - start) / 1000;
  }

  private void put(int i, long revision) {
    check(store.put(view(i, revision)).equals(new PutResult.Applied()));
  }

  private void stale(int i) {
    check(store.put(view(i, 1)).equals(new PutResult.Stale(2)));
  }

  private void putAll(int first) {
    List<View> views = IntStream.range(first, first + BATCH).mapToObj(i -> view(i, 1)).toList();
    check(store.putAll(views).stream().allMatch(PutResult.Applied.class::isInstance));
  }

  private static void check(boolean right) {
    if (!right) {
      throw new IllegalStateException("the store answered something else");
    }
  }

  private static void plainPut(PreparedStatement upsert, int i, long revision) throws SQLException {
    set(upsert, i, revision);
    upsert.executeUpdate();
  }

  private void plainPutAll(PreparedStatement upsert, int first) throws SQLException {
    connection.setAutoCommit(false);
    for (int i = first; i < first + BATCH; i++) {
      set(upsert, i, 1);
      upsert.addBatch();
    }
    upsert.executeBatch();
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static void set(PreparedStatement upsert, int i, long revision) throws SQLException {
    ViewRow row = ViewRow.of(view(i, revision));
    upsert.setString(1, row.key().id());
    upsert.setLong(2, revision);
    upsert.setObject(3, UUID.randomUUID());
    upsert.setString(4, row.document().orElseThrow());
    upsert.setInt(5, row.nesting());
    upsert.setString(6, row.tokens());
  }

  private static void plainGet(PreparedStatement get, int i) throws SQLException {
    get.setString(1, key(i).id());
    parse(get);
  }

  private static void parse(PreparedStatement select) throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        JsonObject.parse(rows.getString(3));
      }
    }
  }

  private static View view(int i, long revision) {
    JsonObject document =
        JsonObject.EMPTY
            .with("name", "Person number " + i)
            .with("email", "p" + i + "@example.org")
            .with("age", i % 90)
            .with("active", Json.of(i % 3 == 0))
            .with("tags", JsonArray.of(Json.of("t" + i % 7), Json.of("u" + i % 11)))
            .with("address", JsonObject.EMPTY.with("street", "Main street " + i % 500));
    return new View(key(i), revision, document);
  }

  private static ViewKey key(int i) {
    return new ViewKey("c", "id" + i);
  }
}
