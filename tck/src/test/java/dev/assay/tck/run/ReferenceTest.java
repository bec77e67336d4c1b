package dev.assay.tck.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.adapter.memory.MemoryViewStore;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Certifies the reference: a correct store must not be accused. */
final class ReferenceTest {

  @TestFactory
  Stream<DynamicTest> referenceKeepsEveryRule() {
    KitResult result =
        KitRunner.of(
                Optional.of(realm -> MemoryEventStore.open("reference", realm)),
                Optional.of(realm -> MemoryViewStore.open("reference", realm)),
                KitOptions.quick())
            .run();
    assertThat(result.rules()).isNotEmpty();
    return result.rules().stream().map(ReferenceTest::passes);
  }

  private static DynamicTest passes(RuleResult result) {
    String name = result.rule().id() + ": " + result.rule().title();
    return DynamicTest.dynamicTest(
        name,
        () ->
            assertThat(result.verdict())
                .as(result.tests().stream().map(TestResult::toString).collect(Collectors.joining()))
                .isEqualTo(Verdict.PASS));
  }
}
