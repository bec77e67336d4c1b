package dev.assay.selftest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of a faulty store.
 *
 * @param store the store
 * @param caughtBy the ids of the rules that it failed, in the order of the specification
 * @param took how long the kit took
 * @param broken why the kit could not be run to its end, if so
 */
public record Kill(
    FaultyStore store, List<String> caughtBy, Duration took, Optional<String> broken) {

  /** Copies the ids. */
  public Kill {
    caughtBy = List.copyOf(caughtBy);
  }

  /** Returns the rules that must catch it and did not. */
  public List<String> missedBy() {
    return store.killedBy().stream().filter(rule -> !caughtBy.contains(rule)).toList();
  }
}
