package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.DynamoCodec.Item;
import dev.assay.spi.event.StreamId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The head item of a stream.
 *
 * @param version the version of the last event
 * @param changes how often the item was written: every commit and every truncation condition on it;
 *     0 if it is not there
 * @param first the first version that truncation has left
 * @param lastAt the latest recorded time
 */
record Head(long version, long changes, long first, Instant lastAt) {

  static final String CHANGES = "changes";
  static final String FIRST = "first";
  private static final String VERSION = "version";
  private static final String LAST_AT = "lastAt";

  static final Head NONE = new Head(0, 0, 1, Instant.MIN);

  static Head of(Optional<Item> item) {
    return item.map(
            there ->
                new Head(
                    there.number(VERSION),
                    there.number(CHANGES),
                    there.number(FIRST),
                    there.time(LAST_AT)))
        .orElse(NONE);
  }

  Map<String, AttributeValue> item(ItemKey key, StreamId stream) {
    Map<String, AttributeValue> item = DynamoCodec.item(key);
    item.put(DynamoCodec.TYPE, DynamoCodec.text(stream.type()));
    item.put(DynamoCodec.ID, DynamoCodec.text(stream.id()));
    item.put(VERSION, DynamoCodec.number(version));
    item.put(CHANGES, DynamoCodec.number(changes));
    item.put(FIRST, DynamoCodec.number(first));
    item.put(LAST_AT, DynamoCodec.time(lastAt));
    return item;
  }

  /** Returns the condition that the item is still as this one was read. */
  Expression unchanged() {
    return changes == 0
        ? new Expression("attribute_not_exists(#pk)")
        : new Expression("#changes = :changes").with(CHANGES, changes);
  }
}
