package dev.assay.tck;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.tck.race.Bounded;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * What a caller was told by one call over a network that fails.
 *
 * @param <A> the type of the answer
 */
sealed interface Told<A> {

  /** The store answered. */
  record Answered<A>(A answer) implements Told<A> {}

  /** Certainly not applied, and never will be. */
  record NotApplied<A>(StoreUnavailable error) implements Told<A> {}

  /** May have been applied, or may yet be. */
  record Unknown<A>(OutcomeUnknown error) implements Told<A> {}

  /**
   * Calls, and waits for the answer within bounds.
   *
   * @param what what is called, for messages
   * @throws AssertionError if there is no answer in time, or none that the contract knows
   */
  static <A> Told<A> by(String what, Duration budget, Callable<A> call) {
    try {
      return new Answered<>(Bounded.call(budget, what, call));
    } catch (StoreException e) {
      return failed(what, e);
    } catch (AssertionError e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("The test was interrupted", e);
    } catch (Throwable e) {
      throw untyped(what, e);
    }
  }

  /** Returns what a failure tells. */
  static <A> Told<A> failed(String what, StoreException error) {
    if (error instanceof StoreUnavailable unavailable) {
      return new NotApplied<>(unavailable);
    }
    if (error instanceof OutcomeUnknown unknown) {
      return new Unknown<>(unknown);
    }
    throw untyped(what, error);
  }

  private static AssertionError untyped(String what, Throwable error) {
    return new AssertionError(
        "%s over a failing network ended with %s, where only StoreUnavailable and OutcomeUnknown are true"
            .formatted(what, error),
        error);
  }
}
