package dev.assay.adapter.postgres;

import java.time.Duration;

/** The end of a call's time budget. */
record Deadline(long atNanos) {

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long LONGEST = Duration.ofDays(365).toNanos();

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

  /**
   * Returns the milliseconds the server may take: less than what is left, so that its own answer,
   * which proves a rollback, still arrives.
   */
  long serverMillis() {
    long left = leftMillis();
    long margin = Math.min(1000, Math.max(20, left / 10));
    return bounded(left - margin);
  }

  /** Returns the milliseconds after which the server need not keep anything for the call. */
  long callMillis() {
    return bounded(leftMillis());
  }

  // No setting of the server takes more.
  private static long bounded(long millis) {
    return Math.max(1, Math.min(Integer.MAX_VALUE, millis));
  }
}
