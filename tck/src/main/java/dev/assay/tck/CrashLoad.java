package dev.assay.tck;

import dev.assay.spi.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that call a store until the server is killed under them. Each ends with its first call
 * that is not acknowledged.
 */
final class CrashLoad {

  /** What one thread does, again and again. */
  interface Work {

    /**
     * Calls the store once, and remembers what was called before it throws.
     *
     * @return whether the call counts as an acknowledged write
     */
    boolean call();
  }

  private final List<InFlight<Boolean>> threads = new ArrayList<>();
  private final List<Work> works;
  private final AtomicInteger acknowledged = new AtomicInteger();
  private volatile boolean stopped;

  CrashLoad(List<? extends Work> works) {
    this.works = List.copyOf(works);
  }

  void start() {
    works.forEach(
        work -> threads.add(InFlight.started("the load before a crash", () -> run(work))));
  }

  private boolean run(Work work) {
    try {
      while (!stopped) {
        acknowledged.addAndGet(work.call() ? 1 : 0);
      }
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  int acknowledged() {
    return acknowledged.get();
  }

  /** Lets no further call begin. */
  void stop() {
    stopped = true;
  }

  /**
   * Waits for the answers of the last calls.
   *
   * @throws AssertionError if a thread does not end, or ended by anything but a typed error
   */
  void join(Duration budget) {
    long deadline = System.nanoTime() + budget.toNanos();
    for (InFlight<Boolean> thread : threads) {
      long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
      try {
        thread.outcome(Duration.ofMillis(left)).value();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("Interrupted while the load ended", e);
      }
    }
  }
}
