package dev.assay.spi.json;

import java.math.BigDecimal;

/**
 * A JSON number: an exact decimal.
 *
 * @param value the number, without trailing zeros, so that equal numbers are equal records
 */
public record JsonNumber(BigDecimal value) implements Json {

  // As many digits as are written out in full; from there on scientific notation is shorter.
  private static final int PLAIN_DIGITS = 21;

  /**
   * Brings the number into its one form.
   *
   * @throws InvalidJson if it has more than {@link Json#MAX_DIGITS} digits or an exponent beyond
   *     {@link Json#MAX_EXPONENT}
   */
  public JsonNumber {
    // The exponent comes first: within its bound, stripping zeros can neither overflow nor take
    // long.
    if (Math.abs(exponent(value)) > MAX_EXPONENT) {
      throw new InvalidJson(
          "A number has the exponent %d; at most %d is allowed either way"
              .formatted(exponent(value), MAX_EXPONENT));
    }
    value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    if (value.precision() > MAX_DIGITS) {
      throw new InvalidJson(
          "A number has %d digits; at most %d are allowed"
              .formatted(value.precision(), MAX_DIGITS));
    }
  }

  /** Returns the number of significant digits, at least 1. */
  public int digits() {
    return value.precision();
  }

  /** Returns the decimal exponent in scientific notation: 0 for 1, 3 for 1234.5, −2 for 0.012. */
  public long exponent() {
    return exponent(value);
  }

  @Override
  public String toString() {
    boolean plain = Math.abs(exponent()) < PLAIN_DIGITS;
    return plain ? value.toPlainString() : value.toString();
  }

  private static long exponent(BigDecimal value) {
    return value.signum() == 0 ? 0 : (long) value.precision() - value.scale() - 1;
  }
}
