package dev.assay.spi.json;

/**
 * A JSON boolean.
 *
 * @param value the value
 */
public record JsonBoolean(boolean value) implements Json {

  @Override
  public String toString() {
    return String.valueOf(value);
  }
}
