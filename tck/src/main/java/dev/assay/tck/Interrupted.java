package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreUnavailable;
import dev.assay.tck.race.Bounded;
import dev.assay.tck.race.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * How a call on an interrupted thread ended.
 *
 * @param outcome what it answered or threw
 * @param flag whether the thread was still marked as interrupted afterwards
 * @param <T> what it answers
 */
record Interrupted<T>(Outcome<T> outcome, boolean flag) {

  /** Makes a call on a thread that is interrupted from the start. */
  static <T> Interrupted<T> call(Duration budget, String what, Callable<T> call) throws Throwable {
    return Bounded.call(
        budget,
        what,
        () -> {
          Thread.currentThread().interrupt();
          return watch(call);
        });
  }

  /** Makes a call on this thread, which somebody may interrupt, and clears the flag behind it. */
  static <T> Interrupted<T> watch(Callable<T> call) {
    Outcome<T> outcome;
    try {
      outcome = new Outcome.Returned<>(call.call());
    } catch (Throwable e) {
      outcome = new Outcome.Threw<>(e);
    }
    return new Interrupted<>(outcome, Thread.interrupted());
  }

  /** Asserts that the call ended as the contract allows, with the flag kept. */
  Interrupted<T> assertTyped(String what) {
    Optional<Throwable> thrown = outcome.thrown();
    if (thrown.isPresent()) {
      assertThat(thrown.get())
          .as("what %s threw on an interrupted thread", what)
          .isInstanceOfAny(StoreUnavailable.class, OutcomeUnknown.class);
    }
    assertThat(flag).as("the thread's flag after %s", what).isTrue();
    return this;
  }
}
