package dev.assay.adapter.dynamodb;

import dev.assay.spi.CorruptStore;
import dev.assay.spi.NameTaken;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a name stands for.
 *
 * @param name the name
 * @param generation the generation of the collection that it leads to; never used twice
 * @param attempt the write that gave the name this meaning
 * @param target the collection behind an alias; empty for a collection
 * @param aliased how many aliases stand for the collection; 0 for an alias
 */
record ViewName(
    String name, String generation, String attempt, Optional<String> target, long aliased) {

  static final String GENERATION = "generation";
  static final String ATTEMPT = "attempt";
  static final String TARGET = "target";
  static final String ALIASED = "aliased";

  static ViewName collection(String name, String generation, long aliased) {
    return new ViewName(name, generation, generation, Optional.empty(), aliased);
  }

  static ViewName alias(String name, ViewName collection, String attempt) {
    return new ViewName(name, collection.generation, attempt, Optional.of(collection.name), 0);
  }

  /** Reads an item that may be missing. */
  static Optional<ViewName> of(@Nullable Map<String, AttributeValue> item) {
    return item == null || item.isEmpty() ? Optional.empty() : Optional.of(read(item));
  }

  private static ViewName read(Map<String, AttributeValue> item) {
    try {
      AttributeValue target = item.get(TARGET);
      return new ViewName(
          ViewItem.text(item, ItemKey.SK),
          ViewItem.text(item, GENERATION),
          ViewItem.text(item, ATTEMPT),
          target == null ? Optional.empty() : Optional.of(target.s()),
          Long.parseLong(ViewItem.value(item, ALIASED).n()));
    } catch (RuntimeException e) {
      throw new CorruptStore("the item " + ItemKey.of(item), "it is not a name", e);
    }
  }

  Map<String, AttributeValue> item(ItemKey key) {
    Map<String, AttributeValue> item = new HashMap<>(key.toMap());
    item.put(GENERATION, AttributeValue.fromS(generation));
    item.put(ATTEMPT, AttributeValue.fromS(attempt));
    item.put(ALIASED, AttributeValue.fromN(Long.toString(aliased)));
    target.ifPresent(collection -> item.put(TARGET, AttributeValue.fromS(collection)));
    return item;
  }

  boolean isAlias() {
    return target.isPresent();
  }

  /** Tells whether the name still means what it meant. */
  boolean isStill(ViewName other) {
    return attempt.equals(other.attempt);
  }

  /**
   * Returns this if it is a collection.
   *
   * @throws NameTaken if it is an alias
   */
  ViewName asCollection() {
    if (isAlias()) {
      throw new NameTaken(name, "'%s' is an alias; use the collection itself".formatted(name));
    }
    return this;
  }
}
