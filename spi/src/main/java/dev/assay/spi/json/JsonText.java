package dev.assay.spi.json;

import dev.assay.spi.internal.Checks;
import java.util.Collection;
import java.util.Map;

/** Writes the canonical text and checks what {@link Json} refuses. */
final class JsonText {

  private static final String[] HEX = hexEscapes();

  private JsonText() {}

  static void check(String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (c == 0) {
        throw new InvalidJson("A text contains U+0000 at " + i + ", which JSON here refuses");
      }
      if (Checks.isSurrogate(c)) {
        throw new InvalidJson("A text contains a lone surrogate at " + i);
      }
      i += Character.charCount(c);
    }
  }

  static void checkDepth(Collection<Json> children) {
    if (deepest(children) >= Json.MAX_DEPTH) {
      throw new InvalidJson("JSON is nested deeper than " + Json.MAX_DEPTH + " levels");
    }
  }

  static int deepest(Collection<Json> children) {
    int deepest = 0;
    for (Json child : children) {
      deepest = Math.max(deepest, child.depth());
    }
    return deepest;
  }

  static String write(Json json) {
    StringBuilder out = new StringBuilder();
    write(json, out);
    return out.toString();
  }

  private static void write(Json json, StringBuilder out) {
    if (json instanceof JsonObject object) {
      writeObject(object, out);
    } else if (json instanceof JsonArray array) {
      writeArray(array, out);
    } else if (json instanceof JsonString string) {
      quote(string.value(), out);
    } else {
      out.append(json);
    }
  }

  private static void writeObject(JsonObject object, StringBuilder out) {
    String separator = "{";
    for (Map.Entry<String, Json> member :
        object.members().entrySet().stream()
            .sorted(Map.Entry.comparingByKey(Checks::compareByCodePoint))
            .toList()) {
      out.append(separator);
      quote(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
      separator = ",";
    }
    out.append(object.members().isEmpty() ? "{}" : "}");
  }

  private static void writeArray(JsonArray array, StringBuilder out) {
    String separator = "[";
    for (Json value : array) {
      out.append(separator);
      write(value, out);
      separator = ",";
    }
    out.append(array.values().isEmpty() ? "[]" : "]");
  }

  static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(HEX[c]);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static String[] hexEscapes() {
    String[] escapes = new String[0x20];
    for (int c = 0; c < escapes.length; c++) {
      escapes[c] = "\\u%04x".formatted(c);
    }
    return escapes;
  }
}
