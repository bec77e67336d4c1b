package dev.assay.adapter.dynamodb;

import java.time.Duration;

/** The end of a call's time budget. */
record Deadline(long atNanos) {

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long LONGEST = Duration.ofDays(365).toNanos();
  private static final long LONGEST_TRY = Duration.ofSeconds(3).toNanos();

  static Deadline in(Duration budget) {
    return new Deadline(System.nanoTime()).later(budget);
  }

  /** Returns a later end; beyond a year, all times are the same. */
  Deadline later(Duration more) {
    boolean bearable = more.compareTo(Duration.ofNanos(LONGEST)) < 0;
    return new Deadline(atNanos + (bearable ? more.toNanos() : LONGEST));
  }

  long leftNanos() {
    return atNanos - System.nanoTime();
  }

  long leftMillis() {
    return leftNanos() / NANOS_PER_MILLI;
  }

  boolean passed() {
    return leftNanos() <= 0;
  }

  /** Returns the earlier of two ends. */
  Deadline orSooner(Deadline other) {
    return atNanos - other.atNanos <= 0 ? this : other;
  }

  /** Returns the later of two ends. */
  Deadline orLater(Deadline other) {
    return atNanos - other.atNanos >= 0 ? this : other;
  }

  /**
   * Returns the end of one try of what may have to be resolved and tried again: the half of what is
   * left, three seconds at most.
   */
  Deadline share() {
    return new Deadline(System.nanoTime() + Math.min(LONGEST_TRY, Math.max(0, leftNanos()) / 2));
  }
}
