package dev.assay.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Proves that each anomaly is found in the midst of a right history, wherever it is planted. */
final class MutationTest {

  private static final int SEEDS = 30;

  @ParameterizedTest
  @EnumSource(Anomaly.class)
  void findsEachAnomalyWhereverItIsPlanted(Anomaly anomaly) {
    int planted = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      History right = Simulation.run(seed, 250, 10);
      Optional<History> wrong = Mutation.of(anomaly, right, seed);
      planted += wrong.isPresent() ? 1 : 0;
      wrong.ifPresent(history -> assertFound(anomaly, history));
    }
    assertThat(planted).as("seeds at which %s could be planted", anomaly).isGreaterThan(9);
  }

  private static void assertFound(Anomaly anomaly, History history) {
    Verdict verdict = HistoryChecker.check(history);
    assertThat(verdict.anomalies()).as("seed %d", history.seed()).containsKey(anomaly);
    Violation violation =
        verdict.violations().stream()
            .filter(found -> found.anomaly() == anomaly)
            .findFirst()
            .orElseThrow();
    assertThat(verdict.counterexample(violation).bars())
        .as("seed %d: %s", history.seed(), violation.explanation())
        .hasSizeBetween(1, 12)
        .anyMatch(Counterexample.Bar::guilty);
  }
}
