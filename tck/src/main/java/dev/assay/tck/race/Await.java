package dev.assay.tck.race;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something to become true, and not for ever. */
public final class Await {

  private static final long FIRST_PAUSE_NANOS = 500_000;
  private static final long LONGEST_PAUSE_NANOS = 50_000_000;

  private Await() {}

  /**
   * Asks again and again until the answer is yes.
   *
   * @param budget how long to ask
   * @param what what is waited for, for the message
   * @throws AssertionError if the time ran out or the thread was interrupted
   */
  public static void until(Duration budget, String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + budget.toNanos();
    long pause = FIRST_PAUSE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
        throw new AssertionError(
            "Waited %d ms in vain for this: %s".formatted(budget.toMillis(), what));
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }
}
