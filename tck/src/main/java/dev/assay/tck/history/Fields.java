package dev.assay.tck.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The fields of a JSON object, taken one by one; what is not taken in the end is refused. */
final class Fields {

  private final JsonNode node;
  private final String what;
  private final Set<String> taken = new HashSet<>();

  Fields(JsonNode node, String what) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("the " + what + " is not an object");
    }
    this.node = node;
    this.what = what;
  }

  boolean has(String name) {
    return node.has(name);
  }

  JsonNode node(String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the %s has no \"%s\"".formatted(what, name));
    }
    taken.add(name);
    return value;
  }

  Fields object(String name) {
    return new Fields(node(name), name);
  }

  String text(String name) {
    return text(name, node(name));
  }

  long number(String name) {
    return number(name, node(name));
  }

  /** Takes a number that may be negative. */
  long anyNumber(String name) {
    JsonNode value = node(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException("\"%s\" is not a number".formatted(name));
    }
    return value.longValue();
  }

  int integer(String name) {
    long value = number(name);
    if (value != (int) value) {
      throw new IllegalArgumentException("\"%s\" is too large".formatted(name));
    }
    return (int) value;
  }

  boolean flag(String name) {
    JsonNode value = node(name);
    if (!value.isBoolean()) {
      throw new IllegalArgumentException("\"%s\" is neither true nor false".formatted(name));
    }
    return value.booleanValue();
  }

  <T> T pair(String name, BiFunction<String, String, T> maker) {
    return pair(name, node(name), maker);
  }

  <T> List<T> pairs(String name, BiFunction<String, String, T> maker) {
    return each(name, element -> pair(name, element, maker));
  }

  List<String> texts(String name) {
    return each(name, element -> text(name, element));
  }

  <T> List<T> objects(String name, Function<Fields, T> maker) {
    return each(
        name,
        element -> {
          Fields fields = new Fields(element, "element of \"" + name + "\"");
          T made = maker.apply(fields);
          fields.noOthers();
          return made;
        });
  }

  void noOthers() {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!taken.contains(name)) {
        throw new IllegalArgumentException(
            "the %s has an unknown field \"%s\"".formatted(what, name));
      }
    }
  }

  static long number(String name, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new IllegalArgumentException("\"%s\" is not a number from 0".formatted(name));
    }
    return value.longValue();
  }

  private static String text(String name, JsonNode value) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException("\"%s\" is not a text".formatted(name));
    }
    return value.textValue();
  }

  private static <T> T pair(String name, JsonNode value, BiFunction<String, String, T> maker) {
    if (!value.isArray() || value.size() != 2) {
      throw new IllegalArgumentException("\"%s\" is not a pair".formatted(name));
    }
    return maker.apply(text(name, value.get(0)), text(name, value.get(1)));
  }

  private <T> List<T> each(String name, Function<JsonNode, T> maker) {
    JsonNode value = node(name);
    if (!value.isArray()) {
      throw new IllegalArgumentException("\"%s\" is not a list".formatted(name));
    }
    List<T> out = new ArrayList<>(value.size());
    value.forEach(element -> out.add(maker.apply(element)));
    return out;
  }
}
