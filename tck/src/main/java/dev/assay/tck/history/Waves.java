package dev.assay.tck.history;

import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets the clients of a workload begin every wave of their plan together, and ends the load when
 * its time is over. Thread-safe.
 */
final class Waves {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Phaser gate;

  /**
   * Makes the waves of a load.
   *
   * @param clients how many clients take part
   * @param size how many waves there are
   */
  Waves(int clients, WorkloadSize size) {
    long end = System.nanoTime() + size.time().toNanos();
    gate =
        new Phaser(clients) {
          @Override
          protected boolean onAdvance(int wave, int registered) {
            boolean late = wave >= size.least() && System.nanoTime() - end > 0;
            return registered == 0 || wave >= size.waves() || late;
          }
        };
  }

  /**
   * Waits until all clients are here.
   *
   * @return whether there is another wave
   */
  boolean next() throws InterruptedException {
    int wave = gate.arrive();
    try {
      return wave >= 0
          && gate.awaitAdvanceInterruptibly(wave, PATIENCE.toMillis(), TimeUnit.MILLISECONDS) >= 0;
    } catch (TimeoutException e) {
      throw new AssertionError(
          "The clients of wave %d did not end within %d s".formatted(wave, PATIENCE.toSeconds()),
          e);
    }
  }

  /** Says that a client takes no part any more. */
  void leave() {
    gate.arriveAndDeregister();
  }

  /** Tells whether the load goes on. */
  boolean running() {
    return !gate.isTerminated();
  }
}
