package dev.assay.tck.race;

import java.util.Optional;

/**
 * What one thread of a race came to: a value, or what it threw.
 *
 * @param <T> the type of the value
 */
public sealed interface Outcome<T> {

  /**
   * Returns the value.
   *
   * @throws AssertionError if the thread threw; what it threw is the cause
   */
  T value();

  /** Returns what the thread threw, if it threw. */
  Optional<Throwable> thrown();

  /**
   * The thread returned.
   *
   * @param value what it returned
   * @param <T> the type of the value
   */
  record Returned<T>(T value) implements Outcome<T> {

    @Override
    public Optional<Throwable> thrown() {
      return Optional.empty();
    }
  }

  /**
   * The thread threw.
   *
   * @param exception what it threw
   * @param <T> the type of the value that it did not return
   */
  record Threw<T>(Throwable exception) implements Outcome<T> {

    @Override
    public T value() {
      throw new AssertionError("A thread of the race threw " + exception, exception);
    }

    @Override
    public Optional<Throwable> thrown() {
      return Optional.of(exception);
    }
  }
}
