package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.DynamoCodec.Item;
import dev.assay.spi.CorruptStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads items of the realm's present content. Each read takes the counter of a feed partition
 * along, which names the content, so that a handle notices at once that the realm was dropped by
 * another process. Thread-safe.
 */
final class Content {

  private final Dynamo dynamo;
  private final String table;
  private final RealmKeys realm;
  private volatile Keys guess;

  Content(Dynamo dynamo, String table, RealmKeys realm, String content) {
    this.dynamo = dynamo;
    this.table = table;
    this.realm = realm;
    this.guess = new Keys(content);
  }

  Dynamo dynamo() {
    return dynamo;
  }

  String table() {
    return table;
  }

  RealmKeys realm() {
    return realm;
  }

  /** Reads items beside the counter of one partition. */
  Snapshot read(
      String what,
      int partition,
      Function<Keys, ? extends Collection<ItemKey>> wanted,
      Deadline deadline) {
    return read(what, List.of(partition), wanted, deadline);
  }

  /** Reads items beside the counters of several partitions, all of one content. */
  Snapshot read(
      String what,
      Collection<Integer> partitions,
      Function<Keys, ? extends Collection<ItemKey>> wanted,
      Deadline deadline) {
    while (true) {
      Keys keys = guess;
      List<ItemKey> all = new ArrayList<>();
      partitions.forEach(partition -> all.add(realm.counter(partition)));
      all.addAll(wanted.apply(keys));
      Map<ItemKey, Map<String, AttributeValue>> found = dynamo.getAll(what, table, all, deadline);
      Map<Integer, Counter> counters = new LinkedHashMap<>();
      partitions.forEach(partition -> counters.put(partition, counter(partition, found)));
      Optional<Counter> other =
          counters.values().stream().filter(c -> !c.content().equals(keys.content())).findFirst();
      if (other.isEmpty()) {
        return new Snapshot(keys, counters, found);
      }
      guess = new Keys(other.get().content());
    }
  }

  private Counter counter(int partition, Map<ItemKey, Map<String, AttributeValue>> found) {
    ItemKey key = realm.counter(partition);
    Map<String, AttributeValue> item = found.get(key);
    if (item == null) {
      throw new CorruptStore(
          "the item " + key, "it is missing; was the table deleted and made again?", null);
    }
    return Counter.of(new Item(item));
  }

  /**
   * The counter of a feed partition.
   *
   * @param content the realm's content
   * @param first the last position of the content before
   * @param last the last position that was given out
   */
  record Counter(String content, long first, long last) {

    static final String CONTENT = "content";
    static final String FIRST = "first";
    static final String LAST = "last";

    static Counter of(Item item) {
      return new Counter(item.text(CONTENT), item.number(FIRST), item.number(LAST));
    }
  }

  /**
   * Items that were read together with counters of one content.
   *
   * @param keys the keys of that content
   * @param counters the counters by partition
   * @param items what was found
   */
  record Snapshot(
      Keys keys, Map<Integer, Counter> counters, Map<ItemKey, Map<String, AttributeValue>> items) {

    /** Copies what may be added to. */
    Snapshot {
      items = new HashMap<>(items);
    }

    Counter counter(int partition) {
      Counter counter = counters.get(partition);
      if (counter == null) {
        throw new IllegalStateException("the counter was not read");
      }
      return counter;
    }

    Optional<Item> item(ItemKey key) {
      return Optional.ofNullable(items.get(key)).map(Item::new);
    }
  }
}
