package dev.assay.spi.view;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import java.util.Comparator;
import java.util.Optional;

/**
 * One criterion of an order. A document with several values at the path stands by its least value
 * (ascending) or its greatest (descending). Booleans stand before numbers and numbers before texts
 * (descending the other way round); documents without a text, number or boolean there come last
 * either way. Of a text only the first {@value #TEXT_LENGTH} code points count: texts that agree in
 * these are ties. So much every backend can sort by, and a page cursor can hold.
 *
 * @param path where to look
 * @param descending whether greater values come first
 */
public record Sort(Path path, boolean descending) {

  /** How many code points of a text count in an order. */
  public static final int TEXT_LENGTH = 8_000;

  /** Returns an order in which less comes first. */
  public static Sort ascending(Path path) {
    return new Sort(path, false);
  }

  /** Returns an order in which greater comes first. */
  public static Sort descending(Path path) {
    return new Sort(path, true);
  }

  /** Returns the value that a document stands by, as far as it counts; empty if it has none. */
  public Optional<Json> value(JsonObject document) {
    return path.values(document).stream()
        .filter(Filter::isSortable)
        .map(Sort::counting)
        .min(order());
  }

  /** Returns as much of a value as counts in an order. */
  public static Json counting(Json value) {
    if (value instanceof JsonString string) {
      String text = string.value();
      // No code point takes less than one char, so that most texts need not be counted.
      boolean whole =
          text.length() <= TEXT_LENGTH || text.codePointCount(0, text.length()) <= TEXT_LENGTH;
      return whole ? value : Json.of(text.substring(0, text.offsetByCodePoints(0, TEXT_LENGTH)));
    }
    return value;
  }

  /** Compares two values that documents stand by; a missing one is the last. */
  public int compare(Optional<Json> a, Optional<Json> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return Boolean.compare(a.isEmpty(), b.isEmpty());
    }
    return order().compare(a.get(), b.get());
  }

  private Comparator<Json> order() {
    Comparator<Json> order = SortValues::compare;
    return descending ? order.reversed() : order;
  }
}
