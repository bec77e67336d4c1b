package dev.assay.adapter.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.spi.Limit;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.CursorStore.SaveResult;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog.DropResult;
import dev.assay.spi.view.ViewKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** What the local server never does by itself: throttled requests and lost answers. */
class ViewTroublesTest {

  private static final ViewKey KEY = new ViewKey("c", "1");
  private static final ViewKey OTHER = new ViewKey("c", "2");

  private final Realm realm = TestServer.freshRealm();
  private final Network network = new Network();
  private final DynamoDbClient troubled = TestServer.client(network);
  private final DynamoDbClient calmClient = TestServer.client();
  private final DynamoViewStore store = open(troubled);
  private final DynamoViewStore calm = open(calmClient);

  private DynamoViewStore open(DynamoDbClient client) {
    return DynamoViewStore.open(client, DynamoConfig.of(realm).withTimeout(Duration.ofSeconds(20)));
  }

  @AfterEach
  void close() {
    store.close();
    calm.close();
    troubled.close();
    calmClient.close();
  }

  @Test
  void aWriteDoesNotLoseToItself() {
    calm.put(view(KEY, 1));
    network.loseAnswer(PutItemRequest.class, () -> {});
    assertThat(store.put(view(KEY, 5))).isEqualTo(new PutResult.Applied());
    assertThat(store.put(view(KEY, 5))).isEqualTo(new PutResult.Stale(5));
    network.loseAnswer(PutItemRequest.class, () -> {});
    assertThat(store.remove(KEY, 6)).isEqualTo(new PutResult.Applied());
    assertThat(store.get(KEY)).isEqualTo(new Lookup.Removed(6));
    assertThat(network.isQuiet()).isTrue();
  }

  @Test
  void aRefusalAfterALostAnswerProvesNothing() {
    calm.put(view(KEY, 1));
    network.loseAnswer(PutItemRequest.class, () -> calm.put(view(KEY, 9)));
    assertThatExceptionOfType(OutcomeUnknown.class).isThrownBy(() -> store.put(view(KEY, 5)));
    assertThat(store.put(view(KEY, 5))).isEqualTo(new PutResult.Stale(9));
  }

  @Test
  void aLostRegistrationIsFoundAgain() {
    network.loseAnswer(PutItemRequest.class, () -> {});
    assertThat(store.put(view(KEY, 1))).isEqualTo(new PutResult.Applied());
    assertThat(calm.get(KEY)).isEqualTo(new Lookup.Present(view(KEY, 1)));
  }

  @Test
  void throttledRequestsAreSentAgain() {
    network.throttle(PutItemRequest.class, 4);
    network.throttle(BatchGetItemRequest.class, 3);
    assertThat(store.put(view(KEY, 1))).isEqualTo(new PutResult.Applied());
    network.throttle(TransactWriteItemsRequest.class, 3);
    assertThat(store.alias("a", "c")).isEmpty();
    network.throttle(QueryRequest.class, 2);
    assertThat(store.aliases()).containsEntry("a", "c");
    assertThat(network.isQuiet()).isTrue();
  }

  @Test
  void whatIsThrottledForGoodIsNotApplied() {
    calm.put(view(KEY, 1));
    network.throttle(PutItemRequest.class, 1_000_000);
    try (DynamoViewStore hurried =
        DynamoViewStore.open(
            troubled, DynamoConfig.of(realm).withTimeout(Duration.ofMillis(600)))) {
      assertThatExceptionOfType(StoreUnavailable.class).isThrownBy(() -> hurried.put(view(KEY, 2)));
    }
    assertThat(calm.get(KEY)).isEqualTo(new Lookup.Present(view(KEY, 1)));
  }

  @Test
  void aSwitchOfAnAliasIsAppliedOnceThoughItsAnswerIsLost() {
    calm.put(view(KEY, 1));
    network.loseAnswer(TransactWriteItemsRequest.class, () -> {});
    assertThat(store.alias("a", "c")).isEmpty();
    network.loseAnswer(TransactWriteItemsRequest.class, () -> {});
    assertThat(store.alias("a", "d")).isEqualTo(Optional.of("c"));
    assertThat(calm.drop("d")).isEqualTo(new DropResult.StillAliased(Set.of("a")));
    network.loseAnswer(TransactWriteItemsRequest.class, () -> {});
    assertThat(store.unalias("a")).isTrue();
    network.loseAnswer(TransactWriteItemsRequest.class, () -> {});
    assertThat(store.drop("c")).isEqualTo(new DropResult.Dropped());
    assertThat(calm.drop("d")).isEqualTo(new DropResult.Dropped());
    assertThat(network.isQuiet()).isTrue();
  }

  @Test
  void aSavedCursorDoesNotConflictWithItself() {
    Cursor one = new Cursor("1");
    network.loseAnswer(PutItemRequest.class, () -> {});
    assertThat(store.save("p", 0, Cursor.START, one)).isEqualTo(new SaveResult.Saved());
    network.loseAnswer(
        PutItemRequest.class, () -> calm.save("p", 0, new Cursor("2"), new Cursor("3")));
    assertThatExceptionOfType(OutcomeUnknown.class)
        .isThrownBy(() -> store.save("p", 0, one, new Cursor("2")));
    assertThat(calm.cursor("p", 0)).isEqualTo(new Cursor("3"));
  }

