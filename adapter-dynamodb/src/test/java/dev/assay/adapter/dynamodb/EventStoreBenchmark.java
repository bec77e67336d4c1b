package dev.assay.adapter.dynamodb;

import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Measures commits and reads beside a yardstick in the same run: the bare SDK, which writes the
 * same five items in one transaction each time, without reading or judging anything, and reads a
 * stream or a part of the feed by one consistent query.
 *
 * <p>Run by hand, after {@code mvn -B test-compile -pl adapter-dynamodb -am}: the class's main
 * method with the module's test class path; the one argument is the seconds per measurement. The
 * table says commits or reads per second, and the median and the 99th percentile of a call in
 * microseconds.
 */
public final class EventStoreBenchmark {

  private static final String TABLE = DynamoConfig.DEFAULT_PREFIX + "-events";
  private static final JsonObject DATA =
      JsonObject.EMPTY.with("amount", 1234).with("currency", "EUR").with("note", "x".repeat(100));
  private static final JsonObject METADATA = JsonObject.EMPTY.with("user", "u-17");
  private static final int READ = 50;

  private final DynamoDbClient client;
  private final EventStore store;
  private final Duration time;

  private EventStoreBenchmark(DynamoDbClient client, EventStore store, Duration time) {
    this.client = client;
    this.store = store;
    this.time = time;
  }

  /** Runs all measurements. */
  public static void main(String[] arguments) throws Exception {
    Duration time = Duration.ofSeconds(arguments.length == 0 ? 5 : Long.parseLong(arguments[0]));
    try (DynamoDbClient client = TestServer.client();
        EventStore store = TestServer.open(TestServer.freshRealm())) {
      new EventStoreBenchmark(client, store, time).run();
    }
    System.exit(0);
  }

  private void run() throws Exception {
    measure("warm-up", 4, 1, () -> commits(1), () -> plain(1));
    measure("1 writer", 1, 1, () -> commits(1), () -> plain(1));
    measure("8 writers", 8, 1, () -> commits(1), () -> plain(1));
    measure("32 writers", 32, 1, () -> commits(1), () -> plain(1));
    measure("8 writers, one stream", 8, 1, () -> this::commitToOne, () -> plain(1));
    measure("commitAll of 100", 1, 100, () -> all(100), () -> times(100, plain(1)));
    measure("100 events each", 1, 1, () -> commits(100), () -> plain(100));
    measure("read of 50 commits", 1, 1, this::reads, this::plainReads);
    measure("feed of 50 commits", 1, 1, () -> this::feed, this::plainFeeds);
  }

  private void measure(
      String what, int writers, int commits, Supplier<Runnable> ours, Supplier<Runnable> yardstick)
      throws Exception {
    Result plain = run(writers, commits, yardstick);
    Result own = run(writers, commits, ours);
    System.out.printf(
        "%-22s store %7.0f/s p50 %7d p99 %7d   plain %7.0f/s p50 %7d p99 %7d   ratio %.2f%n",
        what,
        own.perSecond(),
        own.percentile(50),
        own.percentile(99),
        plain.perSecond(),
        plain.percentile(50),
        plain.percentile(99),
        own.perSecond() / plain.perSecond());
  }

