package dev.assay.adapter.dynamodb;

import dev.assay.spi.Realm;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * Measures views beside a yardstick in the same run: the bare SDK, which puts the same document
 * into the same table on the condition that its revision is greater, and reads it consistently by
 * its key, without names, aliases or drops.
 *
 * <p>Run by hand, after {@code mvn -B test-compile -pl adapter-dynamodb -am}: the class's main
 * method with the module's test class path; the one argument is the calls per measurement. The
 * table says the median of a call in microseconds. Both take turns, so that a busy machine is busy
 * for both.
 */
public final class ViewStoreBenchmark {

  private static final String TABLE = DynamoConfig.DEFAULT_PREFIX + "-views";
  private static final int BATCH = 100;

  private final DynamoViewStore store;
  private final DynamoDbClient client;
  private final int calls;
  private final String plain = "plain/" + UUID.randomUUID();

  private ViewStoreBenchmark(DynamoViewStore store, DynamoDbClient client, int calls) {
    this.store = store;
    this.client = client;
    this.calls = calls;
  }

  /** Runs all measurements. */
  public static void main(String[] arguments) {
    int calls = arguments.length == 0 ? 300 : Integer.parseInt(arguments[0]);
    Realm realm = TestServer.freshRealm();
    try (DynamoDbClient client = TestServer.client();
        DynamoViewStore store =
            DynamoViewStore.open(
                client, DynamoConfig.of(realm).withTimeout(Duration.ofSeconds(60)))) {
      new ViewStoreBenchmark(store, client, calls).run();
    }
  }

  private void run() {
    measure("warm-up", calls, i -> put(i, 1), i -> plainPut(i, 1));
    measure("put, new", calls, i -> put(calls + i, 1), i -> plainPut(calls + i, 1));
    measure("put, newer", calls, i -> put(i, 2), i -> plainPut(i, 2));
    int first = 3 * calls;
    measure("putAll of 100", 10, i -> putAll(first + i * BATCH), i -> plainAll(first + i * BATCH));
    store.alias("alias", "c");
    measure("get", calls, i -> get("c", i), this::plainGet);
    measure("get by an alias", calls, i -> get("alias", i), this::plainGet);
  }

  private static void measure(String what, int calls, IntConsumer ours, IntConsumer plain) {
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

  private static long micros(IntConsumer work, int i) {
    long start = System.nanoTime();
    work.accept(i);
    return (System.nanoTime() - start) / 1000;
  }

  private void put(int i, long revision) {
    check(store.put(view(i, revision)).equals(new PutResult.Applied()));
  }

  private void putAll(int first) {
    List<View> views = IntStream.range(first, first + BATCH).mapToObj(i -> view(i, 1)).toList();
    check(store.putAll(views).stream().allMatch(PutResult.Applied.class::isInstance));
  }

  private void get(String collection, int i) {
    check(store.get(new ViewKey(collection, "id" + i)).revision() == 2);
  }

  private static void check(boolean right) {
    if (!right) {
      throw new IllegalStateException("the store answered something else");
    }
  }

  private void plainPut(int i, long revision) {
    Map<String, AttributeValue> item = new HashMap<>(key(i).toMap());
    item.put("revision", AttributeValue.fromN(Long.toString(revision)));
    item.put("document", AttributeValue.fromS(view(i, revision).document().toString()));
    client.putItem(
        PutItemRequest.builder()
            .tableName(TABLE)
            .item(item)
            .conditionExpression("attribute_not_exists(pk) or revision < :revision")
            .expressionAttributeValues(
                Map.of(":revision", AttributeValue.fromN(Long.toString(revision))))
            .build());
  }

  private void plainAll(int first) {
    for (int i = first; i < first + BATCH; i++) {
      plainPut(i, 1);
    }
  }

  private void plainGet(int i) {
    Map<String, AttributeValue> item =
        client
            .getItem(
                GetItemRequest.builder()
                    .tableName(TABLE)
                    .key(key(i).toMap())
                    .consistentRead(true)
                    .build())
            .item();
    JsonObject.parse(ViewItem.text(item, ViewItem.DOCUMENT));
  }

  private ItemKey key(int i) {
    return new ItemKey(plain, "id" + i);
  }

  private static View view(int i, long revision) {
    JsonObject document =
        JsonObject.EMPTY
            .with("name", "Person number " + i)
            .with("email", "p" + i + "@example.org")
            .with("age", i % 90);
    return new View(new ViewKey("c", "id" + i), revision, document);
  }
}
