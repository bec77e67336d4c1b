package dev.assay.selftest;

import dev.assay.tck.rule.RuleText;
import dev.assay.tck.rule.Specification;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which rules caught which faulty store, and that no right store was accused.
 *
 * @param plan what was run
 * @param started when it began
 * @param took how long it took
 * @param trials what became of the right stores
 * @param kills what became of the faulty stores
 */
public record KillMatrix(
    Plan plan, Instant started, Duration took, List<Trial> trials, List<Kill> kills) {

  /** Copies the lists. */
  public KillMatrix {
    trials = List.copyOf(trials);
    kills = List.copyOf(kills);
  }

  /**
   * Writes the matrix as {@code kill-matrix.md} and as {@code kill-matrix.html}, one file that
   * needs no other and no network.
   *
   * @param folder is made if it does not exist
   * @return the page for browsers
   */
  public Path write(Path folder) throws IOException {
    return MatrixPage.write(this, folder);
  }

  /** Returns everything that is not as it must be; nothing if the kit is proven. */
  public List<Problem> problems() {
    return Stream.of(accusations(), survivals(), idle()).flatMap(problems -> problems).toList();
  }

  /** Returns the sums, all of which are full if the kit is proven. */
  public List<Figure> figures() {
    long caught = kills.stream().filter(kill -> kill.missedBy().isEmpty()).count();
    long acquitted = trials.stream().filter(trial -> trial.accusations().isEmpty()).count();
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure(caught, kills.size(), "faulty stores caught"));
    figures.add(new Figure(acquitted, trials.size(), "right stores not accused"));
    figures.removeIf(figure -> figure.of() == 0);
    if (plan.whole()) {
      long rules = Specification.load().rules().count();
      figures.add(new Figure(rules - idleRules().size(), rules, "rules catch a faulty store"));
    }
    return figures;
  }

  /** Returns the rules that caught no faulty store; none unless all stores were run. */
  public List<RuleText> idleRules() {
    Set<String> busy = new HashSet<>();
    kills.forEach(kill -> busy.addAll(kill.caughtBy()));
    return Specification.load()
        .rules()
        .filter(rule -> plan.whole() && !busy.contains(rule.id()))
        .toList();
  }

  private Stream<Problem> accusations() {
    return trials.stream()
        .flatMap(trial -> trial.accusations().stream().map(said -> accused(trial.store(), said)));
  }

  private static Problem accused(RightStore store, Accusation said) {
    String text =
        said.rule().isEmpty()
            ? "The right store %s could not be judged: %s".formatted(store.name(), said.text())
            : "The right store %s is accused by %s.".formatted(store.name(), said.rule());
    return new Problem(text, Optional.of(store.name()), said.seed(), said.text());
  }

  private Stream<Problem> survivals() {
    return kills.stream()
        .flatMap(kill -> kill.missedBy().stream().map(rule -> survived(kill, rule)));
  }

  private Problem survived(Kill kill, String rule) {
    String text =
        "The faulty store %s survives %s, %d times. %s"
            .formatted(
                kill.store().name(), rule, kill.runs(), kill.broken().orElse(kill.store().flaw()));
    return new Problem(text, Optional.of(kill.store().name()), plan.seed(), "");
  }

  private Stream<Problem> idle() {
    return idleRules().stream()
        .map(rule -> "The rule %s (%s) catches no faulty store.".formatted(rule.id(), rule.title()))
        .map(text -> new Problem(text, Optional.empty(), plan.seed(), ""));
  }

  /**
   * A sum.
   *
   * @param value how many are as they must be
   * @param of how many there are
   * @param text what is counted
   */
  public record Figure(long value, long of, String text) {

    /** Tells whether all are as they must be. */
    public boolean good() {
      return value == of;
    }
  }
}
