package dev.assay.tck.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Compares a store with the reference on random sequences of calls.
 *
 * @param <W> the type of the world that the calls run in
 */
public final class Model<W extends AutoCloseable> {

  private static final Duration SHRINKING = Duration.ofSeconds(20);

  private final Comparison<W> comparison;
  private final Plan<W> plan;

  /**
   * Creates a comparison.
   *
   * @param store makes a new world round the store
   * @param reference makes a new world round the reference
   * @param plan makes the sequences
   */
  public Model(Supplier<W> store, Supplier<W> reference, Plan<W> plan) {
    this.comparison = new Comparison<>(store, reference);
    this.plan = plan;
  }

  /**
   * Runs sequences until one differs.
   *
   * @return the number of steps of all sequences
   * @throws AssertionError if an answer differs; the message lists the steps of the shortest
   *     sequence that was found, and both answers
   */
  public long compare(int sequences, Random random) {
    long steps = 0;
    for (int i = 1; i <= sequences; i++) {
      List<Step<W>> sequence = plan.sequence(random);
      Optional<Difference<W>> difference = comparison.run(sequence);
      if (difference.isPresent()) {
        throw error(difference.get(), i, sequences);
      }
      steps += sequence.size();
    }
    return steps;
  }

  /** Runs one sequence, and tells whether every answer was the same. */
  public boolean agrees(Random random) {
    return comparison.run(plan.sequence(random)).isEmpty();
  }

  private AssertionError error(Difference<W> first, int number, int sequences) {
    Difference<W> shortest = new Shrinker<>(comparison, first, SHRINKING).shortest();
    return new AssertionError(
        "the store and the reference part at step %d (sequence %d of %d, shortened from %d steps):%s"
            .formatted(
                shortest.steps().size(), number, sequences, first.steps().size(), shortest.text()));
  }
}
