package dev.assay.spi.json;

/**
 * A JSON string: Unicode text without U+0000 and lone surrogates.
 *
 * @param value the text
 */
public record JsonString(String value) implements Json {

  /**
   * Checks the text.
   *
   * @throws InvalidJson if the text contains U+0000 or a lone surrogate
   */
  public JsonString {
    JsonText.check(value);
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(value.length() + 2);
    JsonText.quote(value, out);
    return out.toString();
  }
}
