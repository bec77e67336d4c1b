package dev.assay.adapter.postgres;

import dev.assay.spi.event.Cursor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the feed. Each number is written behind a letter that counts its digits, so that
 * greater positions are greater texts: {@code j1763684771.d1234.a1}.
 *
 * @param incarnation since which move of the store transaction ids count
 * @param xid the transaction that wrote the commit
 * @param place the place of the commit in its transaction, from 1
 */
record Position(long incarnation, long xid, int place) {

  static final Position START = new Position(0, 0, 0);

  private static final Pattern SHAPE =
      Pattern.compile("([a-s])([0-9]{1,19})\\.([a-s])([0-9]{1,19})\\.([a-j])([0-9]{1,10})");

  /** Returns the place as a cursor: reading after it yields what stands behind. */
  Cursor cursor() {
    return new Cursor(part(incarnation) + "." + part(xid) + "." + part(place));
  }

  /**
   * Reads what {@link #cursor()} wrote.
   *
   * @throws IllegalArgumentException if the cursor is not of this feed
   */
  static Position of(Cursor cursor) {
    if (cursor.equals(Cursor.START)) {
      return START;
    }
    Matcher parts = SHAPE.matcher(cursor.text());
    try {
      if (parts.matches()) {
        Position position =
            new Position(
                Long.parseLong(parts.group(2)),
                Long.parseLong(parts.group(4)),
                Integer.parseInt(parts.group(6)));
        if (position.cursor().equals(cursor)) {
          return position;
        }
      }
    } catch (NumberFormatException e) {
      // Falls through: a number that is too large was not written here.
    }
    throw new IllegalArgumentException("The cursor is not of this feed");
  }

  private static String part(long number) {
    String digits = Long.toString(number);
    return (char) ('a' + digits.length() - 1) + digits;
  }
}
