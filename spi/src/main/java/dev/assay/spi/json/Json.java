package dev.assay.spi.json;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A JSON value.
 *
 * <p>Two values are equal when they mean the same: objects regardless of key order, strings by code
 * point without normalisation, numbers by value (1 = 1.0 = 1e0, exact decimals). The type refuses
 * what no two backends agree on: U+0000, lone surrogates, duplicate keys, and nesting and numbers
 * beyond {@link #MAX_DEPTH}, {@link #MAX_DIGITS} and {@link #MAX_EXPONENT}.
 *
 * <p>{@link Object#toString()} is the canonical text: compact, keys sorted by code point, every
 * number in one form. Equal values have equal canonical texts. Values are immutable and
 * thread-safe.
 */
public sealed interface Json
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

  /** The deepest nesting that a value may have; a scalar has depth 0, {@code []} has depth 1. */
  int MAX_DEPTH = 500;

  /** The largest number of significant decimal digits of a number. */
  int MAX_DIGITS = 1000;

  /** The largest absolute decimal exponent of a number in scientific notation. */
  int MAX_EXPONENT = 1000;

  /**
   * Parses JSON text by RFC 8259.
   *
   * @throws InvalidJson if the text is not JSON, or holds what this type refuses
   */
  static Json parse(String text) {
    return new JsonParser(text).parse();
  }

  /**
   * Returns a JSON string.
   *
   * @throws InvalidJson if the text contains U+0000 or a lone surrogate
   */
  static Json of(String text) {
    return new JsonString(text);
  }

  /** Returns a JSON number. */
  static Json of(long number) {
    return new JsonNumber(BigDecimal.valueOf(number));
  }

  /**
   * Returns a JSON number.
   *
   * @throws InvalidJson if the number has too many digits or too large an exponent
   */
  static Json of(BigInteger number) {
    return new JsonNumber(new BigDecimal(number));
  }

  /**
   * Returns a JSON number.
   *
   * @throws InvalidJson if the number has too many digits or too large an exponent
   */
  static Json of(BigDecimal number) {
    return new JsonNumber(number);
  }

  /** Returns a JSON boolean. */
  static Json of(boolean value) {
    return new JsonBoolean(value);
  }

  /** Returns the nesting of this value: 0 for a scalar, 1 for an empty array or object. */
  default int depth() {
    return 0;
  }

  /** Tells whether this is a string, a number, a boolean or null. */
  default boolean isScalar() {
    return true;
  }
}
