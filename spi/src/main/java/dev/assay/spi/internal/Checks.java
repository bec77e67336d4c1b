package dev.assay.spi.internal;

/** Argument checks that the records of the SPI share. */
public final class Checks {

  private Checks() {}

  /**
   * Checks an id or name: not empty, no control character, no lone surrogate.
   *
   * @param what what the text names, for the message
   * @return {@code text}
   */
  public static String id(String what, String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(what + " must not be empty");
    }
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (Character.isISOControl(c)) {
        throw new IllegalArgumentException(
            "%s must not contain control characters; found U+%04X at %d".formatted(what, c, i));
      }
      if (isSurrogate(c)) {
        throw new IllegalArgumentException(
            "%s must be valid Unicode; found a lone surrogate at %d".formatted(what, i));
      }
      i += Character.charCount(c);
    }
    return text;
  }

  /** Checks that a number is at least {@code least}. */
  public static long atLeast(String what, long least, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d, but is %d".formatted(what, least, value));
    }
    return value;
  }

  /** Tells whether a code point is one half of a surrogate pair without the other. */
  public static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** Compares two texts by code point, which is not the order of {@link String#compareTo}. */
  public static int compareByCodePoint(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Integer.compare(rank(x), rank(y));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  // Surrogates stand for code points above every other char, so they sort last.
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }

  /** Returns the number of bytes of {@code text} in UTF-8; lone surrogates are not expected. */
  public static long utf8Length(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }
}
