package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.spi.CorruptStore;
import dev.assay.spi.Page;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.Sort;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog.DropResult;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewStores;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What the kit cannot see of the view store: its rows, its locks, its data source. */
class PostgresViewStoreTest {

  private static final int WRITERS = 4;
  private static final int ROUNDS = 20;

  private final Realm realm = TestServer.freshRealm();
  private final PostgresViewStore store =
      (PostgresViewStore) ViewStores.open(TestServer.uri().with("realm", realm.name()));

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aDocumentIsStoredAsJsonThatAPersonCanRead() throws SQLException {
    store.put(view("c", "1", 1, "{\"name\":\"Ada\",\"tags\":[\"x\"]}"));
    assertThat(value("select document ->> 'name' from assay.views where " + mine("c")))
        .isEqualTo("Ada");
  }

  @Test
  void aPageOfLargeDocumentsEndsEarlyAndTheNextGoesOn() {
    int count = 20;
    String text = "x".repeat(1_000_000);
    for (int i = 0; i < count; i++) {
      String id = "%02d".formatted(i);
      store.put(view("large", id, 1, "{\"n\":%d,\"text\":\"%s\"}".formatted(i, text)));
    }
    List<String> ids = new ArrayList<>();
    ViewQuery query = ViewQuery.in("large").sortedBy(Sort.descending(Path.of("n"))).limit(100);
    Page<View> page = store.search(query);
    assertThat(page.items()).hasSizeBetween(8, 9);
    page.items().forEach(view -> ids.add(view.key().id()));
    while (page.next().isPresent()) {
      page = store.search(query.after(page.next().get()));
      page.items().forEach(view -> ids.add(view.key().id()));
    }
    assertThat(ids)
        .containsExactlyElementsOf(
            IntStream.range(0, count).mapToObj(i -> "%02d".formatted(count - 1 - i)).toList());
  }

  @Test
  void whatADropHasLeftIsErasedWhenAHandleIsOpened() throws SQLException {
    PostgresConfig config = PostgresConfig.of(realm).withSchema("left_views");
    DataSource source = source();
    PostgresViewStore.open(source, config).close();
    try (Connection connection = TestServer.connect()) {
      TestServer.execute(
          connection,
          "insert into left_views.view_dropped values (7);"
              + "insert into left_views.views select 7, i::text, 1, 0, gen_random_uuid(), '{}', 0, '{}'"
              + " from generate_series(1, 3000) i");
      PostgresViewStore.open(source, config).close();
      assertThat(TestServer.value(connection, "select count(*) from left_views.views"))
          .isEqualTo("0");
    }
  }

  @Test
  void writersOfManyViewsDoNotWaitForEachOtherInACircle() throws Exception {
    List<View> views =
        IntStream.range(0, 60).mapToObj(i -> view("c" + i % 3, "id" + i, 1, "{}")).toList();
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        int revision = round + 1;
        CountDownLatch start = new CountDownLatch(1);
        List<Future<List<PutOutcome>>> answers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          List<View> shuffled = shuffled(views, revision, i);
          answers.add(
              threads.submit(
                  () -> {
                    start.await();
                    return store.putAll(shuffled);
                  }));
        }
        start.countDown();
        int applied = 0;
        for (Future<List<PutOutcome>> answer : answers) {
          List<PutOutcome> outcomes = answer.get(30, TimeUnit.SECONDS);
          assertThat(outcomes).noneMatch(PutOutcome.Failed.class::isInstance);
          applied += Collections.frequency(outcomes, new PutResult.Applied());
        }
        assertThat(applied).isEqualTo(views.size());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<View> shuffled(List<View> views, int revision, long seed) {
    List<View> copy =
        new ArrayList<>(
            views.stream().map(v -> new View(v.key(), revision, v.document())).toList());
    Collections.shuffle(copy, new Random(seed));
    return copy;
  }

