package dev.assay.adapter.dynamodb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** The actions of which transactions on names are made. */
final class NameActions {

  private final String table;
  private final ViewKeys keys;

  NameActions(String table, ViewKeys keys) {
    this.table = table;
    this.keys = keys;
  }

  /** Gives a name a meaning in the place of the one it had. */
  TransactWriteItem put(ViewName name, Optional<ViewName> before) {
    Condition condition = before.map(NameActions::isStill).orElseGet(Condition::absent);
    return put(name.item(keys.name(name.name())), condition);
  }

  private TransactWriteItem put(Map<String, AttributeValue> item, Condition condition) {
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(table)
                .item(item)
                .conditionExpression(condition.text())
                .expressionAttributeNames(condition.names())
                .expressionAttributeValues(condition.values().isEmpty() ? null : condition.values())
                .build())
        .build();
  }

  /** Counts one alias more or less for a collection. */
  TransactWriteItem countAlias(ViewName collection, int more) {
    Condition condition = isStill(collection);
    Map<String, String> attributes = new HashMap<>(condition.names());
    attributes.put("#" + ViewName.ALIASED, ViewName.ALIASED);
    Map<String, AttributeValue> values = new HashMap<>(condition.values());
    values.put(":more", AttributeValue.fromN(Integer.toString(more)));
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(table)
                .key(keys.name(collection.name()).toMap())
                .updateExpression("ADD #%s :more".formatted(ViewName.ALIASED))
                .conditionExpression(condition.text())
                .expressionAttributeNames(attributes)
                .expressionAttributeValues(values)
                .build())
        .build();
  }

  TransactWriteItem delete(ViewName name) {
    return delete(keys.name(name.name()), isStill(name));
  }

  TransactWriteItem delete(ItemKey key, Condition condition) {
    return TransactWriteItem.builder()
        .delete(
            Delete.builder()
                .tableName(table)
                .key(key.toMap())
                .conditionExpression(condition.text())
                .expressionAttributeNames(condition.names())
                .expressionAttributeValues(condition.values())
                .build())
        .build();
  }

  /** Forgets a collection that has the given number of aliases, and has its views erased. */
  List<TransactWriteItem> drop(ViewName collection, long aliased) {
    Condition condition =
        isStill(collection)
            .and(Condition.is(ViewName.ALIASED, AttributeValue.fromN(Long.toString(aliased))));
    return List.of(
        delete(keys.name(collection.name()), condition),
        put(Dropped.now(collection.generation()).item(keys), Condition.absent()));
  }

  private static Condition isStill(ViewName name) {
    return Condition.is(ViewName.ATTEMPT, AttributeValue.fromS(name.attempt()));
  }
}
