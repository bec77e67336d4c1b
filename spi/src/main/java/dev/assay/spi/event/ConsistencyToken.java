package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How much of the feed someone has seen: a cursor per partition. Tokens are merged by maximum. A
 * commit hands one back; a read may demand at least that much. Immutable.
 *
 * @param cursors the cursor per partition; partitions that are missing stand at the start
 */
public record ConsistencyToken(SortedMap<Integer, Cursor> cursors) {

  /** The token of someone who has seen nothing. */
  public static final ConsistencyToken NOTHING = new ConsistencyToken(new TreeMap<>());

  /**
   * Copies the cursors and leaves out those at the start.
   *
   * @throws IllegalArgumentException if a partition is negative
   */
  public ConsistencyToken {
    SortedMap<Integer, Cursor> copy = new TreeMap<>();
    cursors.forEach((partition, at) -> copy.put(checked(partition), at));
    copy.values().removeIf(Cursor.START::equals);
    cursors = Collections.unmodifiableSortedMap(copy);
  }

  /**
   * Parses what {@link #toString()} wrote.
   *
   * @throws IllegalArgumentException if the text is not a token
   */
  public static ConsistencyToken parse(String text) {
    ConsistencyToken token = NOTHING;
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      token = token.with(parsePosition(part));
    }
    return token;
  }

  /** Returns the cursor of a partition. */
  public Cursor cursor(int partition) {
    return cursors.getOrDefault(partition, Cursor.START);
  }

  /** Returns this token advanced to a position, if it stands before it. */
  public ConsistencyToken with(FeedPosition position) {
    SortedMap<Integer, Cursor> merged = new TreeMap<>(cursors);
    merged.merge(position.partition(), position.cursor(), ConsistencyToken::later);
    return new ConsistencyToken(merged);
  }

  /** Returns the least token that covers both. */
  public ConsistencyToken merge(ConsistencyToken other) {
    SortedMap<Integer, Cursor> merged = new TreeMap<>(cursors);
    other.cursors.forEach((partition, at) -> merged.merge(partition, at, ConsistencyToken::later));
    return new ConsistencyToken(merged);
  }

  /** Tells whether this token has seen everything that {@code other} has seen. */
  public boolean covers(ConsistencyToken other) {
    return other.cursors.entrySet().stream()
        .allMatch(entry -> cursor(entry.getKey()).compareTo(entry.getValue()) >= 0);
  }

  /** Returns the token as text, such as {@code 0=17,3=9}; the empty text if nothing was seen. */
  @Override
  public String toString() {
    return cursors.entrySet().stream()
        .map((Map.Entry<Integer, Cursor> entry) -> entry.getKey() + "=" + entry.getValue().text())
        .collect(Collectors.joining(","));
  }

  private static Cursor later(Cursor a, Cursor b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static int checked(int partition) {
    return (int) Checks.atLeast("feed partition", 0, partition);
  }

  private static FeedPosition parsePosition(String text) {
    String[] parts = text.split("=", -1);
    if (parts.length != 2 || !parts[0].matches("[0-9]{1,10}")) {
      throw new IllegalArgumentException("This text is not a consistency token");
    }
    long partition = Long.parseLong(parts[0]);
    if (partition > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("This text is not a consistency token");
    }
    return new FeedPosition((int) partition, new Cursor(parts[1]));
  }

  /** Returns the positions of several receipts as one token. */
  public static ConsistencyToken of(FeedPosition... positions) {
    return Arrays.stream(positions)
        .map(FeedPosition::token)
        .reduce(NOTHING, ConsistencyToken::merge);
  }
}
