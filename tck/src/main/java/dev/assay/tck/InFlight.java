package dev.assay.tck;

import dev.assay.tck.race.Outcome;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A call that is under way in a thread of its own.
 *
 * @param <T> what it answers
 */
final class InFlight<T> {

  private static final long BLOCKED_AFTER_NANOS = 200_000_000;

  private final String what;
  private final FutureTask<T> task;
  private final Thread thread;

  private InFlight(String what, Callable<T> call) {
    this.what = what;
    task = new FutureTask<>(call);
    thread = new Thread(task, "assay: " + what);
    thread.setDaemon(true);
  }

  /** Starts a call and does not wait for anything. */
  static <T> InFlight<T> started(String what, Callable<T> call) {
    InFlight<T> started = new InFlight<>(what, call);
    started.thread.start();
    return started;
  }

  /**
   * Starts a call that will wait, and returns when it very likely does. Whether it does decides how
   * sharp the test is, never whether it is right.
   */
  static <T> InFlight<T> blocked(String what, Callable<T> call) {
    InFlight<T> started = started(what, call);
    long giveUp = System.nanoTime() + BLOCKED_AFTER_NANOS;
    while (!started.isParked() && System.nanoTime() - giveUp < 0) {
      Thread.onSpinWait();
    }
    return started;
  }

  // A thread that waits for a socket counts as running; then the time decides.
  private boolean isParked() {
    Thread.State state = thread.getState();
    return state == Thread.State.WAITING
        || state == Thread.State.TIMED_WAITING
        || state == Thread.State.TERMINATED;
  }

  void interrupt() {
    thread.interrupt();
  }

  /**
   * Waits for the answer.
   *
   * @throws AssertionError if there is none within the budget
   */
  Outcome<T> outcome(Duration budget) throws InterruptedException {
    try {
      return new Outcome.Returned<>(task.get(budget.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      return new Outcome.Threw<>(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new AssertionError(
          "%s was not answered within %d ms".formatted(what, budget.toMillis()), e);
    }
  }
}
