package dev.assay.adapter.cassandra;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives out times for attempts: the clock's, but each later than the one before and than whatever
 * was seen in the feed. So a clock that is behind the others catches up. Thread-safe.
 */
final class AttemptClock {

  private final AtomicLong last = new AtomicLong();

  Attempt next() {
    long now = Attempt.now();
    return Attempt.at(last.updateAndGet(before -> Math.max(before + 1, now)));
  }

  /** Makes all later attempts stand behind one. */
  void pass(String attempt) {
    if (!attempt.isEmpty()) {
      long micros = Attempt.of(attempt).micros();
      last.accumulateAndGet(micros, Math::max);
    }
  }
}
