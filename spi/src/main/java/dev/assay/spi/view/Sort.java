package dev.assay.spi.view;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import java.util.Comparator;
import java.util.Optional;

/**
 * One criterion of an order. A document with several values at the path stands by its least value
 * (ascending) or its greatest (descending). Booleans stand before numbers and numbers before texts
 * (descending the other way round); documents without a text, number or boolean there come last
 * either way.
 *
 * @param path where to look
 * @param descending whether greater values come first
 */
public record Sort(Path path, boolean descending) {

  /** Returns an order in which less comes first. */
  public static Sort ascending(Path path) {
    return new Sort(path, false);
  }

  /** Returns an order in which greater comes first. */
  public static Sort descending(Path path) {
    return new Sort(path, true);
  }

  /** Returns the value that a document stands by; empty if it has none. */
  public Optional<Json> value(JsonObject document) {
    return path.values(document).stream().filter(Filter::isSortable).min(order());
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
