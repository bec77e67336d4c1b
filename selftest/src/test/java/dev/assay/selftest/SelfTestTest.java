package dev.assay.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Proves the kit as {@code ./assay selftest} does, and leaves the kill matrix in {@code target}.
 */
final class SelfTestTest {

  @TestFactory
  Stream<DynamicTest> everyFaultyStoreIsCaughtAndNoRightOneAccused() throws IOException {
    Plan plan = Plan.all(new Random().nextInt(Integer.MAX_VALUE));
    KillMatrix matrix = SelfTest.run(plan, SelfTestListener.NONE);
    matrix.write(Path.of("target"));
    assertThat(matrix.kills()).hasSizeGreaterThan(40);
    assertThat(matrix.trials()).isNotEmpty();
    return Stream.of(
            matrix.trials().stream().map(trial -> test(trial.store().name(), matrix)),
            matrix.kills().stream().map(kill -> test(kill.store().name(), matrix)),
            Stream.of(DynamicTest.dynamicTest("as a whole", () -> assertProven(matrix))))
        .flatMap(tests -> tests);
  }

  private static DynamicTest test(String store, KillMatrix matrix) {
    return DynamicTest.dynamicTest(
        store,
        () ->
            assertThat(matrix.problems())
                .filteredOn(problem -> problem.store().equals(Optional.of(store)))
                .isEmpty());
  }

  private static void assertProven(KillMatrix matrix) {
    assertThat(matrix.problems()).as("see target/kill-matrix.html").isEmpty();
  }

  @Test
  void noTwoStoresHaveOneName() {
    assertThat(Plan.all(1).names()).doesNotHaveDuplicates();
  }
}
