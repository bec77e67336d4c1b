package dev.assay.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tck.rule.Specification;
import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Proves that the kit catches stores that are wrong in one way, and writes the kill matrix.
 *
 * <p>Each store runs against the rules that must catch it; with {@code -Dassay.matrix=full} against
 * all rules, which takes long and shows every rule that catches it.
 */
final class FaultyStoresTest {

  private static final Path MATRIX = Path.of("target", "kill-matrix.md");
  private static final KillMatrix KILLS = new KillMatrix();

  static List<FaultyStore> catalogue() {
    return Catalogue.all();
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0}")
  @MethodSource("catalogue")
  void faultyStoreDiesOfEachRuleThatItBreaks(FaultyStore faulty) {
    String[] expected = faulty.killedBy().toArray(String[]::new);
    boolean full = "full".equals(System.getProperty("assay.matrix"));
    KitResult result =
        KitRunner.of(
                faulty.events().map(Supplier::get),
                faulty.views().map(Supplier::get),
                KitOptions.quick().rules(full ? new String[0] : expected))
            .run();
    KILLS.add(faulty, result);
    assertThat(result.failedIds()).as("rules that catch %s", faulty.name()).contains(expected);
  }

  @Test
  void noTwoFaultyStoresHaveOneName() {
    assertThat(catalogue()).extracting(FaultyStore::name).doesNotHaveDuplicates();
  }

  @Test
  void everyRuleCatchesAFaultyStore() {
    Set<String> idle = new TreeSet<>();
    Specification.load().rules().forEach(rule -> idle.add(rule.id()));
    catalogue().forEach(store -> idle.removeAll(store.killedBy()));
    assertThat(idle).as("rules that catch no faulty store").isEmpty();
  }

  @AfterAll
  static void writeTheKillMatrix() throws IOException {
    KILLS.write(MATRIX);
  }
}
