package dev.assay.adapter.cassandra;

import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.FeedPosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One attempt to commit, and at the same time the commit's place in the feed, such as {@code
 * 2026-11-21T06:36:32.123456Z-9f3c21aa07bd41e2}: microseconds, then random digits. Attempts compare
 * as their texts do, in Java, in CQL and as cursors.
 *
 * @param micros microseconds since 1970
 * @param text the whole attempt
 */
record Attempt(long micros, String text) implements Comparable<Attempt> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern SHAPE =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z)-[0-9a-f]{16}");
  private static final long BUCKET_MICROS = 600_000_000L;

  /** Makes a new attempt at a time. */
  static Attempt at(long micros) {
    String random = "%016x".formatted(ThreadLocalRandom.current().nextLong());
    return new Attempt(micros, TIME.format(instant(micros)) + "-" + random);
  }

  /**
   * Reads an attempt's text.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Attempt of(String text) {
    Matcher parts = SHAPE.matcher(text);
    try {
      if (parts.matches()) {
        return new Attempt(micros(Instant.parse(parts.group(1))), text);
      }
    } catch (DateTimeException e) {
      // Falls through: the digits are no time.
    }
    throw new IllegalArgumentException("The cursor is not of this feed");
  }

  /** Returns the part of time in whose bucket attempts at a time stand. */
  static long bucket(long micros) {
    return Math.floorDiv(micros, BUCKET_MICROS);
  }

  long bucket() {
    return bucket(micros);
  }

  FeedPosition position(int partition) {
    return new FeedPosition(partition, new Cursor(text));
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static long now() {
    return micros(Instant.now());
  }

  @Override
  public int compareTo(Attempt other) {
    return text.compareTo(other.text);
  }
}