  @Test
  void manyWritesOfFewKeysAreJudgedInListOrder() {
    Random random = new Random(1);
    Map<ViewKey, Long> model = new HashMap<>();
    for (int round = 0; round < 30; round++) {
      List<View> views = new ArrayList<>();
      List<PutOutcome> expected = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        View view = view("c", "id" + random.nextInt(3), 1 + random.nextInt(60), "{}");
        long stored = model.getOrDefault(view.key(), 0L);
        boolean applied = view.revision() > stored;
        expected.add(applied ? new PutResult.Applied() : new PutResult.Stale(stored));
        model.merge(view.key(), view.revision(), Math::max);
        views.add(view);
      }
      assertThat(store.putAll(views)).isEqualTo(expected);
    }
  }

  @Test
  void moreViewsThanFitIntoOneTransactionAreWritten() {
    List<View> views =
        IntStream.range(0, 2_500).mapToObj(i -> view("c", "id" + i, 1, "{}")).toList();
    assertThat(store.putAll(views)).hasSize(2_500).containsOnly(new PutResult.Applied());
    assertThat(store.get(new ViewKey("c", "id2499"))).isInstanceOf(Lookup.Present.class);
  }

  @Test
  void aDropErasesTheRows() throws SQLException {
    store.putAll(IntStream.range(0, 4_500).mapToObj(i -> view("c", "id" + i, 1, "{}")).toList());
    store.alias("a", "c");
    String number =
        value(
            "select collection from assay.view_names where name = 'c' and realm = '%s'"
                .formatted(realm.name()));
    assertThat(store.drop("c")).isEqualTo(new DropResult.StillAliased(Set.of("a")));
    store.unalias("a");
    assertThat(store.drop("c")).isEqualTo(new DropResult.Dropped());
    assertThat(value("select count(*) from assay.views where collection = " + number))
        .isEqualTo("0");
    assertThat(value("select count(*) from assay.view_dropped where collection = " + number))
        .isEqualTo("0");
  }

  @Test
  void equalityAndFullTextCanBeReadFromAnIndex() throws SQLException {
    List<View> views = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      views.add(view("c", "id" + i, 1, "{\"a\":{\"b\":\"x%d\"},\"t\":\"n%d\"}".formatted(i, i)));
    }
    store.putAll(views);
    Filter equal = Filter.equalTo(Path.of("a", "b"), "x7");
    assertThat(plan(ViewQuery.in("c").where(equal.and(Filter.all())))).contains("views_document");
    Filter words = new Filter.FullText(List.of(Path.of("t")), "n7");
    assertThat(plan(ViewQuery.in("c").where(words))).contains("views_tokens");
  }

  private String plan(ViewQuery query) throws SQLException {
    SqlText search = SearchSql.compile(realm.name(), query);
    try (Connection connection = TestServer.connect()) {
      TestServer.execute(connection, "vacuum analyze assay.views");
      try (PreparedStatement statement = connection.prepareStatement("explain " + search.sql())) {
        search.bind(new Binds(connection, statement));
        List<String> lines = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            lines.add(rows.getString(1));
          }
        }
        return String.join("\n", lines);
      }
    }
  }

  @Test
  void whatTheTypeCannotHoldIsCorruptAndSaysWhere() throws SQLException {
    store.put(view("c", "1", 1, "{}"));
    try (Connection connection = TestServer.connect()) {
      TestServer.execute(
          connection, "update assay.views set document = '{\"n\":1e2000}' where " + mine("c"));
    }
    assertThatExceptionOfType(CorruptStore.class)
        .isThrownBy(() -> store.get(new ViewKey("c", "1")))
        .satisfies(e -> assertThat(e.where()).contains("c/1"));
    assertThatExceptionOfType(CorruptStore.class).isThrownBy(() -> store.search(ViewQuery.in("c")));
  }

  @Test
  void theLongestNamesFitIntoTheIndexes() {
    String longest = "\ud83d\ude00".repeat(200);
    PostgresConfig config = PostgresConfig.of(new Realm(longest));
    try (PostgresViewStore own = PostgresViewStore.open(source(), config)) {
      View view = view(longest, longest, 1, "{}");
      own.put(view);
      assertThat(own.get(view.key())).isEqualTo(new Lookup.Present(view));
      own.dropRealm();
    }
  }

  @Test
  void aTransactionOfTheCallerIsRefused() throws SQLException {
    try (Connection connection = TestServer.connect()) {
      connection.setAutoCommit(false);
      DataSource ambient = new OneConnection(connection);
      assertThatExceptionOfType(StoreUnavailable.class)
          .isThrownBy(() -> PostgresViewStore.open(ambient, PostgresConfig.of(realm)))
          .withMessageContaining("transaction");
    }
  }

  private static final class OneConnection extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;
    private final transient Connection connection;

    OneConnection(Connection connection) {
      this.connection = connection;
    }

    @Override
    public Connection getConnection() {
      return connection;
    }
  }

  private static DataSource source() {
    return new PostgresUri(TestServer.uri()).driver(TestServer.uri().timeout());
  }

  private static View view(String collection, String id, long revision, String document) {
    return new View(new ViewKey(collection, id), revision, JsonObject.parse(document));
  }

  private String mine(String collection) {
    return "collection = (select n.collection from assay.view_names n where n.realm = '%s' and n.name = '%s')"
        .formatted(realm.name(), collection);
  }

  private static String value(String sql) throws SQLException {
    try (Connection connection = TestServer.connect()) {
      return TestServer.value(connection, sql);
    }
  }
}
