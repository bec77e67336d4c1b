package dev.assay.spi.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parses JSON text strictly by RFC 8259, without a dependency; bounded in depth and digits. */
final class JsonParser {

  // The longest text of a legal number: sign, digits, zeros up to the exponent, point and "E+1000".
  private static final int MAX_NUMBER_TEXT = Json.MAX_DIGITS + Json.MAX_EXPONENT + 16;

  private final String text;
  private int at;
  private int depth;

  JsonParser(String text) {
    this.text = text;
  }

  Json parse() {
    Json value = value();
    skipSpace();
    if (at < text.length()) {
      throw error("Expected the end of the text");
    }
    return value;
  }

  private Json value() {
    skipSpace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new JsonString(string());
      case 't' -> literal("true", new JsonBoolean(true));
      case 'f' -> literal("false", new JsonBoolean(false));
      case 'n' -> literal("null", JsonNull.INSTANCE);
      default -> number();
    };
  }

  private Json object() {
    enter();
    Map<String, Json> members = new LinkedHashMap<>();
    if (next('}')) {
      return leave(new JsonObject(members));
    }
    do {
      skipSpace();
      int keyAt = at;
      String key = string();
      expect(':');
      if (members.put(key, value()) != null) {
        at = keyAt;
        throw error("Duplicate key " + JsonText.write(new JsonString(key)));
      }
    } while (next(','));
    expect('}');
    return leave(new JsonObject(members));
  }

  private Json array() {
    enter();
    List<Json> values = new ArrayList<>();
    if (next(']')) {
      return leave(new JsonArray(values));
    }
    do {
      values.add(value());
    } while (next(','));
    expect(']');
    return leave(new JsonArray(values));
  }

  private void enter() {
    at++;
    if (++depth > Json.MAX_DEPTH) {
      throw error("JSON is nested deeper than " + Json.MAX_DEPTH + " levels");
    }
  }

  private Json leave(Json value) {
    depth--;
    return value;
  }

  private Json literal(String word, Json value) {
    if (!text.startsWith(word, at)) {
      throw error("Expected a JSON value");
    }
    at += word.length();
    return value;
  }

  private String string() {
    if (peek() != '"') {
      throw error("Expected a string");
    }
    int start = ++at;
    while (at < text.length() && plain(text.charAt(at))) {
      at++;
    }
    if (peek() == '"') {
      return text.substring(start, at++);
    }
    StringBuilder out = new StringBuilder(text.substring(start, at));
    while (peek() != '"') {
      out.append(character());
    }
    at++;
    return out.toString();
  }

  private static boolean plain(char c) {
    return c != '"' && c != '\\' && c >= 0x20;
  }

  private char character() {
    char c = peek();
    if (c < 0x20) {
      throw error("A control character must be escaped inside a string");
    }
    at++;
    return c == '\\' ? escape() : c;
  }

  private char escape() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex();
      default -> {
        at--;
        throw error("Unknown escape");
      }
    };
  }

  private char hex() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      char c = peek();
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw error("Expected four hexadecimal digits");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }

  private Json number() {
    int start = at;
    skip('-');
    if (!skip('0') && digits() == 0) {
      at = start;
      throw error("Expected a JSON value");
    }
    if (skip('.') && digits() == 0) {
      throw error("Expected a digit after the decimal point");
    }
    if ((skip('e') || skip('E')) && !exponent()) {
      throw error("Expected a digit in the exponent");
    }
    return number(start, text.substring(start, at));
  }

  private boolean exponent() {
    if (!skip('+')) {
      skip('-');
    }
    return digits() > 0;
  }

  private Json number(int start, String digits) {
    if (digits.length() > MAX_NUMBER_TEXT) {
      at = start;
      throw error("A number is longer than " + MAX_NUMBER_TEXT + " characters");
    }
    try {
      return new JsonNumber(new BigDecimal(digits));
    } catch (NumberFormatException | ArithmeticException e) {
      at = start;
      throw error("The exponent of a number is beyond " + Json.MAX_EXPONENT);
    }
  }

  private int digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - start;
  }

  private boolean skip(char c) {
    boolean found = at < text.length() && text.charAt(at) == c;
    at += found ? 1 : 0;
    return found;
  }

  private boolean next(char c) {
    skipSpace();
    return skip(c);
  }

  private void expect(char c) {
    if (!next(c)) {
      throw error("Expected '" + c + "'");
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw error("The JSON text ends too early");
    }
    return text.charAt(at);
  }

  private InvalidJson error(String what) {
    return new InvalidJson(what + " at character " + at);
  }
}