  private Result run(int writers, int commits, Supplier<Runnable> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Callable<List<Long>>> all =
          Stream.generate(work).limit(writers).map(this::repeated).toList();
      List<Future<List<Long>>> running = new ArrayList<>();
      all.forEach(one -> running.add(threads.submit(one)));
      return new Result(collect(running), commits, time);
    } finally {
      threads.shutdownNow();
    }
  }

  private Callable<List<Long>> repeated(Runnable work) {
    return () -> {
      List<Long> micros = new ArrayList<>();
      long end = System.nanoTime() + time.toNanos();
      while (System.nanoTime() < end) {
        long start = System.nanoTime();
        work.run();
        micros.add((System.nanoTime() - start) / 1000);
      }
      return micros;
    };
  }

  private static List<Long> collect(List<Future<List<Long>>> running)
      throws ExecutionException, InterruptedException {
    List<Long> all = new ArrayList<>();
    for (Future<List<Long>> one : running) {
      all.addAll(one.get());
    }
    Collections.sort(all);
    return all;
  }

  private record Result(List<Long> micros, int commits, Duration time) {
    double perSecond() {
      return (double) micros.size() * commits * 1000 / time.toMillis();
    }

    long percentile(int percent) {
      return micros.get(Math.min(micros.size() - 1, micros.size() * percent / 100));
    }
  }

  private static StreamId stream() {
    return new StreamId("bench", UUID.randomUUID().toString());
  }

  private Runnable commits(int events) {
    StreamId stream = stream();
    return () -> check(store.commit(commit(stream, events)));
  }

  private void commitToOne() {
    check(store.commit(commit(new StreamId("bench", "one"), 1)));
  }

  private Runnable all(int count) {
    List<StreamId> streams = Stream.generate(EventStoreBenchmark::stream).limit(count).toList();
    return () ->
        store
            .commitAll(streams.stream().map(stream -> commit(stream, 1)).toList())
            .forEach(EventStoreBenchmark::check);
  }

  private Runnable reads() {
    StreamId stream = stream();
    times(READ, () -> check(store.commit(commit(stream, 1)))).run();
    return () -> check(store.read(stream, 1, READ, Direction.FORWARD).events().size() == READ);
  }

  private void feed() {
    check(store.feed(0, Cursor.START, READ, Duration.ZERO).commits().size() == READ);
  }

  private static Runnable times(int times, Runnable once) {
    return () -> {
      for (int i = 0; i < times; i++) {
        once.run();
      }
    };
  }

  private static Commit commit(StreamId stream, int events) {
    Commit.Builder builder = Commit.to(stream, new RequestId(UUID.randomUUID().toString()));
    for (int i = 0; i < events; i++) {
      builder.event("deposited", DATA, METADATA);
    }
    return builder.build();
  }

  private static void check(CommitOutcome outcome) {
    check(outcome instanceof CommitResult.Committed);
  }

  private static void check(boolean right) {
    if (!right) {
      throw new IllegalStateException("something else was answered");
    }
  }

  private Runnable plain(int events) {
    Plain plain = new Plain(events);
    return plain::write;
  }

  private Runnable plainReads() {
    Plain plain = new Plain(1);
    times(READ, plain::write).run();
    return () -> check(plain.read("s/", Keys.VERSION) == READ);
  }

  private Runnable plainFeeds() {
    Plain plain = new Plain(1);
    times(READ, plain::write).run();
    return () -> check(plain.read("f/", "") == READ);
  }

  /** A stream of which nothing is judged. */
  private final class Plain {

    private final StreamId stream = stream();
    private final String name = "plain/" + stream.id();
    private final int events;
    private long version;
    private long place;

    Plain(int events) {
      this.events = events;
    }

    void write() {
      version += events;
      place++;
      String request = UUID.randomUUID().toString();
      client.transactWriteItems(
          transaction ->
              transaction
                  .clientRequestToken(request)
                  .transactItems(
                      counter(),
                      put(head()),
                      put(receipt("s/", "r/" + request, request)),
                      put(commit()),
                      put(receipt("f/", Keys.padded(place), request))));
    }

    int read(String kind, String from) {
      QueryRequest query =
          QueryRequest.builder()
              .tableName(TABLE)
              .consistentRead(true)
              .limit(READ)
              .keyConditionExpression("pk = :pk AND sk >= :from")
              .expressionAttributeValues(
                  Map.of(
                      ":pk",
                      AttributeValue.fromS(kind + name),
                      ":from",
                      AttributeValue.fromS(from + Keys.padded(0))))
              .build();
      return client.query(query).items().size();
    }

    private TransactWriteItem counter() {
      Update update =
          Update.builder()
              .tableName(TABLE)
              .key(new ItemKey("counter/" + name, "counter").toMap())
              .updateExpression("SET #last = :last")
              .expressionAttributeNames(Map.of("#last", "last"))
              .expressionAttributeValues(Map.of(":last", DynamoCodec.number(place)))
              .build();
      return TransactWriteItem.builder().update(update).build();
    }

    private static TransactWriteItem put(Map<String, AttributeValue> item) {
      return TransactWriteItem.builder()
          .put(Put.builder().tableName(TABLE).item(item).build())
          .build();
    }

    private Map<String, AttributeValue> head() {
      return new Head(version, place, 1, now()).item(new ItemKey("s/" + name, "head"), stream);
    }

    private Map<String, AttributeValue> commit() {
      Map<String, AttributeValue> item =
          DynamoCodec.item(new ItemKey("s/" + name, Keys.VERSION + Keys.padded(version)));
      item.put(DynamoCodec.BEFORE, DynamoCodec.number(version - events));
      item.put(DynamoCodec.RECORDED_AT, DynamoCodec.time(now()));
      item.put(
          DynamoCodec.EVENTS,
          DynamoCodec.events(EventStoreBenchmark.commit(stream, events).events()));
      return item;
    }

    private Map<String, AttributeValue> receipt(String kind, String sk, String request) {
      Map<String, AttributeValue> item = DynamoCodec.item(new ItemKey(kind + name, sk));
      item.put(DynamoCodec.TYPE, DynamoCodec.text(stream.type()));
      item.put(DynamoCodec.ID, DynamoCodec.text(stream.id()));
      item.put(DynamoCodec.REQUEST, DynamoCodec.text(request));
      item.put(DynamoCodec.BEFORE, DynamoCodec.number(version - events));
      item.put(DynamoCodec.AFTER, DynamoCodec.number(version));
      item.put(DynamoCodec.RESPONSE, DynamoCodec.text("null"));
      item.put(DynamoCodec.RECORDED_AT, DynamoCodec.time(now()));
      return item;
    }

    private static Instant now() {
      return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
  }
}
