package dev.assay.tck.report;

/**
 * Makes text from elsewhere fit to stand in any of the report's files, so that JSON, HTML and a
 * terminal show the same: control characters become visible ones, half surrogates and characters
 * that turn the direction of writing become U+FFFD.
 */
public final class CleanText {

  private static final int REPLACEMENT = 0xFFFD;

  private CleanText() {}

  /** Cleans a text that may have several lines. */
  public static String lines(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.replace("\r\n", "\n").codePoints().map(CleanText::clean).forEach(out::appendCodePoint);
    return out.toString();
  }

  /** Cleans a text and puts it on one line. */
  public static String line(String text) {
    return lines(text).replaceAll("\\s*\\n\\s*", " ").replace('\t', ' ').strip();
  }

  private static int clean(int c) {
    if (c == '\n' || c == '\t') {
      return c;
    }
    if (c < 0x20) {
      return 0x2400 + c;
    }
    if (c == 0x7F) {
      return 0x2421;
    }
    return unfit(c) ? REPLACEMENT : c;
  }

  private static boolean unfit(int c) {
    boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    boolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return half || turns || Character.isISOControl(c) || (c & 0xFFFE) == 0xFFFE;
  }
}
