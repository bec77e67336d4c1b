package dev.assay.tck.cost;

import dev.assay.spi.Cost;
import dev.assay.spi.Metered;
import dev.assay.tck.race.Bounded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Reads a store's meter before and after each work, while nothing else uses its handle. */
final class Meter {

  // A work is a few calls, each of which ends within the time budget of its handle.
  private static final Duration BUDGET = Duration.ofSeconds(60);

  private final Metered store;
  private final List<WorkCost> costs = new ArrayList<>();

  Meter(Metered store) {
    this.store = store;
  }

  /**
   * Measures a work.
   *
   * @param prepare what has to be there first; it does not count
   */
  void measure(String work, Runnable prepare, Runnable measured) {
    costs.add(tried(work, prepare, measured));
  }

  void measure(String work, Runnable measured) {
    measure(work, () -> {}, measured);
  }

  List<WorkCost> costs() {
    return List.copyOf(costs);
  }

  // A figure that cannot be taken says so; whether the store is right, the rules judge.
  private WorkCost tried(String work, Runnable prepare, Runnable measured) {
    try {
      Bounded.run(BUDGET, "Preparing a work whose cost is measured", prepare::run);
      SortedMap<String, Cost> before = store.costs();
      Bounded.run(BUDGET, "A work whose cost is measured", measured::run);
      return WorkCost.between(work, before, store.costs());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return WorkCost.failed(work, "The kit was interrupted.");
    } catch (Throwable e) {
      return WorkCost.failed(work, "%s: %s".formatted(e.getClass().getSimpleName(), message(e)));
    }
  }

  private static String message(Throwable e) {
    return String.valueOf(e.getMessage());
  }
}
