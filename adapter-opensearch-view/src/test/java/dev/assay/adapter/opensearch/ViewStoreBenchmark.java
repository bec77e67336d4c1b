package dev.assay.adapter.opensearch;

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
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hc.core5.http.HttpHost;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;

/**
 * Measures views beside a yardstick in the same run: the driver's client on an index with the
 * mappings that the server makes up, which keeps the same documents as fields with the same
 * durability, and searches written by hand for just these documents.
 *
 * <p>Run by hand, after {@code mvn -B test-compile -pl adapter-opensearch-view -am}: the class's
 * main method with the module's test class path; the one argument is the calls per measurement. The
 * table says the median of a call in microseconds. Both take turns, so that a busy machine is busy
 * for both.
 */
public final class ViewStoreBenchmark {

  private static final int BATCH = 100;

  private final OpenSearchViewStore store;
  private final OpenSearchClient client;
  private final int calls;

  private ViewStoreBenchmark(OpenSearchViewStore store, OpenSearchClient client, int calls) {
    this.store = store;
    this.client = client;
    this.calls = calls;
  }

  /** Runs all measurements. */
  public static void main(String[] arguments) throws IOException {
    int calls = arguments.length == 0 ? 1_000 : Integer.parseInt(arguments[0]);
    try (Server server = Servers.start(ServerKind.OPENSEARCH, ServerOptions.defaults())) {
      StoreUri uri = StoreUri.parse(server.uri());
      HttpHost host = new HttpHost("http", uri.hosts().get(0).host(), uri.hosts().get(0).port());
      try (OpenSearchViewStore store =
              (OpenSearchViewStore) new OpenSearchViewStoreProvider().open(uri);
          OpenSearchTransport transport = ApacheHttpClient5TransportBuilder.builder(host).build()) {
        new ViewStoreBenchmark(store, new OpenSearchClient(transport), calls).run();
      }
    }
  }

  private void run() throws IOException {
    measure("warm-up", calls, i -> put(i, 1), i -> plainPut(i, 1));
    measure("put, new", calls, i -> put(calls + i, 1), i -> plainPut(calls + i, 1));
    measure("put, newer", calls, i -> put(i, 2), i -> plainPut(i, 2));
    int first = 3 * calls;
    measure(
        "putAll of 100",
        calls / 10,
        i -> putAll(first + i * BATCH),
        i -> plainPutAll(first + i * BATCH));
    measure("get", calls, i -> store.get(key(i)), this::plainGet);
    store.refresh("c");
    plain("POST", "/plain/_refresh", "", "application/json");
    searches();
  }

  private void searches() throws IOException {
    search(
        "search, equal",
        ViewQuery.in("c")
            .where(new Filter.In(Path.of("email"), List.of(Json.of("p77@example.org")))),
        "{\"size\":101,\"query\":{\"term\":{\"email.keyword\":\"p77@example.org\"}}}");
    search(
        "search, two words",
        ViewQuery.in("c").where(new Filter.FullText(List.of(Path.of("name")), "number 77")),
        "{\"size\":101,\"query\":{\"match\":{\"name\":{\"query\":\"number 77\",\"operator\":\"and\"}}}}");
    search(
        "search, less than",
        ViewQuery.in("c").where(new Filter.Compare(Path.of("age"), Filter.Order.LESS, Json.of(1))),
        "{\"size\":101,\"query\":{\"range\":{\"age\":{\"lt\":1}}}}");
    search(
        "search, sorted",
        ViewQuery.in("c").sortedBy(Sort.ascending(Path.of("name"))),
        "{\"size\":101,\"sort\":[{\"name.keyword\":\"asc\"}]}");
  }

  private void search(String what, ViewQuery query, String plain) throws IOException {
    measure(
        what,
        calls / 10,
        i -> store.search(query),
        i -> JsonObject.parse(plain("POST", "/plain/_search", plain, "application/json")));
  }

  private interface Work {
    void once(int i) throws IOException;
  }

  private static void measure(String what, int calls, Work ours, Work plain) throws IOException {
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

  private static long micros(Work work, int i) throws IOException {
    long start = System.nanoTime();
    work.once(i);
    return (System.nanoTime() - start) / 1000;
  }

  private void put(int i, long revision) {
    check(store.put(view(i, revision)).equals(new PutResult.Applied()));
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

  private void plainPut(int i, long revision) throws IOException {
    String path = "/plain/_doc/id%d?version_type=external&version=%d".formatted(i, revision);
    plain("PUT", path, view(i, revision).document().toString(), "application/json");
  }

  private void plainPutAll(int first) throws IOException {
    String lines =
        IntStream.range(first, first + BATCH)
            .mapToObj(
                i ->
                    "{\"index\":{\"_id\":\"id%d\",\"version\":1,\"version_type\":\"external\"}}\n%s\n"
                        .formatted(i, view(i, 1).document()))
            .collect(Collectors.joining());
    plain("POST", "/plain/_bulk", lines, "application/x-ndjson");
  }

  private void plainGet(int i) throws IOException {
    JsonObject.parse(plain("GET", "/plain/_doc/id" + i, "", "application/json"));
  }

  private String plain(String method, String path, String body, String type) throws IOException {
    Requests.JsonBodyBuilder builder = Requests.builder().method(method);
    int question = path.indexOf('?');
    builder.endpoint(question < 0 ? path : path.substring(0, question));
    if (question >= 0) {
      builder.query(
          Arrays.stream(path.substring(question + 1).split("&"))
              .map(pair -> pair.split("="))
              .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
    }
    if (!body.isEmpty()) {
      builder.body(Body.from(Terms.bytes(body), type));
    }
    try (Response response = client.generic().execute(builder.build())) {
      check(response.getStatus() < 300);
      return response.getBody().map(Body::bodyAsString).orElse("");
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
