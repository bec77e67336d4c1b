package dev.assay.spi.view;

import dev.assay.spi.internal.Checks;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonBoolean;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonString;

/** The order of scalars: booleans (false first), then numbers, then texts by code point. */
final class SortValues {

  private SortValues() {}

  static int compare(Json a, Json b) {
    if (a instanceof JsonString x && b instanceof JsonString y) {
      return Checks.compareByCodePoint(x.value(), y.value());
    }
    if (a instanceof JsonNumber x && b instanceof JsonNumber y) {
      return x.value().compareTo(y.value());
    }
    if (a instanceof JsonBoolean x && b instanceof JsonBoolean y) {
      return Boolean.compare(x.value(), y.value());
    }
    return Integer.compare(rank(a), rank(b));
  }

  private static int rank(Json json) {
    return json instanceof JsonBoolean ? 0 : json instanceof JsonNumber ? 1 : 2;
  }
}
