package dev.assay.tck;

import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.Receipt;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Single rounds of the races of LOCK and DEDUP, apart from their assertions, so that the kit's own
 * tests can measure how likely one round catches a store that checks first and acts later.
 */
final class Rounds {

  /** Threads in a round, divided between the handles. */
  static final int WRITERS = 8;

  /** Rounds of a rule in the quick profile. */
  static final int QUICK = 25;

  /** Rounds of a rule in the full profile. */
  static final int FULL = 100;

  private Rounds() {}

  /** Commits at the same time, one commit for each thread. */
  static List<CommitResult> race(List<EventStore> handles, IntFunction<Commit> commits) {
    List<Commit> prepared = java.util.stream.IntStream.range(0, WRITERS).mapToObj(commits).toList();
    return Race.of(WRITERS)
        .run(i -> handles.get(i % handles.size()).commit(prepared.get(i)))
        .stream()
        .map(Outcome::value)
        .toList();
  }

  /** Tells whether exactly one writer won and every other one met a conflict. */
  static boolean oneWon(List<? extends CommitResult> results) {
    return count(results, CommitResult.Committed.class) == 1
        && count(results, CommitResult.VersionConflict.class) == results.size() - 1;
  }

  /** Tells whether the request was applied once and every repetition got that receipt. */
  static boolean appliedOnce(List<? extends CommitResult> results) {
    Set<Receipt> receipts = new HashSet<>();
    for (CommitResult result : results) {
      if (result instanceof CommitResult.Committed committed) {
        receipts.add(committed.receipt());
      } else if (result instanceof CommitResult.Duplicate duplicate) {
        receipts.add(duplicate.original());
      }
    }
    return count(results, CommitResult.Committed.class) == 1
        && count(results, CommitResult.Duplicate.class) == results.size() - 1
        && receipts.size() == 1;
  }

  private static long count(
      List<? extends CommitResult> results, Class<? extends CommitResult> type) {
    return results.stream().filter(type::isInstance).count();
  }
}
