package dev.assay.adapter.dynamodb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Answers stay true through what the local server never does by itself. */
@Timeout(120)
class TroublesTest {

  private static final Class<?> COMMIT = TransactWriteItemsRequest.class;

  private final Troubles troubles = new Troubles();
  private final DynamoDbClient client = TestServer.client(troubles);
  private final Realm realm = TestServer.freshRealm();
  private final StreamId stream = new StreamId("account", "42");
  private final DynamoEventStore store = open(Duration.ofSeconds(10));

  private DynamoEventStore open(Duration timeout) {
    return DynamoEventStore.open(
        client, DynamoConfig.of(realm).withTimeout(timeout).withPartitions(1));
  }

  @AfterEach
  void close() {
    store.close();
    client.close();
  }

  @Test
  void triesAgainWhenTheServerIsBusy() {
    troubles
        .before(COMMIT, error("ThrottlingException", 400))
        .before(COMMIT, error("ProvisionedThroughputExceededException", 400))
        .before(COMMIT, cancelled("TransactionConflict"))
        .before(COMMIT, cancelled("ThrottlingError"))
        .before(COMMIT, cancelled("ProvisionedThroughputExceeded"))
        .before(BatchGetItemRequest.class, error("RequestLimitExceeded", 400));
    assertThat(store.commit(commit("r", 1))).isInstanceOf(CommitResult.Committed.class);
    assertThat(troubles.left()).isZero();
    assertOnce("r");
  }

  @Test
  void saysThatNothingWasAppliedWhenTheServerStaysBusy() {
    try (DynamoEventStore hasty = open(Duration.ofMillis(400))) {
      for (int i = 0; i < 200; i++) {
        troubles.before(COMMIT, cancelled("TransactionConflict"));
      }
      assertThatThrownBy(() -> hasty.commit(commit("r", 1))).isInstanceOf(StoreUnavailable.class);
    }
    assertThat(feed()).isEmpty();
  }

  @Test
  void findsWhatWasAppliedWhenTheAnswerIsLost() {
    troubles.loseAnswer(COMMIT).loseAnswer(COMMIT);
    assertThat(store.commit(commit("r", 1))).isInstanceOf(CommitResult.Committed.class);
    assertThat(troubles.left()).isZero();
    assertOnce("r");
  }

  @Test
  void sendsAgainWhenTheServerFailed() {
    troubles.before(COMMIT, error("InternalServerError", 500)).before(COMMIT, Troubles.lost());
    assertThat(store.commit(commit("r", 1))).isInstanceOf(CommitResult.Committed.class);
    assertOnce("r");
  }

  @Test
  void fencesAnAttemptBeforeItIsRefused() {
    Claim key = new Claim("email", "a@b.c");
    AtomicReference<TransactWriteItemsRequest> late = new AtomicReference<>();
    StreamId other = new StreamId("account", "43");
    // The claim is taken behind the store's back, without moving the counter.
    troubles.before(
        COMMIT,
        request -> {
          late.set((TransactWriteItemsRequest) request);
          take((TransactWriteItemsRequest) request, key, other);
          return Troubles.lost();
        });
    Commit commit =
        Commit.to(stream, new RequestId("r")).event("opened", JsonObject.EMPTY).claim(key).build();
    assertThat(store.commit(commit)).isEqualTo(new CommitResult.ClaimTaken(key, other));
    free(requireNonNull(late.get()), key);
    deliver(requireNonNull(late.get()));
    assertThat(feed()).isEmpty();
    assertThat(store.receipt(stream, new RequestId("r"))).isEmpty();
    assertThat(store.commit(commit)).isInstanceOf(CommitResult.Committed.class);
    assertOnce("r");
  }

  @Test
  void appliesARequestOnceWhenItsFirstAttemptComesLate() {
    AtomicReference<TransactWriteItemsRequest> late = new AtomicReference<>();
    try (DynamoEventStore hasty = open(Duration.ofMillis(400))) {
      for (int i = 0; i < 200; i++) {
        troubles.before(
            COMMIT,
            request -> {
              late.set((TransactWriteItemsRequest) request);
              return Troubles.lost();
            });
      }
      assertThatThrownBy(() -> hasty.commit(commit("r", 1))).isInstanceOf(OutcomeUnknown.class);
    }
    try (DynamoDbClient untroubled = TestServer.client();
        DynamoEventStore fresh =
            DynamoEventStore.open(untroubled, DynamoConfig.of(realm).withPartitions(1))) {
      assertThat(fresh.commit(commit("r", 1))).isInstanceOf(CommitResult.Committed.class);
      deliver(requireNonNull(late.get()));
      assertThat(fresh.feed(0, Cursor.START, 10, Duration.ZERO).commits()).hasSize(1);
      assertThat(fresh.read(stream, 1, 10, Direction.FORWARD).head()).isEqualTo(1);
    }
  }

