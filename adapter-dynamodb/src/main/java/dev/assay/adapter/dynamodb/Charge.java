package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.ItemSize.Unit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * What a request should be charged by the published formula, as far as the client knows the items:
 * of an item that is updated it knows the key and what is set, of one that is deleted, replaced or
 * checked only the key or the new content.
 *
 * @param reads the read units
 * @param writes the write units
 */
record Charge(double reads, double writes) {

  static final Charge NOTHING = new Charge(0, 0);

  boolean isRead() {
    return writes == 0;
  }

  static Charge get(GetItemResponse answer, boolean consistent) {
    long units = answer.hasItem() ? Unit.READ.of(ItemSize.of(answer.item())) : 1;
    return reading(units, consistent);
  }

  static Charge batchGet(BatchGetItemRequest request, BatchGetItemResponse answer) {
    long asked = request.requestItems().values().stream().mapToLong(k -> k.keys().size()).sum();
    long left = answer.unprocessedKeys().values().stream().mapToLong(k -> k.keys().size()).sum();
    long found = answer.responses().values().stream().mapToLong(Collection::size).sum();
    long units =
        answer.responses().values().stream()
            .flatMap(Collection::stream)
            .mapToLong(item -> Unit.READ.of(ItemSize.of(item)))
            .sum();
    // One that is not there costs as much as the smallest.
    return reading(units + asked - left - found, true);
  }

  static Charge query(QueryResponse answer, boolean consistent) {
    long bytes = answer.items().stream().mapToLong(ItemSize::of).sum();
    long units = Unit.READ.of(bytes);
    return reading(units, consistent);
  }

  static Charge put(Map<String, AttributeValue> item) {
    return writing(Unit.WRITE.of(ItemSize.of(item)));
  }

  static Charge update(Map<String, AttributeValue> key, Map<String, AttributeValue> values) {
    return writing(updated(key, values));
  }

  static Charge delete(Map<String, AttributeValue> key) {
    return put(key);
  }

  static Charge batchWrite(BatchWriteItemRequest request, BatchWriteItemResponse answer) {
    long left = units(answer.unprocessedItems());
    return writing(units(request.requestItems()) - left);
  }

  private static long units(Map<String, List<WriteRequest>> writes) {
    return writes.values().stream().flatMap(List::stream).mapToLong(Charge::units).sum();
  }

  private static long units(WriteRequest write) {
    return write.putRequest() == null ? 1 : Unit.WRITE.of(ItemSize.of(write.putRequest().item()));
  }

  static Charge transact(TransactWriteItemsRequest request) {
    return writing(2 * request.transactItems().stream().mapToLong(Charge::units).sum());
  }

  private static long units(TransactWriteItem action) {
    if (action.put() != null) {
      return Unit.WRITE.of(ItemSize.of(action.put().item()));
    }
    return action.update() == null
        ? 1
        : updated(action.update().key(), action.update().expressionAttributeValues());
  }

  private static long updated(Map<String, AttributeValue> key, Map<String, AttributeValue> values) {
    return Unit.WRITE.of(ItemSize.of(key) + ItemSize.of(values));
  }

  // An eventually consistent read costs half as much.
  private static Charge reading(long units, boolean consistent) {
    return new Charge(consistent ? (double) units : units / 2.0, 0);
  }

  private static Charge writing(long units) {
    return new Charge(0, (double) units);
  }
}
