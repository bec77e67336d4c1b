package dev.assay.spi.view;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import java.util.ArrayList;
import java.util.List;

/**
 * A way into a document: object keys from the outside in. Arrays on the way, and at its end, are
 * passed through: each element counts, at every level of nesting.
 *
 * @param keys at least one key; every text that a JSON key may be
 */
public record Path(List<String> keys) {

  /** Copies and checks the keys. */
  public Path {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("A path needs at least one key");
    }
    keys.forEach(JsonString::new);
  }

  /** Returns a path of the given keys; a key is taken as it is, dots included. */
  public static Path of(String... keys) {
    return new Path(List.of(keys));
  }

  /**
   * Returns the values at this path in document order of arrays: everything but arrays, which are
   * passed through, and null, which does not exist.
   */
  public List<Json> values(JsonObject document) {
    List<Json> values = new ArrayList<>();
    collect(document, 0, values);
    return values;
  }

  private void collect(Json json, int depth, List<Json> values) {
    if (json instanceof JsonArray array) {
      array.forEach(element -> collect(element, depth, values));
    } else if (depth == keys.size()) {
      add(json, values);
    } else if (json instanceof JsonObject object) {
      object.get(keys.get(depth)).ifPresent(member -> collect(member, depth + 1, values));
    }
  }

  private static void add(Json json, List<Json> values) {
    if (!(json instanceof JsonNull)) {
      values.add(json);
    }
  }
}
