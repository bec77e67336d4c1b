package dev.assay.adapter.dynamodb;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The pauses between tries of one call: each a random part of a bound that doubles. */
final class Backoff {

  private static final long LONGEST = Duration.ofMillis(250).toNanos();

  private long bound = Duration.ofMillis(4).toNanos();

  /** Returns the next pause in nanoseconds. */
  long next() {
    long pause = ThreadLocalRandom.current().nextLong(bound / 4, bound);
    bound = Math.min(LONGEST, 2 * bound);
    return pause;
  }
}
