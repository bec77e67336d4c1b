package dev.assay.selftest;

import dev.assay.tck.rule.RuleText;
import dev.assay.tck.rule.Specification;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What became of a faulty store.
 *
 * @param store the store
 * @param caughtBy the ids of the rules that it failed, in the order of the specification
 * @param runs how many times the kit was run: more than once where a rule missed it at first
 * @param took how long the kit took
 * @param broken why the kit could not be run to its end the last time, if so
 */
public record Kill(
    FaultyStore store, List<String> caughtBy, int runs, Duration took, Optional<String> broken) {

  /** Copies the ids. */
  public Kill {
    caughtBy = List.copyOf(caughtBy);
  }

  /** Returns the rules that must catch it and did not. */
  public List<String> missedBy() {
    return store.killedBy().stream().filter(rule -> !caughtBy.contains(rule)).toList();
  }

  /** Returns what became of it in this run and a later one. */
  Kill and(Kill later) {
    Set<String> caught = new HashSet<>(caughtBy);
    caught.addAll(later.caughtBy);
    List<String> sorted =
        Specification.load().rules().map(RuleText::id).filter(caught::contains).toList();
    return new Kill(store, sorted, runs + later.runs, took.plus(later.took), later.broken);
  }
}
