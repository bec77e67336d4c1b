package dev.assay.adapter.opensearch;

import java.time.Duration;

/** The end of a call's time budget. */
record Deadline(long atNanos) {

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long LONGEST = Duration.ofDays(365).toNanos();

  /** Returns the end of a budget that begins now; beyond a year, all times are the same. */
  static Deadline in(Duration budget) {
    boolean bearable = budget.compareTo(Duration.ofNanos(LONGEST)) < 0;
    return new Deadline(System.nanoTime() + (bearable ? budget.toNanos() : LONGEST));
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
}