  @Test
  void judgesEachCommitOfAGroupByItself() {
    List<Commit> list =
        List.of(
            commit("a", 1),
            commit("b", 1, ExpectedVersion.exactly(7)),
            commit("a", 1),
            commit("c", 2, ExpectedVersion.exactly(1)));
    List<CommitOutcome> outcomes = store.commitAll(list);
    assertThat(outcomes.get(0)).isInstanceOf(CommitResult.Committed.class);
    assertThat(outcomes.get(1)).isEqualTo(new CommitResult.VersionConflict(1));
    assertThat(outcomes.get(2))
        .isEqualTo(
            new CommitResult.Duplicate(((CommitResult.Committed) outcomes.get(0)).receipt()));
    assertThat(outcomes.get(3)).isInstanceOf(CommitResult.Committed.class);
    assertThat(store.read(stream, 1, 10, Direction.FORWARD).head()).isEqualTo(3);
    assertThat(feed()).hasSize(2);
  }

  @Test
  void judgesARequestThatStandsTwiceInAGroupInItsOrder() {
    List<Commit> list =
        List.of(
            commit("r", 0, ExpectedVersion.exactly(1)),
            commit("r", 0, ExpectedVersion.exactly(2)),
            commit("r", 0),
            commit("r", 0, ExpectedVersion.exactly(3)),
            commit("s", 1));
    List<CommitOutcome> outcomes = store.commitAll(list);
    assertThat(outcomes.subList(0, 2)).containsOnly(new CommitResult.VersionConflict(0));
    assertThat(outcomes.get(2)).isInstanceOf(CommitResult.Committed.class);
    assertThat(outcomes.get(3))
        .isEqualTo(
            new CommitResult.Duplicate(((CommitResult.Committed) outcomes.get(2)).receipt()));
    assertThat(outcomes.get(4)).isInstanceOf(CommitResult.Committed.class);
    assertThat(feed()).hasSize(2);
  }

  @Test
  void asksAgainForWhatTheServerLeftOut() {
    store.commit(commit("r", 1));
    troubles.answer(
        BatchGetItemRequest.class,
        answer -> {
          BatchGetItemResponse whole = (BatchGetItemResponse) answer;
          String table = whole.responses().keySet().iterator().next();
          List<Map<String, AttributeValue>> all = requireNonNull(whole.responses().get(table));
          Map<String, AttributeValue> left = all.get(0);
          List<Map<String, AttributeValue>> rest = new ArrayList<>(all);
          rest.remove(left);
          return whole.toBuilder()
              .responses(Map.of(table, rest))
              .unprocessedKeys(
                  Map.of(
                      table,
                      KeysAndAttributes.builder()
                          .keys(List.of(ItemKey.of(left).toMap()))
                          .consistentRead(true)
                          .build()))
              .build();
        });
    assertThat(store.receipt(stream, new RequestId("r"))).isPresent();
    assertThat(troubles.left()).isZero();
  }

  @Test
  void erasesWhatTheServerLeftUnprocessed() {
    store.commit(commit("r", 3));
    troubles.before(BatchWriteItemRequest.class, error("ThrottlingException", 400));
    // The server says that it left something out; erasing it once more does no harm.
    Map<String, List<WriteRequest>> rest =
        Map.of(
            "assay-events",
            List.of(StreamCutter.delete(new ItemKey("s/none/account/42", "v/none"))));
    troubles.answer(
        BatchWriteItemRequest.class,
        answer -> ((BatchWriteItemResponse) answer).toBuilder().unprocessedItems(rest).build());
    assertThat(store.truncate(stream, 100)).isEqualTo(4);
    assertThat(troubles.left()).isZero();
    assertThat(feed().get(0).truncated()).isTrue();
  }

  @Test
  void countsACallOnceWhoseAnswersAreLost() {
    Request request = new Request(stream, new RequestId("r"), "s", JsonObject.EMPTY);
    troubles.loseAnswer(COMMIT);
    troubles.loseAnswer(UpdateItemRequest.class);
    assertThat(store.record(request).received()).isEqualTo(1);
    troubles.loseAnswer(PutItemRequest.class);
    assertThat(store.record(request).received()).isEqualTo(2);
    assertThat(store.find(stream, new RequestId("r")).orElseThrow().received()).isEqualTo(2);
    assertThat(troubles.left()).isZero();
  }

