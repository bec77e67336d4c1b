package dev.assay.tck.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for the shortest sequence that still shows a difference: leaves steps out, halves first and
 * single ones at the end, and then makes the ones that are left simpler. What comes after the first
 * difference is always left out.
 *
 * @param <W> the type of the world
 */
final class Shrinker<W extends AutoCloseable> {

  private final Comparison<W> comparison;
  private final long deadline;
  private Difference<W> best;

  Shrinker(Comparison<W> comparison, Difference<W> first, Duration budget) {
    this.comparison = comparison;
    this.deadline = System.nanoTime() + budget.toNanos();
    this.best = first;
  }

  Difference<W> shortest() {
    leaveOut();
    while (simplify()) {
      leaveOut();
    }
    return best;
  }

  private void leaveOut() {
    int chunk = Math.max(1, best.steps().size() / 2);
    while (chunk > 1) {
      leaveOut(chunk);
      chunk = chunk / 2;
    }
    while (leaveOut(1)) {
      // Leaving one out may make another one needless.
    }
  }

  // From the end, so that what follows is known to matter.
  private boolean leaveOut(int chunk) {
    boolean shorter = false;
    for (int end = best.steps().size(); end > 0; end = Math.min(end - chunk, size())) {
      List<Step<W>> steps = new ArrayList<>(best.steps());
      steps.subList(Math.max(0, end - chunk), end).clear();
      shorter |= differs(steps);
    }
    return shorter;
  }

  private boolean simplify() {
    for (int i = 0; i < size(); i++) {
      for (Step<W> simpler : best.steps().get(i).simpler()) {
        List<Step<W>> steps = new ArrayList<>(best.steps());
        steps.set(i, simpler);
        if (differs(steps)) {
          return true;
        }
      }
    }
    return false;
  }

  private int size() {
    return best.steps().size();
  }

  private boolean differs(List<Step<W>> steps) {
    if (System.nanoTime() - deadline > 0) {
      return false;
    }
    Optional<Difference<W>> difference = comparison.run(steps);
    difference.ifPresent(found -> best = found);
    return difference.isPresent();
  }
}
