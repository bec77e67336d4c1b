package dev.assay.tck.cost;

import dev.assay.spi.Cost;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one work cost.
 *
 * @param work what was done, in a few words
 * @param units the units of which something was used, or had to be; empty if it was not measured
 * @param failure why it was not measured
 */
public record WorkCost(String work, SortedMap<String, Cost> units, Optional<String> failure) {

  /** Copies the units. */
  public WorkCost {
    units = Collections.unmodifiableSortedMap(new TreeMap<>(units));
  }

  /** Returns the cost between two readings of a meter, without the units that nothing is of. */
  static WorkCost between(
      String work, SortedMap<String, Cost> before, SortedMap<String, Cost> after) {
    SortedMap<String, Cost> units = new TreeMap<>();
    after.forEach(
        (unit, cost) -> units.put(unit, cost.minus(before.getOrDefault(unit, Cost.NOTHING))));
    units.values().removeIf(cost -> cost.used().orElse(0) == 0 && cost.least() == 0);
    return new WorkCost(work, units, Optional.empty());
  }

  static WorkCost failed(String work, String failure) {
    return new WorkCost(work, new TreeMap<>(), Optional.of(failure));
  }
}
