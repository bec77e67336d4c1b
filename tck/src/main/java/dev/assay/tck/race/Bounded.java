package dev.assay.tck.race;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Runs something in a thread of its own and does not wait for ever. */
public final class Bounded {

  private static final int FRAMES = 12;

  private Bounded() {}

  /** What is run; it may throw anything. */
  public interface Body {

    /** Runs it. */
    void run() throws Throwable;
  }

  /**
   * Runs {@code body} and waits for its end.
   *
   * @param budget how long to wait
   * @param what what is run, for the message
   * @throws AssertionError if the time ran out; the thread is then interrupted and left behind, and
   *     the message says where it stood
   * @throws Throwable what {@code body} threw
   */
  public static void run(Duration budget, String what, Body body) throws Throwable {
    Optional<Throwable> thrown = call(budget, what, () -> thrownBy(body));
    if (thrown.isPresent()) {
      throw thrown.get();
    }
  }

  private static Optional<Throwable> thrownBy(Body body) {
    try {
      body.run();
      return Optional.empty();
    } catch (Throwable e) {
      return Optional.of(e);
    }
  }

  /**
   * Calls {@code body} and waits for its answer; see {@link #run}.
   *
   * @throws AssertionError if the time ran out
   * @throws Throwable what {@code body} threw
   */
  public static <T> T call(Duration budget, String what, Callable<T> body) throws Throwable {
    FutureTask<T> task = new FutureTask<>(body);
    Thread thread = new Thread(task, "assay: " + what);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(budget.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      AssertionError late = late(budget, what, thread);
      thread.interrupt();
      throw late;
    } catch (InterruptedException e) {
      thread.interrupt();
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static AssertionError late(Duration budget, String what, Thread thread) {
    return new AssertionError(
        "%s did not end within %d s; it stood at%n%s"
            .formatted(what, budget.toSeconds(), where(thread)));
  }

  static String where(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .limit(FRAMES)
        .map(frame -> "  at " + frame)
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
