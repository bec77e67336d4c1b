package dev.assay.adapter.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.assay.spi.Durability.Promise;
import dev.assay.spi.Page;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.Sort;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is particular to views on OpenSearch: long texts, many paths, large pages, opening. */
class OpenSearchViewStoreTest {

  private static final Path TEXT = Path.of("text");
  private static final String LONG = "ä".repeat(Terms.TEXT_BYTES / 2);

  private final Realm realm = TestServer.freshRealm();
  private final OpenSearchViewStore store = TestServer.open(realm);

  @AfterEach
  void close() {
    store.dropRealm();
    store.close();
  }

  /** Texts on both sides of the length that is a term as a whole, which differ behind it only. */
  private static List<String> longTexts() {
    return List.of(
        LONG,
        LONG + "a",
        LONG + "b",
        LONG + "b" + LONG,
        LONG.substring(1) + "b",
        "x" + LONG + LONG + "needle " + "token".repeat(2000),
        "x" + LONG + LONG + "noodle",
        LONG + "\ud83d\ude00",
        LONG + "\uffff",
        "short");
  }

  private static List<Filter> filters(String text) {
    List<Filter> filters = new ArrayList<>();
    filters.add(Filter.equalTo(TEXT, text));
    for (Filter.Order order : Filter.Order.values()) {
      filters.add(new Filter.Compare(TEXT, order, Json.of(text)));
    }
    filters.add(new Filter.Prefix(TEXT, text));
    filters.add(new Filter.Contains(TEXT, text));
    filters.add(new Filter.Contains(TEXT, text.substring(text.length() / 2)));
    filters.add(new Filter.FullText(List.of(TEXT), text));
    return filters;
  }

  @Test
  void textsOfEveryLengthAreFoundExactly() {
    List<View> views = put(longTexts());
    for (String text : longTexts()) {
      for (Filter filter : filters(text)) {
        for (Filter either : List.of(filter, filter.not(), filter.not().not())) {
          assertThat(ids(store.search(ViewQuery.in("c").where(either))))
              .isEqualTo(
                  views.stream()
                      .filter(view -> either.matches(view.document()))
                      .map(view -> view.key().id())
                      .toList());
        }
      }
    }
  }

  /** A pattern that repeats itself makes the largest automaton. */
  @Test
  void longPatternsAreFound() {
    List<String> texts =
        List.of("ab".repeat(400), "\ud83d\ude00".repeat(400), "*?\\".repeat(400), "a".repeat(400));
    put(texts);
    for (String text : texts) {
      for (int length : List.of(2, 48, 100, 120, 800)) {
        String part = text.substring(0, Math.min(length, text.length()));
        Filter filter = new Filter.Contains(TEXT, part);
        List<String> expected =
            texts.stream()
                .filter(other -> other.contains(part))
                .map(other -> "%03d".formatted(texts.indexOf(other)))
                .toList();
        assertThat(ids(store.search(ViewQuery.in("c").where(filter)))).isEqualTo(expected);
        assertThat(ids(store.search(ViewQuery.in("c").where(filter.not()))))
            .hasSize(texts.size() - expected.size());
      }
    }
  }

