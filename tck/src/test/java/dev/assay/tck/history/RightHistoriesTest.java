package dev.assay.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Proves on simulated right stores that no right history is accused, and how fast that is. */
final class RightHistoriesTest {

  private static void assertRight(int seeds, int size, int slowness) {
    for (long seed = 0; seed < seeds; seed++) {
      List<Violation> violations =
          HistoryChecker.check(Simulation.run(seed, size, slowness)).violations();
      assertThat(violations).as("seed %d, %d calls, slowness %d", seed, size, slowness).isEmpty();
    }
  }

  @Test
  void shortHistoriesWithManyEqualTimesAreNotAccused() {
    assertRight(3000, 30, 2);
  }

  @Test
  void longerHistoriesAreNotAccused() {
    assertRight(400, 300, 20);
    assertRight(100, 300, 200);
  }

  @Test
  void simulationReachesEveryCallAndEveryAnswer() {
    History history = Simulation.run(1, 5000, 20);
    assertThat(history.operations().stream().map(call -> call.call().getClass()).distinct())
        .hasSize(9);
    assertThat(history.operations().stream().map(call -> call.answer().getClass()).distinct())
        .hasSize(17);
  }

  @Test
  void aHundredThousandCallsAreJudgedInSeconds() {
    History history = Simulation.run(1, 100_000, 50);
    long start = System.nanoTime();
    Verdict verdict = HistoryChecker.check(history);
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.printf("checked %d calls in %d ms%n", history.operations().size(), millis);
    assertThat(verdict.violations()).isEmpty();
    assertThat(history.operations()).hasSizeGreaterThanOrEqualTo(100_000);
  }
}
