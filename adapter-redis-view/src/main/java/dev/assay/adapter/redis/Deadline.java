package dev.assay.adapter.redis;

import java.time.Duration;

/** The end of a call's time budget. */
record Deadline(long atNanos) {

  private static final long LONGEST = Duration.ofDays(365).toNanos();

  static Deadline in(Duration budget) {
    // Beyond a year, all times are the same.
    boolean bearable = budget.compareTo(Duration.ofNanos(LONGEST)) < 0;
    return new Deadline(System.nanoTime() + (bearable ? budget.toNanos() : LONGEST));
  }

  long leftNanos() {
    return atNanos - System.nanoTime();
  }

  boolean passed() {
    return leftNanos() <= 0;
  }

  /** Returns the earlier of two ends. */
  Deadline orSooner(Deadline other) {
    return atNanos - other.atNanos <= 0 ? this : other;
  }
}
