package dev.assay.adapter.dynamodb;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A generation that was dropped. It is kept in mind for an hour after its views were erased, and
 * they are erased once more then: a write that was under way during the drop may have come late.
 * DynamoDB refuses requests that were signed longer ago.
 *
 * @param generation the generation
 * @param at the second of the drop
 * @param next the first of its partitions that may hold views; {@link ViewKeys#BUCKETS} if none may
 */
record Dropped(String generation, long at, int next) {

  private static final long LATE_SECONDS = Duration.ofHours(1).toSeconds();

  private static final String AT = "at";
  private static final String NEXT = "next";

  static Dropped now(String generation) {
    return new Dropped(generation, Instant.now().getEpochSecond(), 0);
  }

  static Dropped of(Map<String, AttributeValue> item) {
    return new Dropped(
        ViewItem.text(item, ItemKey.SK),
        Long.parseLong(ViewItem.value(item, AT).n()),
        Integer.parseInt(ViewItem.value(item, NEXT).n()));
  }

  Map<String, AttributeValue> item(ViewKeys keys) {
    Map<String, AttributeValue> item = new HashMap<>(keys.dropped(generation).toMap());
    item.put(AT, AttributeValue.fromN(Long.toString(at)));
    item.put(NEXT, AttributeValue.fromN(Integer.toString(next)));
    return item;
  }

  Dropped erasedTo(int bucket) {
    return new Dropped(generation, at, bucket);
  }

  boolean isErased() {
    return next >= ViewKeys.BUCKETS;
  }

  /** Tells whether nothing can come late any more. */
  boolean isLongAgo() {
    return at < Instant.now().getEpochSecond() - LATE_SECONDS;
  }
}
