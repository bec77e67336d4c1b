package dev.assay.tck.model;

import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Compares a store with the reference on random sequences of calls.
 *
 * @param <W> the type of the world that the calls run in
 */
public final class Model<W extends AutoCloseable> {

  /** What a test with sequences locks: their lanes are as many as a server is asked by. */
  public static final String ALONE = "dev.assay.tck.model";

  /** How many sequences run at a time; each has realms of its own. */
  static final int LANES = 5;

  // A rule has a shorter budget, and interrupts.
  private static final Duration LONGEST = Duration.ofHours(2);

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
   * Runs sequences, {@value #LANES} side by side, until one differs.
   *
   * @return the number of steps of all sequences
   * @throws AssertionError if an answer differs; the message lists the steps of the shortest
   *     sequence that was found, and both answers
   */
  public long compare(int sequences, Random random) {
    List<List<Step<W>>> planned =
        Stream.generate(() -> plan.sequence(random)).limit(sequences).toList();
    ConcurrentNavigableMap<Integer, Difference<W>> differences = new ConcurrentSkipListMap<>();
    AtomicInteger taken = new AtomicInteger();
    Race lanes = Race.of(Math.min(LANES, sequences)).within(LONGEST);
    lanes.run(lane -> runAll(planned, taken, differences)).forEach(Outcome::value);
    if (!differences.isEmpty()) {
      Map.Entry<Integer, Difference<W>> first = differences.firstEntry();
      throw error(first.getValue(), first.getKey() + 1, sequences);
    }
    return planned.stream().mapToLong(List::size).sum();
  }

  // Sequences are taken in their order, and each that is taken is run to its end; so the first that
  // differs is always the same one.
  private int runAll(
      List<List<Step<W>>> planned, AtomicInteger taken, Map<Integer, Difference<W>> differences) {
    while (differences.isEmpty() && taken.get() < planned.size()) {
      int number = taken.getAndIncrement();
      if (number < planned.size()) {
        comparison.run(planned.get(number)).ifPresent(found -> differences.put(number, found));
      }
    }
    return differences.size();
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
