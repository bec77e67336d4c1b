package dev.assay.tck.faulty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves that the kit catches stores that are wrong in one way. */
final class FaultyStoresTest {

  static List<FaultyStore> catalogue() {
    return Stream.of(
            FaultyCoreStores.all(),
            FaultyFeedStores.all(),
            FaultyFeatureStores.all(),
            FaultyViewStores.all())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("catalogue")
  void faultyStoreDiesOfEachRuleThatItBreaks(FaultyStore faulty) {
    String[] rules = faulty.killedBy().toArray(String[]::new);
    KitResult result =
        KitRunner.of(
                faulty.events().map(Supplier::get),
                faulty.views().map(Supplier::get),
                KitOptions.quick().rules(rules))
            .run();
    assertThat(result.failedIds()).containsExactlyInAnyOrder(rules);
  }

  @Test
  void noTwoFaultyStoresHaveOneName() {
    assertThat(catalogue()).extracting(FaultyStore::name).doesNotHaveDuplicates();
  }
}
