package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;

/**
 * A business key that must be unique in the realm, such as an e-mail address. Its holder is a
 * stream.
 *
 * @param space what kind of key it is
 * @param value the key
 */
public record Claim(String space, String value) {

  /** Checks both parts: not empty, without control characters. */
  public Claim {
    Checks.id("claim space", space);
    Checks.id("claim value", value);
  }

  @Override
  public String toString() {
    return space + ":" + value;
  }
}
