package dev.assay.tck.history;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the checker says of a history. It is right if there is no violation; what it leaves
 * undecided it says.
 *
 * @param history the history
 * @param violations what is wrong, what says most first
 * @param undecided what the history does not tell, in sentences; empty if it tells all
 */
public record Verdict(History history, List<Violation> violations, List<String> undecided) {

  /** Copies the lists. */
  public Verdict {
    violations = List.copyOf(violations);
    undecided = List.copyOf(undecided);
  }

  /** Tells whether the history shows no anomaly. */
  public boolean isRight() {
    return violations.isEmpty();
  }

  /** Returns how often each anomaly shows, what says most first. */
  public Map<Anomaly, Integer> anomalies() {
    Map<Anomaly, Integer> counts = new EnumMap<>(Anomaly.class);
    violations.forEach(violation -> counts.merge(violation.anomaly(), 1, Integer::sum));
    return counts;
  }

  /** Returns one line: the history, and what is wrong with it. */
  public String summary() {
    String what = "History \"%s\" of %d calls".formatted(history.name(), calls());
    if (isRight()) {
      return what + " is right";
    }
    return what
        + " is wrong: "
        + anomalies().entrySet().stream()
            .map(entry -> entry.getKey() + " ×" + entry.getValue())
            .collect(Collectors.joining(", "));
  }

  private int calls() {
    return history.operations().size();
  }

  /** Returns the fewest calls that show the first violation; empty if there is none. */
  public Optional<Counterexample> counterexample() {
    return violations.stream().findFirst().map(this::counterexample);
  }

  /**
   * Returns the fewest calls that show a violation of this verdict; takes a few seconds at most.
   */
  public Counterexample counterexample(Violation violation) {
    return Minimiser.counterexample(history, violation);
  }

  /**
   * Throws if the history is wrong.
   *
   * @throws HistoryViolation with a counterexample of the first violation
   */
  public void throwIfWrong() {
    counterexample()
        .ifPresent(
            example -> {
              throw new HistoryViolation(summary(), example);
            });
  }
}
