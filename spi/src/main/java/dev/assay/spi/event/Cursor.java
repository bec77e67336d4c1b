package dev.assay.spi.event;

import java.util.regex.Pattern;

/**
 * A place in one feed partition. Opaque, but the cursors of one partition compare as text: a
 * greater cursor stands further on. Survives restarts and can be stored anywhere.
 *
 * @param text up to 200 of the ASCII letters and digits and {@code - . _ ~ :}
 */
public record Cursor(String text) implements Comparable<Cursor> {

  // Stands first, because the constructor that makes START needs it.
  private static final Pattern LEGAL = Pattern.compile("[0-9A-Za-z._~:-]{0,200}");

  /** The place before the first commit. */
  public static final Cursor START = new Cursor("");

  /** Checks the text. */
  public Cursor {
    if (!LEGAL.matcher(text).matches()) {
      throw new IllegalArgumentException("This text is not a feed cursor");
    }
  }

  @Override
  public int compareTo(Cursor other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text.isEmpty() ? "(start)" : text;
  }
}
