package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.Content.Counter;
import dev.assay.adapter.dynamodb.Content.Snapshot;
import dev.assay.adapter.dynamodb.DynamoCodec.Item;
import dev.assay.adapter.dynamodb.DynamoFailure.Kind;
import dev.assay.spi.CorruptStore;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Drops the realm: one transaction gives it a new content, in the realm item and in every counter,
 * so that no commit can be written into the old one any more. Then the old one is erased, by its
 * own feed, as far as the time budget reaches; what is left is listed and erased by the next drop
 * or the next handle that is opened.
 */
final class RealmDrop {

  private static final String WHAT = "The end of the realm";
  private static final String SUCCESSOR = "successor";
  private static final String FIRSTS = "firsts";

  private final Content content;
  private final int partitions;

  RealmDrop(Content content, int partitions) {
    this.content = content;
    this.partitions = partitions;
  }

  /** Gives the realm a new content. */
  void drop(Deadline deadline) {
    Backoff backoff = new Backoff();
    boolean doubt = false;
    @Nullable RealmItem before = null;
    while (true) {
      try {
        RealmItem now = realm(deadline);
        if (before != null && !before.content().equals(now.content())) {
          return;
        }
        before = now;
        content.dynamo().transact(transaction(now, deadline), deadline.share());
        return;
      } catch (DynamoFailure e) {
        doubt |= e.is(Kind.UNKNOWN);
        if (e.is(Kind.REFUSED) || e.is(Kind.NOT_SENT)) {
          throw told(doubt, DynamoErrors.notApplied(WHAT, e));
        }
      } catch (StoreUnavailable e) {
        throw told(doubt, e);
      }
      if (!content.dynamo().pause(backoff, deadline)) {
        throw told(doubt, new StoreUnavailable(WHAT + " was not applied within its time", null));
      }
    }
  }

  private static StoreException told(boolean doubt, StoreUnavailable error) {
    return doubt
        ? new OutcomeUnknown("The realm may have been dropped: no answer came in time", error)
        : error;
  }

  private RealmItem realm(Deadline deadline) {
    return RealmItem.find(content.dynamo(), content.table(), content.realm(), deadline)
        .orElseThrow(
            () ->
                new CorruptStore(
                    "the item " + content.realm().realmItem(), "the realm is missing", null));
  }

  private List<Long> firsts(Deadline deadline) {
    Snapshot counters = counters(deadline);
    return all().stream().map(partition -> counters.counter(partition).first()).toList();
  }

  private List<Integer> all() {
    return IntStream.range(0, partitions).boxed().toList();
  }

  private Snapshot counters(Deadline deadline) {
    return content.read(WHAT, all(), keys -> List.of(), deadline);
  }

  private TransactWriteItemsRequest.Builder transaction(RealmItem now, Deadline deadline) {
    String successor = RealmItem.newContent();
    List<TransactWriteItem> items = new ArrayList<>();
    String drops = Keys.padded(now.drops() + 1);
    items.add(
        update(
            content.realm().realmItem(),
            "SET #content = :new, #drops = #drops + :one",
            new Expression("#content = :old").with("one", 1),
            now,
            successor));
    for (int partition : all()) {
      items.add(
          update(
              content.realm().counter(partition),
              "SET #content = :new, #first = #last",
              new Expression("#content = :old"),
              now,
              successor));
    }
    items.add(
        update(
            content.realm().log(),
            "SET #content = :new",
            new Expression("#content = :old"),
            now,
            successor));
    Map<String, AttributeValue> dropped =
        DynamoCodec.item(new ItemKey(content.realm().dropped(), drops));
    dropped.put(Counter.CONTENT, DynamoCodec.text(now.content()));
    dropped.put(SUCCESSOR, DynamoCodec.text(successor));
    dropped.put(
        FIRSTS, AttributeValue.fromL(firsts(deadline).stream().map(DynamoCodec::number).toList()));
    items.add(
        TransactWriteItem.builder()
            .put(Put.builder().tableName(content.table()).item(dropped).build())
            .build());
    return TransactWriteItemsRequest.builder()
        .clientRequestToken(UUID.randomUUID().toString())
        .transactItems(items);
  }

