package dev.assay.testbed;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for what the operating system tells nobody: that a process is gone, or a lock file free.
 */
final class Await {
  private static final long TICK = Duration.ofMillis(10).toNanos();

  private Await() {}

  /** Asks until the condition holds or the time is over; an interrupt is kept, not obeyed. */
  static boolean until(Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    boolean holds = condition.getAsBoolean();
    while (!holds && System.nanoTime() < end) {
      LockSupport.parkNanos(TICK);
      interrupted |= Thread.interrupted();
      holds = condition.getAsBoolean();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return holds;
  }
}
