package dev.assay.adapter.dynamodb;

import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A condition of a write. Attributes stand in it as {@code #name} and values as {@code :name}, so
 * that neither reserved words nor what a value holds can change its meaning.
 *
 * @param text the expression
 * @param names the attributes by their place in the text
 * @param values the values by their place in the text
 */
record Condition(String text, Map<String, String> names, Map<String, AttributeValue> values) {

  /** The item does not exist. */
  static Condition absent() {
    return new Condition("attribute_not_exists(#pk)", Map.of("#pk", ItemKey.PK), Map.of());
  }

  /** An attribute has a value. */
  static Condition is(String attribute, AttributeValue value) {
    return compare(attribute, "=", value);
  }

  /** An attribute is a smaller number. */
  static Condition isBelow(String attribute, AttributeValue value) {
    return compare(attribute, "<", value);
  }

  private static Condition compare(String attribute, String operator, AttributeValue value) {
    return new Condition(
        "#%s %s :%s".formatted(attribute, operator, attribute),
        Map.of("#" + attribute, attribute),
        Map.of(":" + attribute, value));
  }

  Condition and(Condition other) {
    return joined("and", other);
  }

  Condition or(Condition other) {
    return joined("or", other);
  }

  private Condition joined(String word, Condition other) {
    Map<String, String> allNames = new HashMap<>(names);
    allNames.putAll(other.names);
    Map<String, AttributeValue> allValues = new HashMap<>(values);
    allValues.putAll(other.values);
    return new Condition("%s %s %s".formatted(text, word, other.text), allNames, allValues);
  }
}