  private TransactWriteItem update(
      ItemKey key, String update, Expression condition, RealmItem now, String successor) {
    condition.with("old", now.content()).with("new", successor);
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(content.table())
                .key(key.toMap())
                .updateExpression(update)
                .conditionExpression(condition.text())
                .expressionAttributeNames(condition.names(update))
                .expressionAttributeValues(condition.values())
                .build())
        .build();
  }

  /** Erases dropped contents until all are gone or the time is up; what is left waits. */
  void erase(Deadline deadline) {
    try {
      List<Item> dropped = new ArrayList<>();
      forEach(content.realm().dropped(), deadline, page -> dropped.addAll(page));
      for (int i = 0; i < dropped.size(); i++) {
        Item one = dropped.get(i);
        List<Long> lasts = i + 1 < dropped.size() ? longs(dropped.get(i + 1)) : firsts(deadline);
        if (!erase(one, lasts, deadline)
            || !delete(List.of(ItemKey.of(one.attributes())), deadline)) {
          return;
        }
      }
    } catch (StoreException | DynamoFailure e) {
      // The realm is dropped; what is left is listed, and erased the next time.
    }
  }

  private static List<Long> longs(Item item) {
    AttributeValue firsts = item.attributes().get(FIRSTS);
    return firsts == null
        ? List.of()
        : firsts.l().stream().map(value -> Long.parseLong(value.n())).toList();
  }

  private boolean erase(Item dropped, List<Long> lasts, Deadline deadline) {
    Keys keys = new Keys(dropped.text(Counter.CONTENT));
    List<Long> firsts = longs(dropped);
    for (int partition : all()) {
      long bucket = (firsts.get(partition) + 1) / Keys.BUCKET;
      for (; bucket <= lasts.get(partition) / Keys.BUCKET; bucket++) {
        String pk = keys.feedBucket(partition, bucket);
        if (!forEach(pk, deadline, page -> deleteCommits(keys, page, deadline))) {
          return false;
        }
      }
    }
    return forEach(keys.pending(), deadline, page -> deleteLogged(keys, page, deadline))
        && forEach(keys.answered(), deadline, page -> deleteLogged(keys, page, deadline));
  }

  private boolean deleteCommits(Keys keys, List<Item> page, Deadline deadline) {
    List<ItemKey> all = new ArrayList<>();
    for (Item item : page) {
      if (!item.has(DynamoCodec.VOID)) {
        StreamId stream = item.stream();
        all.add(keys.head(stream));
        all.add(keys.request(stream, new RequestId(item.text(DynamoCodec.REQUEST))));
        all.add(keys.commit(stream, item.number(DynamoCodec.AFTER)));
        for (Claim claim : item.claims(DynamoCodec.CLAIMS)) {
          all.add(keys.claim(claim));
        }
      }
    }
    // The places last: they lead to all the others.
    List<ItemKey> places = page.stream().map(item -> ItemKey.of(item.attributes())).toList();
    return delete(all, deadline) && delete(places, deadline);
  }

  private boolean deleteLogged(Keys keys, List<Item> page, Deadline deadline) {
    List<ItemKey> all = new ArrayList<>();
    for (Item item : page) {
      RequestId request = new RequestId(item.text(DynamoCodec.REQUEST));
      all.add(keys.logged(item.stream(), request));
      all.add(
          new ItemKey(
              keys.interaction(item.text(RequestTable.INTERACTION)), item.text(ItemKey.SK)));
    }
    List<ItemKey> entries = page.stream().map(item -> ItemKey.of(item.attributes())).toList();
    return delete(all, deadline) && delete(entries, deadline);
  }

  private boolean delete(List<ItemKey> keys, Deadline deadline) {
    List<WriteRequest> writes = keys.stream().distinct().map(StreamCutter::delete).toList();
    return content.dynamo().writeAll(content.table(), writes, deadline);
  }

  /** Hands over all items of a partition of the table, page by page, until told to stop. */
  private boolean forEach(String pk, Deadline deadline, Function<List<Item>, Boolean> reader) {
    Expression keys = new Expression("#pk = :pk").with("pk", pk);
    Map<String, AttributeValue> after = Map.of();
    do {
      Map<String, AttributeValue> start = after;
      QueryResponse page =
          content
              .dynamo()
              .read(
                  WHAT,
                  deadline,
                  end -> {
                    QueryRequest.Builder query =
                        QueryRequest.builder()
                            .tableName(content.table())
                            .consistentRead(true)
                            .keyConditionExpression(keys.text())
                            .expressionAttributeNames(keys.names(""))
                            .expressionAttributeValues(keys.values());
                    if (!start.isEmpty()) {
                      query.exclusiveStartKey(start);
                    }
                    return content.dynamo().query(query, end);
                  });
      if (!reader.apply(page.items().stream().map(Item::new).toList())) {
        return false;
      }
      after = page.lastEvaluatedKey();
    } while (!after.isEmpty());
    return !deadline.passed();
  }
}
