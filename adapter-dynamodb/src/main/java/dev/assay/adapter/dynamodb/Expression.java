package dev.assay.adapter.dynamodb;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An expression with its names and values. Names are written {@code #name} and stand for the
 * attribute of that name, since many words are reserved; values are bound, never written out.
 */
final class Expression {

  private static final Pattern NAME = Pattern.compile("#([A-Za-z]+)");

  private final String text;
  private final Map<String, AttributeValue> values = new HashMap<>();

  Expression(String text) {
    this.text = text;
  }

  Expression with(String name, AttributeValue value) {
    values.put(":" + name, value);
    return this;
  }

  Expression with(String name, long value) {
    return with(name, DynamoCodec.number(value));
  }

  Expression with(String name, String value) {
    return with(name, DynamoCodec.text(value));
  }

  String text() {
    return text;
  }

  /** Returns the names of this expression and of another text of the same request. */
  Map<String, String> names(String besides) {
    Map<String, String> names = new HashMap<>();
    Matcher all = NAME.matcher(text + " " + besides);
    while (all.find()) {
      names.put(all.group(), all.group(1));
    }
    return names;
  }

  Map<String, AttributeValue> values() {
    return values;
  }
}