  @Test
  void pagesOfInexactSearchesAreFull() {
    put(IntStream.range(0, 120).mapToObj(i -> LONG + (i % 3 == 0 ? "yes" : "no") + i).toList());
    ViewQuery query = ViewQuery.in("c").where(new Filter.Contains(TEXT, "yes")).limit(7);
    List<String> found = new ArrayList<>();
    Page<View> page = store.search(query);
    while (true) {
      found.addAll(ids(page));
      if (page.next().isEmpty()) {
        break;
      }
      assertThat(page.items()).hasSize(7);
      page = store.search(query.after(page.next().get()));
    }
    assertThat(found).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  void aDocumentOfAsManyPathsAsFitIsFoundByEach() {
    Map<String, Json> members = new LinkedHashMap<>();
    for (int i = 0; i < 28_000; i++) {
      members.put(Integer.toString(i, 36), Json.of(1));
    }
    View view = new View(new ViewKey("c", "1"), 1, new JsonObject(members));
    assertThat(view.document().toString().length()).isLessThan(262_144);
    assertThat(store.put(view)).isEqualTo(new PutResult.Applied());
    store.refresh("c");
    for (String key : List.of("0", "zz", "lll")) {
      ViewQuery query = ViewQuery.in("c").where(Filter.equalTo(Path.of(key), 1));
      assertThat(store.search(query.sortedBy(Sort.descending(Path.of(key)))).items())
          .containsExactly(view);
    }
  }

  @Test
  void filtersOfAnySizeAreAnswered() {
    put(List.of("a", "b", "c"));
    List<Filter> many =
        IntStream.range(0, 3000)
            .mapToObj(i -> Filter.equalTo(TEXT, i % 2 == 0 ? "a" : "b" + i))
            .toList();
    List<Json> values =
        IntStream.range(0, 70_000)
            .<Json>mapToObj(i -> Json.of("v" + i))
            .collect(ArrayList::new, List::add, List::addAll);
    values.add(Json.of("b"));
    Filter deep = Filter.equalTo(TEXT, "c");
    for (int i = 0; i < 400; i++) {
      deep = deep.not();
    }
    assertThat(ids(store.search(ViewQuery.in("c").where(new Filter.Or(many)))))
        .containsExactly("000");
    assertThat(ids(store.search(ViewQuery.in("c").where(new Filter.And(many).not())))).hasSize(3);
    assertThat(ids(store.search(ViewQuery.in("c").where(new Filter.In(TEXT, values)))))
        .containsExactly("001");
    assertThat(ids(store.search(ViewQuery.in("c").where(deep)))).containsExactly("002");
  }

  @Test
  void aPageEndsOnceItsDocumentsMakeEightMebibytes() {
    String large = "y".repeat(250_000);
    put(IntStream.range(0, 50).mapToObj(i -> large + i).toList());
    Page<View> first = store.search(ViewQuery.in("c").limit(1000));
    assertThat(first.items()).hasSizeBetween(33, 35);
    Page<View> second =
        store.search(ViewQuery.in("c").limit(1000).after(first.next().orElseThrow()));
    assertThat(first.items().size() + second.items().size()).isEqualTo(50);
    assertThat(second.next()).isEmpty();
  }

  @Test
  void idsThatAreTooLongForTheServerAreKept() {
    String longest = "\ud83d\ude00".repeat(200);
    ViewKey key = new ViewKey(longest, longest);
    ViewKey alike = new ViewKey(longest, "#" + longest.substring(2));
    assertThat(store.put(new View(key, 1, JsonObject.EMPTY))).isEqualTo(new PutResult.Applied());
    assertThat(store.get(key).revision()).isEqualTo(1);
    assertThat(store.get(alike)).isEqualTo(new Lookup.Absent());
  }

  @Test
  void nothingIsLeftOfADroppedRealm() throws Exception {
    put(List.of("secret-of-a-tenant"));
    store.dropRealm();
    TestServer.ask("POST", "/_refresh", "");
    String query = "{\"query\":{\"match_all\":{}},\"size\":1000}";
    assertThat(TestServer.ask("POST", "/assay-views/_search", query))
        .doesNotContain("secret-of-a-tenant");
    assertThat(TestServer.ask("POST", "/assay-names/_search", query)).doesNotContain(realm.name());
  }

  @Test
  void declaresWhatTheIndexesSay() throws Exception {
    assertThat(store.declaration().durability().powerLoss()).isEqualTo(Promise.KEPT);
    assertThat(store.declaration().durability().failover()).isEqualTo(Promise.NOT_KEPT);
    assertThat(store.declaration().backend().topology()).isEqualTo("single node");
    StoreUri own = TestServer.uri().with("realm", realm.name());
    String name = "a" + UUID.randomUUID();
    OpenSearchConfig config = OpenSearchConfig.of(realm).withName(name).withShards(2);
    try (Meddler network = new Meddler()) {
      OpenSearchViewStore.open(network.client(), config).close();
      TestServer.ask(
          "PUT", "/" + name + "-views/_settings", "{\"index.translog.durability\":\"async\"}");
      try (ViewStore lossy = OpenSearchViewStore.open(network.client(), config)) {
        assertThat(lossy.declaration().durability().processCrash()).isEqualTo(Promise.NOT_KEPT);
        assertThat(lossy.declaration().durability().settings())
            .containsEntry(name + "-views-1 index.translog.durability", "async");
        assertThat(lossy.put(new View(new ViewKey("c", "1"), 1, JsonObject.EMPTY)))
            .isEqualTo(new PutResult.Applied());
        TestServer.ask("DELETE", "/" + name + "-views-1," + name + "-names-1", "");
        assertThatExceptionOfType(StoreUnavailable.class)
            .isThrownBy(() -> lossy.put(new View(new ViewKey("c", "1"), 2, JsonObject.EMPTY)));
      }
    }
    assertThat(own.toString()).doesNotContain("password");
  }

  @Test
  void refusesUrisThatItCannotKeep() {
    OpenSearchViewStoreProvider provider = new OpenSearchViewStoreProvider();
    for (String uri :
        List.of(
            "opensearch://h/Upper",
            "opensearch://h/a?colour=red",
            "opensearch://h/a?truststore=x",
            "opensearch://:secret@h/a",
            "opensearch://h/a?shards=0",
            "opensearch+https://h/a?truststore=/nowhere&truststorePassword=secret")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> provider.open(StoreUri.parse(uri)))
          .withMessageNotContaining("secret");
    }
  }

