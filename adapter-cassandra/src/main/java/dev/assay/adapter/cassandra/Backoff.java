package dev.assay.adapter.cassandra;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Lets those who push each other back in Paxos wait, each for another time. */
final class Backoff {

  private static final long SHORTEST_NANOS = Duration.ofMillis(2).toNanos();
  private static final int MOST_DOUBLINGS = 6;

  private Backoff() {}

  /**
   * Waits for a random time that grows with the rounds, and for a tenth of what is left at most.
   */
  static void pause(int round, Deadline deadline) {
    long most =
        Math.min(SHORTEST_NANOS << Math.min(round, MOST_DOUBLINGS), deadline.leftNanos() / 10);
    if (most > 0) {
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
    }
  }
}
