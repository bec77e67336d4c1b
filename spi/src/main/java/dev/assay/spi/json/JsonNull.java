package dev.assay.spi.json;

/** The JSON value {@code null}. */
public enum JsonNull implements Json {
  /** The only value. */
  INSTANCE;

  @Override
  public String toString() {
    return "null";
  }
}
