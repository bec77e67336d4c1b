package dev.assay.tck.data;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;

/**
 * Checks that something holds for many generated values, and finds a small one for which it does
 * not.
 */
public final class Property {

  private static final int SHRINKING_STEPS = 400;
  private static final Duration SHRINKING_TIME = Duration.ofSeconds(15);
  private static final int LONGEST_VALUE = 4000;

  private Property() {}

  /**
   * What must hold for a value.
   *
   * @param <T> the type of the value
   */
  public interface Check<T> {

    /** Throws if it does not hold. */
    void holdsFor(T value) throws Throwable;
  }

  /**
   * Tries a check on generated values.
   *
   * @param values where they come from
   * @param tries how many
   * @param seed the seed of chance; the same seed gives the same values
   * @throws AssertionError if the check fails for one; the message shows the smallest such value
   *     that was found, and the seed
   */
  public static <T> void forAll(Arbitrary<T> values, int tries, long seed, Check<T> check) {
    // The session of jqwik belongs to the whole process, so properties take turns.
    synchronized (Property.class) {
      JqwikSession.run(() -> tryAll(values, tries, seed, check));
    }
  }

  private static <T> void tryAll(Arbitrary<T> values, int tries, long seed, Check<T> check) {
    RandomGenerator<T> generator = values.generator(1000, true);
    Random random = new Random(seed);
    for (int i = 1; i <= tries; i++) {
      Shrinkable<T> value = generator.next(random);
      Optional<Throwable> failure = failure(check, value.value());
      if (failure.isPresent()) {
        throw smallest(new Failing<>(value, failure.get()), check).error(i, tries, seed);
      }
      JqwikSession.finishTry();
    }
  }

  // Greedy: goes to the first smaller value that fails too, until there is none.
  private static <T> Failing<T> smallest(Failing<T> first, Check<T> check) {
    long deadline = System.nanoTime() + SHRINKING_TIME.toNanos();
    Failing<T> best = first;
    int steps = 0;
    Iterator<Shrinkable<T>> smaller = best.value().shrink().iterator();
    while (smaller.hasNext() && steps++ < SHRINKING_STEPS && System.nanoTime() < deadline) {
      Shrinkable<T> candidate = smaller.next();
      Optional<Throwable> failure = failure(check, candidate.value());
      if (failure.isPresent()) {
        best = new Failing<>(candidate, failure.get());
        smaller = candidate.shrink().iterator();
      }
    }
    return best;
  }

  private static <T> Optional<Throwable> failure(Check<T> check, T value) {
    try {
      check.holdsFor(value);
      return Optional.empty();
    } catch (Throwable e) {
      return Optional.of(e);
    }
  }

  private record Failing<T>(Shrinkable<T> value, Throwable why) {

    AssertionError error(int attempt, int tries, long seed) {
      String text = String.valueOf(value.value());
      String shown = text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
      return new AssertionError(
          "%s%nfor the value (the smallest found, try %d of %d, seed of the values %d)%n  %s"
              .formatted(why.getMessage(), attempt, tries, seed, shown),
          why);
    }
  }
}
