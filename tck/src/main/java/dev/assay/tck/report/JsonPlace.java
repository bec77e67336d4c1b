package dev.assay.tck.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A place in a JSON document. Whatever is not as it is asked for throws an {@link
 * IllegalArgumentException} that names the place.
 *
 * @param path how to get there, such as {@code groups[0].rules[2].verdict}
 * @param node what is there
 */
record JsonPlace(String path, JsonNode node) {

  JsonPlace at(String name) {
    JsonNode found = node.get(name);
    if (found == null) {
      throw new IllegalArgumentException(below(name) + " is missing");
    }
    return new JsonPlace(below(name), found);
  }

  Optional<JsonPlace> find(String name) {
    return node.has(name) ? Optional.of(at(name)) : Optional.empty();
  }

  String text(String name) {
    JsonPlace place = at(name);
    return place.checked(place.node.isTextual(), "text").node.asText();
  }

  long number(String name) {
    JsonPlace place = at(name);
    return place.checked(place.node.canConvertToLong(), "a whole number").node.asLong();
  }

  int integer(String name) {
    JsonPlace place = at(name);
    return place.checked(place.node.canConvertToInt(), "a whole number").node.asInt();
  }

  double figure(String name) {
    JsonPlace place = at(name);
    return place.checked(place.node.isNumber(), "a number").node.asDouble();
  }

  boolean flag(String name) {
    JsonPlace place = at(name);
    return place.checked(place.node.isBoolean(), "true or false").node.asBoolean();
  }

  Instant time(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(below(name) + " is no time", e);
    }
  }

  /** Returns the constant whose word stands there. */
  <E> E word(String name, E[] constants, Function<E, String> word) {
    String said = text(name);
    return Arrays.stream(constants)
        .filter(constant -> word.apply(constant).equals(said))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("%s is '%s'".formatted(below(name), said)));
  }

  <T> List<T> list(String name, Function<JsonPlace, T> element) {
    JsonPlace place = at(name);
    place.checked(place.node.isArray(), "a list");
    List<T> out = new ArrayList<>();
    for (int i = 0; i < place.node.size(); i++) {
      out.add(element.apply(new JsonPlace(place.path + "[" + i + "]", place.node.get(i))));
    }
    return out;
  }

  List<String> texts(String name) {
    return list(name, place -> place.checked(place.node.isTextual(), "text").node.asText());
  }

  Map<String, String> map(String name) {
    JsonPlace place = at(name);
    place.checked(place.node.isObject(), "an object");
    Map<String, String> out = new TreeMap<>();
    for (Iterator<String> keys = place.node.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      out.put(key, place.text(key));
    }
    return out;
  }

  private String below(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private JsonPlace checked(boolean fits, String what) {
    if (!fits) {
      throw new IllegalArgumentException("%s is not %s".formatted(path, what));
    }
    return this;
  }
}