  @Test
  void nothingIsAcknowledgedThatADropHasErased() {
    store.put(view(KEY, 1));
    network.before(PutItemRequest.class, () -> calm.drop("c"));
    assertThat(store.put(view(KEY, 2))).isEqualTo(new PutResult.Applied());
    assertThat(calm.get(KEY)).isEqualTo(new Lookup.Present(view(KEY, 2)));
    network.before(PutItemRequest.class, () -> calm.drop("c"));
    assertThat(store.putAll(List.of(view(KEY, 1), view(OTHER, 1))))
        .isEqualTo(List.of(new PutResult.Applied(), new PutResult.Applied()));
    assertThat(calm.get(KEY)).isEqualTo(new Lookup.Present(view(KEY, 1)));
    assertThat(calm.get(OTHER)).isEqualTo(new Lookup.Present(view(OTHER, 1)));
  }

  @Test
  void aDropErasesMoreThanOnePage() {
    List<View> many = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      many.add(view(new ViewKey("c", "v" + i), 1));
    }
    assertThat(store.putAll(many)).allMatch(PutResult.Applied.class::isInstance);
    calm.put(view(new ViewKey("kept", "1"), 1));
    assertThat(store.drop("c")).isEqualTo(new DropResult.Dropped());
    assertThat(itemsOf("v")).isZero();
    assertThat(calm.get(new ViewKey("kept", "1"))).isInstanceOf(Lookup.Present.class);
  }

  private long itemsOf(String prefix) {
    return calmClient
        .scanPaginator(ScanRequest.builder().tableName("assay-views").build())
        .items()
        .stream()
        .filter(item -> ItemKey.of(item).sk().matches(prefix + "[0-9]+"))
        .count();
  }

  @Test
  void aRealmOfManyNamesIsDropped() {
    List<View> many = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      many.add(view(new ViewKey("c" + i, "1"), 1));
    }
    store.putAll(many);
    store.alias("a", "c0");
    store.save("p", 0, Cursor.START, new Cursor("1"));
    store.dropRealm();
    assertThat(calm.aliases()).isEmpty();
    assertThat(calm.cursor("p", 0)).isEqualTo(Cursor.START);
    assertThat(many).allMatch(view -> calm.resolve(view.key().collection()).isEmpty());
    assertThat(calm.get(new ViewKey("c0", "1"))).isEqualTo(new Lookup.Absent());
  }

  @Test
  void theLargestDocumentFitsBesideTheLongestId() {
    long limit = store.declaration().limits().get(Limit.DOCUMENT_BYTES);
    ViewKey key = new ViewKey("c", "\uD83D\uDE00".repeat(200));
    String text = "x".repeat((int) limit - "{\"t\":\"\"}".length());
    View view = new View(key, Long.MAX_VALUE, JsonObject.EMPTY.with("t", text));
    List<PutOutcome> outcomes = store.putAll(List.of(view));
    assertThat(outcomes).containsExactly(new PutResult.Applied());
    assertThat(calm.get(key)).isEqualTo(new Lookup.Present(view));
  }

  private static View view(ViewKey key, long revision) {
    return new View(key, revision, JsonObject.EMPTY.with("revision", revision));
  }

  /** Stands between the store and the server. */
  private static final class Network implements ExecutionInterceptor {

    private final Queue<Trouble> troubles = new ConcurrentLinkedQueue<>();

    void throttle(Class<? extends SdkRequest> request, int times) {
      for (int i = 0; i < Math.min(times, 10_000); i++) {
        troubles.add(new Trouble(request, Kind.THROTTLED, () -> {}));
      }
    }

    /** Loses the next answer to a request, after something else has happened. */
    void loseAnswer(Class<? extends SdkRequest> request, Runnable meanwhile) {
      troubles.add(new Trouble(request, Kind.LOST, meanwhile));
    }

    /** Does something before the next request is sent. */
    void before(Class<? extends SdkRequest> request, Runnable first) {
      troubles.add(new Trouble(request, Kind.DELAYED, first));
    }

    boolean isQuiet() {
      return troubles.isEmpty();
    }

    private Optional<Trouble> next(SdkRequest request, boolean answered) {
      Optional<Trouble> next =
          troubles.stream()
              .filter(trouble -> trouble.request.isInstance(request))
              .filter(trouble -> answered == (trouble.kind == Kind.LOST))
              .findFirst();
      return next.filter(troubles::remove);
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
      next(context.request(), false)
          .ifPresent(
              trouble -> {
                trouble.meanwhile.run();
                if (trouble.kind == Kind.THROTTLED) {
                  throw throttled();
                }
              });
    }

    @Override
    public void afterTransmission(
        Context.AfterTransmission context, ExecutionAttributes attributes) {
      next(context.request(), true)
          .ifPresent(
              trouble -> {
                trouble.meanwhile.run();
                throw SdkClientException.create("lost", new IOException("lost"));
              });
    }

    private static RuntimeException throttled() {
      return DynamoDbException.builder()
          .statusCode(400)
          .awsErrorDetails(AwsErrorDetails.builder().errorCode("ThrottlingException").build())
          .build();
    }
  }

  private enum Kind {
    THROTTLED,
    LOST,
    DELAYED
  }

  private record Trouble(Class<? extends SdkRequest> request, Kind kind, Runnable meanwhile) {}
}
