package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.Content.Counter;
import dev.assay.adapter.dynamodb.DynamoCodec.Item;
import dev.assay.adapter.dynamodb.DynamoFailure.Kind;
import dev.assay.spi.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * The item that a realm is known by.
 *
 * @param content the name of the realm's present content
 * @param partitions the number of feed partitions, fixed when the realm was made
 * @param drops how often the realm was dropped
 */
record RealmItem(String content, int partitions, long drops) {

  static final String DROPS = "drops";
  private static final String PARTITIONS = "partitions";

  private static RealmItem of(Item item) {
    return new RealmItem(
        item.text(Counter.CONTENT), (int) item.number(PARTITIONS), item.number(DROPS));
  }

  static String newContent() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 20);
  }

  static Optional<RealmItem> find(Dynamo dynamo, String table, RealmKeys realm, Deadline deadline) {
    ItemKey key = realm.realmItem();
    Map<String, AttributeValue> found =
        dynamo.getAll("The look for the realm", table, List.of(key), deadline).get(key);
    return Optional.ofNullable(found).map(Item::new).map(RealmItem::of);
  }

  /** Finds the realm, or makes it; of several processes that do so at once, one makes it. */
  static RealmItem findOrMake(
      Dynamo dynamo, String table, RealmKeys realm, int partitions, Deadline deadline) {
    Backoff backoff = new Backoff();
    while (true) {
      Optional<RealmItem> found = find(dynamo, table, realm, deadline);
      if (found.isPresent()) {
        return found.get();
      }
      RealmItem made = new RealmItem(newContent(), partitions, 0);
      try {
        dynamo.transact(made.creation(table, realm), deadline.share());
        return made;
      } catch (DynamoFailure e) {
        if (e.is(Kind.REFUSED) || e.is(Kind.NOT_SENT)) {
          throw DynamoErrors.notApplied("The creation of the realm", e);
        }
      }
      if (!dynamo.pause(backoff, deadline)) {
        throw new StoreUnavailable("The realm could not be made within the time budget", null);
      }
    }
  }

  private TransactWriteItemsRequest.Builder creation(String table, RealmKeys realm) {
    List<TransactWriteItem> items = new ArrayList<>();
    Map<String, AttributeValue> item = DynamoCodec.item(realm.realmItem());
    item.put(Counter.CONTENT, DynamoCodec.text(content));
    item.put(PARTITIONS, DynamoCodec.number(partitions));
    item.put(DROPS, DynamoCodec.number(drops));
    items.add(put(table, item));
    for (int partition = 0; partition < partitions; partition++) {
      items.add(put(table, counter(realm.counter(partition))));
    }
    items.add(put(table, counter(realm.log())));
    return TransactWriteItemsRequest.builder().transactItems(items);
  }

  private Map<String, AttributeValue> counter(ItemKey key) {
    Map<String, AttributeValue> item = DynamoCodec.item(key);
    item.put(Counter.CONTENT, DynamoCodec.text(content));
    item.put(Counter.FIRST, DynamoCodec.number(0));
    item.put(Counter.LAST, DynamoCodec.number(0));
    return item;
  }

  private static TransactWriteItem put(String table, Map<String, AttributeValue> item) {
    Expression absent = new Expression("attribute_not_exists(#pk)");
    return TransactWriteItem.builder()
        .put(
            Put.builder()
                .tableName(table)
                .item(item)
                .conditionExpression(absent.text())
                .expressionAttributeNames(absent.names(""))
                .build())
        .build();
  }
}
