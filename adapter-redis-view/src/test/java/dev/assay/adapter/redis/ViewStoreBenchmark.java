package dev.assay.adapter.redis;

import dev.assay.spi.Realm;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStores;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Measures views beside a yardstick in the same run: the plain driver on one connection that writes
 * the same hashes with the same durability, without judging any revision, and reads them.
 *
 * <p>Run by hand, after {@code mvn -B test-compile -pl adapter-redis-view -am}: the class's main
 * method with the module's test class path; the one argument is the calls per measurement. The
 * table says the median of a call in microseconds. Both take turns, so that a busy machine is busy
 * for both.
 */
public final class ViewStoreBenchmark {

  private static final int BATCH = 100;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final RedisViewStore store;
  private final Raw raw;
  private final int calls;

  private ViewStoreBenchmark(RedisViewStore store, Raw raw, int calls) {
    this.store = store;
    this.raw = raw;
    this.calls = calls;
  }

  /** Runs all measurements. */
  public static void main(String[] arguments) {
    int calls = arguments.length == 0 ? 1_000 : Integer.parseInt(arguments[0]);
    try (Server server = Servers.start(ServerKind.REDIS, ServerOptions.defaults());
        Raw raw = Raw.connect(server);
        RedisViewStore store = (RedisViewStore) ViewStores.open(server.uri())) {
      new ViewStoreBenchmark(store, raw, calls).run();
    }
  }

  private void run() {
    measure("warm-up", calls, i -> put(i, 1), i -> plainPut(i, 1));
    measure("put, new", calls, i -> put(calls + i, 1), i -> plainPut(calls + i, 1));
    measure("put, newer", calls, i -> put(i, 2), i -> plainPut(i, 2));
    measure("put, stale", calls, this::stale, i -> plainPut(i, 1));
    int first = 3 * calls;
    measure(
        "putAll of 100",
        calls / 10,
        i -> putAll(first + i * BATCH),
        i -> plainPutAll(first + i * BATCH));
    measure("get", calls, i -> store.get(key(i)), this::plainGet);
    store.alias("now", "c");
    measure("get by alias", calls, i -> store.get(new ViewKey("now", key(i).id())), this::plainGet);
    System.out.printf(
        "%-20s view %7d   document %d%n",
        "bytes of memory",
        store.memory(key(0)).orElseThrow(),
        view(0, 1).document().toString().length());
  }

  private interface Work {
    void once(int i);
  }

  private static void measure(String what, int calls, Work ours, Work plain) {
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

  private static long micros(Work work, int i) {
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

  private void plainPut(int i, long revision) {
    raw.commands().hset(plainKey(i), hash(i, revision));
  }

  private void plainPutAll(int first) {
    RedisAsyncCommands<String, String> async = raw.async();
    RedisFuture<?>[] all =
        IntStream.range(first, first + BATCH)
            .mapToObj(i -> async.hset(plainKey(i), hash(i, 1)))
            .toArray(RedisFuture<?>[]::new);
    check(LettuceFutures.awaitAll(LIMIT, all));
  }

  private static Map<String, String> hash(int i, long revision) {
    return Map.of(
        "generation", "1",
        "revision", Long.toString(revision),
        "attempt", UUID.randomUUID().toString(),
        "document", view(i, revision).document().toString());
  }

  private void plainGet(int i) {
    Map<String, String> hash = raw.commands().hgetall(plainKey(i));
    check(JsonObject.parse(String.valueOf(hash.get("document"))).depth() > 0);
  }

  private static String plainKey(int i) {
    return "plain:{" + Realm.DEFAULT.name() + "}:view:c:" + key(i).id();
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
