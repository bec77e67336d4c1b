package dev.assay.spi.view;

import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import java.util.stream.Stream;

/** What the text filters share. */
final class Texts {

  private Texts() {}

  static void check(String text) {
    // A text that no document can hold is a mistake of the caller, not a filter without matches.
    new JsonString(text);
  }

  static Stream<String> at(Path path, JsonObject document) {
    return path.values(document).stream()
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value());
  }
}
