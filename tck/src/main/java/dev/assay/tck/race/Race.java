package dev.assay.tck.race;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Threads that start together and each come to an outcome. Immutable; may be run many times.
 *
 * @param threads how many
 * @param budget how long all of them may take together
 */
public record Race(int threads, Duration budget) {

  private static final Duration DEFAULT_BUDGET = Duration.ofSeconds(30);

  // Long enough for the threads that run at once to meet, short enough to harm nobody.
  private static final long SPIN_NANOS = 20_000;

  /** Checks the bounds. */
  public Race {
    if (threads < 1) {
      throw new IllegalArgumentException("A race needs at least one thread");
    }
  }

  /** Returns a race of {@code threads} that may take 30 seconds. */
  public static Race of(int threads) {
    return new Race(threads, DEFAULT_BUDGET);
  }

  /** Returns the same race with another bound. */
  public Race within(Duration other) {
    return new Race(threads, other);
  }

  /** What one thread does. */
  public interface Runner<T> {

    /**
     * Does it.
     *
     * @param index the thread, from 0
     */
    T run(int index) throws Throwable;
  }

  /**
   * Starts all threads together and waits for all.
   *
   * @return every thread's outcome, in the order of their indexes
   * @throws AssertionError if not all of them end within the bound; the message says where the
   *     first of them stood
   */
  public <T> List<Outcome<T>> run(Runner<T> runner) {
    AtomicReferenceArray<Outcome<T>> outcomes = new AtomicReferenceArray<>(threads);
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger started = new AtomicInteger();
    List<Thread> racing = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int index = i;
      racing.add(thread(index, gate, started, () -> outcomes.set(index, outcome(runner, index))));
    }
    gate.countDown();
    await(racing);
    List<Outcome<T>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(outcomes.get(i));
    }
    return all;
  }

  private Thread thread(int index, CountDownLatch gate, AtomicInteger started, Runnable body) {
    Thread thread = new Thread(() -> startTogether(gate, started, body), "assay race " + index);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void startTogether(CountDownLatch gate, AtomicInteger started, Runnable body) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    started.incrementAndGet();
    long spinUntil = System.nanoTime() + SPIN_NANOS;
    while (started.get() < threads && System.nanoTime() < spinUntil) {
      Thread.onSpinWait();
    }
    body.run();
  }

  // What a thread throws, an error included, is its outcome and nobody else's.
  @SuppressWarnings("CatchAndPrintStackTrace")
  private static <T> Outcome<T> outcome(Runner<T> runner, int index) {
    try {
      return new Outcome.Returned<>(runner.run(index));
    } catch (Throwable e) {
      return new Outcome.Threw<>(e);
    }
  }

  private void await(List<Thread> racing) {
    long deadline = System.nanoTime() + budget.toNanos();
    try {
      for (Thread thread : racing) {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
        if (thread.isAlive()) {
          throw late(racing, thread);
        }
      }
    } catch (InterruptedException e) {
      racing.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
      throw new AssertionError("The race was interrupted", e);
    }
  }

  private AssertionError late(List<Thread> racing, Thread thread) {
    AssertionError late =
        new AssertionError(
            "The race of %d threads did not end within %d s; thread '%s' stood at%n%s"
                .formatted(threads, budget.toSeconds(), thread.getName(), Bounded.where(thread)));
    racing.forEach(Thread::interrupt);
    return late;
  }
}
