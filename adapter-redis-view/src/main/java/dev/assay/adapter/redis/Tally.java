package dev.assay.adapter.redis;

import dev.assay.spi.Cost;
import dev.assay.spi.view.ViewKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts the server's memory, which is what a view costs there. Thread-safe.
 *
 * <p>Of each write that was applied, it counts what the view or the tombstone takes up from then
 * on, as the server tells it, keys included; what the one before took up is not counted off. The
 * least is the document, the ids, and eight bytes of revision. There is no formula: what the server
 * needs besides depends on its version and its allocator.
 */
final class Tally {

  static final String MEMORY = "bytes of memory";

  private static final Cost NOTHING = new Cost(OptionalDouble.of(0), 0, OptionalDouble.empty(), 0);

  private Cost memory = NOTHING;

  synchronized SortedMap<String, Cost> costs() {
    return new TreeMap<>(Map.of(MEMORY, memory));
  }

  /**
   * Counts a write.
   *
   * @param told the bytes as the server told them; empty if it did not
   */
  synchronized void written(ViewRow row, String told) {
    OptionalDouble bytes =
        told.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(told));
    memory = memory.plus(new Cost(bytes, 0, OptionalDouble.empty(), least(row)));
  }

  private static double least(ViewRow row) {
    ViewKey key = row.key();
    return bytes(key.collection()) + bytes(key.id()) + Long.BYTES + bytes(row.document());
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
