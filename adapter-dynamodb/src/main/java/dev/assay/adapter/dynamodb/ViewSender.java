package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.DynamoFailure.Kind;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreUnavailable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * Sends writes to the table of views, again where the server was busy or its answer was lost, and
 * remembers whether an answer was lost. Thread-safe.
 */
final class ViewSender {

  private final Dynamo dynamo;
  private final String table;

  ViewSender(Dynamo dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  Dynamo dynamo() {
    return dynamo;
  }

  String table() {
    return table;
  }

  static String newId() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  /**
   * Sends a put of an item under a condition.
   *
   * @param item makes the item anew for each sending
   */
  Sent put(
      String what,
      Function<Integer, Map<String, AttributeValue>> item,
      Condition condition,
      Deadline deadline) {
    int[] sendings = {0};
    return send(
        what,
        deadline,
        end ->
            dynamo.put(
                PutItemRequest.builder()
                    .tableName(table)
                    .item(item.apply(sendings[0]++))
                    .conditionExpression(condition.text())
                    .expressionAttributeNames(condition.names())
                    .expressionAttributeValues(
                        condition.values().isEmpty() ? null : condition.values())
                    .returnValuesOnConditionCheckFailure(
                        ReturnValuesOnConditionCheckFailure.ALL_OLD),
                end));
  }

  /** Sends a transaction; the server applies it once, however often it arrives. */
  Sent transact(String what, Collection<TransactWriteItem> actions, Deadline deadline) {
    String token = newId();
    return send(
        what,
        deadline,
        end ->
            dynamo.transact(
                TransactWriteItemsRequest.builder()
                    .clientRequestToken(token)
                    .transactItems(actions),
                end));
  }

  private Sent send(String what, Deadline deadline, Consumer<Deadline> once) {
    Backoff backoff = new Backoff();
    Optional<DynamoFailure> lost = Optional.empty();
    while (true) {
      try {
        dynamo.checkOpen();
        once.accept(deadline.share());
        return new Sent(what, Optional.empty(), lost);
      } catch (DynamoFailure e) {
        if (e.is(Kind.CONDITION)) {
          return new Sent(what, Optional.of(e), lost);
        }
        lost = e.is(Kind.UNKNOWN) ? Optional.of(e) : lost;
        boolean again = e.is(Kind.UNKNOWN) || e.is(Kind.BUSY);
        if (!again || !dynamo.pause(backoff, deadline)) {
          throw lost.isPresent()
              ? DynamoErrors.unknown(what, lost.get())
              : DynamoErrors.notApplied(what, e);
        }
      } catch (StoreClosed | StoreUnavailable e) {
        if (lost.isPresent()) {
          throw DynamoErrors.unknown(what, lost.get());
        }
        throw e;
      }
    }
  }

  /** Reads all items of one partition, page by page. */
  void query(
      String what,
      QueryRequest.Builder request,
      Deadline deadline,
      Consumer<List<Map<String, AttributeValue>>> pages) {
    Map<String, AttributeValue> from = Map.of();
    do {
      request.exclusiveStartKey(from.isEmpty() ? null : from);
      QueryResponse page = dynamo.read(what, deadline, end -> dynamo.query(request, end));
      pages.accept(page.items());
      from = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : Map.of();
    } while (!from.isEmpty());
  }

  /** Begins a consistent query of one partition. */
  QueryRequest.Builder partition(String pk) {
    return QueryRequest.builder()
        .tableName(table)
        .consistentRead(true)
        .keyConditionExpression("#pk = :pk")
        .expressionAttributeNames(Map.of("#pk", ItemKey.PK))
        .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(pk)));
  }

  /**
   * What became of a write that was answered.
   *
   * @param what the call, for a person
   * @param refusal the answer if its condition did not hold
   * @param lost why an earlier sending got no answer
   */
  record Sent(String what, Optional<DynamoFailure> refusal, Optional<DynamoFailure> lost) {

    boolean isApplied() {
      return refusal.isEmpty();
    }

    /** Returns the item that the condition of a put met. */
    Map<String, AttributeValue> met() {
      return refusal.map(DynamoFailure::met).orElse(Map.of());
    }

    /**
     * Allows a refusal as the answer of the call.
     *
     * @throws OutcomeUnknown if an earlier sending may have been applied
     */
    void refuse() {
      lost.ifPresent(
          failure -> {
            throw DynamoErrors.unknown(what, failure);
          });
    }
  }
}
