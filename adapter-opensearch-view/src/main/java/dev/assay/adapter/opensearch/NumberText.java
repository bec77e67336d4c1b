package dev.assay.adapter.opensearch;

import java.math.BigDecimal;

/**
 * Numbers as text that sorts as they do, exactly.
 *
 * <pre>
 * −120   0 6997 87~    the exponent and each digit taken from nine, and an end behind the digits
 *    0   1
 *  120   2 3002 12     the exponent counted from 3000 up, and the digits without trailing zeros
 * </pre>
 *
 * <p>Digits stand behind a decimal point that follows the first of them, so that fewer digits come
 * first among positive numbers; among negative ones the end, greater than every digit, puts them
 * last.
 */
final class NumberText {

  // Exponents go from −1000 to 1000: see Json.MAX_EXPONENT.
  private static final int BIAS = 3000;
  private static final int NINES = 9999;

  private NumberText() {}

  static String of(BigDecimal number) {
    if (number.signum() == 0) {
      return "1";
    }
    BigDecimal stripped = number.stripTrailingZeros();
    String digits = stripped.unscaledValue().abs().toString();
    int exponent = stripped.precision() - stripped.scale() - 1 + BIAS;
    return number.signum() > 0
        ? "2" + fourDigits(exponent) + digits
        : "0" + fourDigits(NINES - exponent) + fromNine(digits) + "~";
  }

  private static String fourDigits(int number) {
    String text = String.valueOf(number);
    return "0".repeat(4 - text.length()) + text;
  }

  private static String fromNine(String digits) {
    StringBuilder out = new StringBuilder(digits.length());
    digits.chars().forEach(c -> out.append((char) ('9' - c + '0')));
    return out.toString();
  }
}
