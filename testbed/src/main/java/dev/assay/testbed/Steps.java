package dev.assay.testbed;

import java.time.Duration;
import java.util.function.Supplier;

/** Tells of the steps of a start. */
final class Steps {

  private Steps() {}

  static <E extends Exception> void run(Progress progress, String what, Step<E> step) throws E {
    long start = System.nanoTime();
    progress.begun(what);
    step.run();
    progress.ended(what, Duration.ofNanos(System.nanoTime() - start));
  }

  static <T> T get(Progress progress, String what, Supplier<T> step) {
    long start = System.nanoTime();
    progress.begun(what);
    T made = step.get();
    progress.ended(what, Duration.ofNanos(System.nanoTime() - start));
    return made;
  }

  interface Step<E extends Exception> {
    void run() throws E;
  }
}