  @Test
  void sendsCredentialsWithEveryRequestAndTellsThemToNobody() throws IOException {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    HttpServer strict =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    strict.createContext("/", exchange -> refuse(exchange, seen));
    strict.start();
    try {
      int port = strict.getAddress().getPort();
      assertThatExceptionOfType(StoreUnavailable.class)
          .isThrownBy(() -> ViewStores.open("opensearch://me:secret@127.0.0.1:" + port + "/assay"))
          .withMessageContaining("mend user and password")
          .withMessageNotContaining("secret");
    } finally {
      strict.stop(0);
    }
    String basic = Base64.getEncoder().encodeToString("me:secret".getBytes(UTF_8));
    assertThat(seen).containsExactly("Basic " + basic);
  }

  private static void refuse(HttpExchange exchange, Set<String> seen) throws IOException {
    try (exchange) {
      seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      exchange.sendResponseHeaders(401, -1);
    }
  }

  @Test
  void saysWhyNothingAnswers() {
    assertThatExceptionOfType(StoreUnavailable.class)
        .isThrownBy(() -> ViewStores.open("opensearch://me:secret@127.0.0.1:1/assay?timeout=2s"))
        .withMessageContaining("Nothing answers at OpenSearch at 127.0.0.1:1")
        .withMessageNotContaining("secret");
  }

  @Test
  void goesOnWithAnotherHostWhereOneIsDown() {
    StoreUri.HostPort host = TestServer.uri().hosts().get(0);
    String uri = "opensearch://127.0.0.1:1,%s/assay?realm=%s".formatted(host, realm.name());
    try (ViewStore two = ViewStores.open(uri)) {
      assertThat(two.put(new View(new ViewKey("c", "1"), 1, JsonObject.EMPTY)))
          .isEqualTo(new PutResult.Applied());
      assertThat(two.get(new ViewKey("c", "1")).revision()).isEqualTo(1);
    }
  }

  private List<View> put(List<String> texts) {
    List<View> views = new ArrayList<>();
    for (String text : texts) {
      ViewKey key = new ViewKey("c", "%03d".formatted(views.size()));
      JsonArray values = JsonArray.of(Json.of(text));
      views.add(new View(key, 1, JsonObject.of("text", values)));
    }
    List<PutOutcome> outcomes = store.putAll(views);
    assertThat(outcomes).containsOnly(new PutResult.Applied());
    store.refresh("c");
    return views;
  }

  private static List<String> ids(Page<View> page) {
    return page.items().stream().map(view -> view.key().id()).toList();
  }
}