  @Test
  void neverCountsACallTwiceHoweverManyCameSinceItsAnswerWasLost() {
    Request request = new Request(stream, new RequestId("r"), "s", JsonObject.EMPTY);
    store.record(request);
    try (DynamoDbClient untroubled = TestServer.client();
        DynamoEventStore other =
            DynamoEventStore.open(untroubled, DynamoConfig.of(realm).withPartitions(1))) {
      troubles.before(
          PutItemRequest.class,
          sent -> {
            untroubled.putItem((PutItemRequest) sent);
            IntStream.range(0, 20).forEach(i -> other.record(request));
            return Troubles.lost();
          });
      assertThatThrownBy(() -> store.record(request)).isInstanceOf(OutcomeUnknown.class);
      assertThat(other.record(request).received()).isEqualTo(23);
      troubles.answer(
          PutItemRequest.class,
          answer -> {
            IntStream.range(0, 20).forEach(i -> other.record(request));
            return answer;
          });
      assertThat(store.record(request).received()).isEqualTo(44);
      assertThat(troubles.left()).isZero();
    }
  }

  @Test
  void dropsOnceWhenTheAnswerIsLost() {
    store.commit(commit("r", 1));
    Cursor end = store.feedEnd(0);
    troubles.loseAnswer(COMMIT);
    store.dropRealm();
    assertThat(feed()).isEmpty();
    assertThat(store.commit(commit("r", 1))).isInstanceOf(CommitResult.Committed.class);
    assertThat(store.feed(0, end, 10, Duration.ZERO).commits()).hasSize(1);
  }

  @Test
  void takesTheLargestJointCommit() {
    List<Commit> commits =
        IntStream.range(0, 15)
            .mapToObj(
                i -> {
                  Commit.Builder one =
                      Commit.to(new StreamId("account", "j" + i), new RequestId("r"))
                          .event("opened", JsonObject.EMPTY);
                  IntStream.range(0, i < 10 ? 2 : 1)
                      .forEach(n -> one.claim(new Claim("key", i + "-" + n)));
                  return one.build();
                })
            .toList();
    try (DynamoDbClient untroubled = TestServer.client();
        DynamoEventStore wide =
            DynamoEventStore.open(
                untroubled, DynamoConfig.of(TestServer.freshRealm()).withPartitions(32))) {
      assertThat(wide.commitTogether(commits)).isInstanceOf(JointResult.Committed.class);
    }
  }

  private Commit commit(String request, int events) {
    return commit(request, events, ExpectedVersion.any());
  }

  private Commit commit(String request, int events, ExpectedVersion expected) {
    Commit.Builder commit = Commit.to(stream, new RequestId(request)).expecting(expected);
    IntStream.range(0, events).forEach(i -> commit.event("e", JsonObject.EMPTY.with("n", i)));
    return commit.build();
  }

  private List<RecordedCommit> feed() {
    return store.feed(0, Cursor.START, 100, Duration.ZERO).commits();
  }

  private void assertOnce(String request) {
    assertThat(feed().stream().map(one -> one.receipt().request().value())).containsOnly(request);
    assertThat(feed()).hasSize(1);
    assertThat(store.receipt(stream, new RequestId(request)))
        .isEqualTo(Optional.of(feed().get(0).receipt()));
  }

  private static String content(TransactWriteItemsRequest request) {
    return requireNonNull(
            request.transactItems().get(0).update().expressionAttributeValues().get(":content"))
        .s();
  }

  private static String table(TransactWriteItemsRequest request) {
    return request.transactItems().get(0).update().tableName();
  }

  private static void take(TransactWriteItemsRequest request, Claim key, StreamId holder) {
    Map<String, AttributeValue> item = DynamoCodec.item(new Keys(content(request)).claim(key));
    item.put(DynamoCodec.TYPE, DynamoCodec.text(holder.type()));
    item.put(DynamoCodec.ID, DynamoCodec.text(holder.id()));
    try (DynamoDbClient raw = TestServer.client()) {
      raw.putItem(put -> put.tableName(table(request)).item(item));
    }
  }

  private static void free(TransactWriteItemsRequest request, Claim key) {
    try (DynamoDbClient raw = TestServer.client()) {
      raw.deleteItem(
          delete ->
              delete.tableName(table(request)).key(new Keys(content(request)).claim(key).toMap()));
    }
  }

  /** Delivers what was held back; the server must refuse it. */
  private static void deliver(TransactWriteItemsRequest request) {
    try (DynamoDbClient raw = TestServer.client()) {
      assertThatThrownBy(() -> raw.transactWriteItems(request))
          .isInstanceOf(TransactionCanceledException.class);
    }
  }

  private static DynamoDbException error(String code, int status) {
    return (DynamoDbException)
        DynamoDbException.builder()
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
            .statusCode(status)
            .build();
  }

  private static TransactionCanceledException cancelled(String code) {
    return TransactionCanceledException.builder()
        .cancellationReasons(
            CancellationReason.builder().code("None").build(),
            CancellationReason.builder().code(code).build())
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode("TransactionCanceledException").build())
        .statusCode(400)
        .build();
  }
}
