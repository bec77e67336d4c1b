package dev.assay.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tck.run.KitSuites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds the specification, the tests of the suites and the code together. */
final class SpecificationTest {

  private static final Path INDEX = Path.of("..", "docs", "rule-index.md");

  private final Specification specification = Specification.load();
  private final RuleIndex index = RuleIndex.of(KitSuites.all());

  @Test
  void everyRuleHasTestsAndEveryTestNamesARuleOfItsSuite() {
    assertThat(index.problems(specification)).isEmpty();
  }

  @Test
  void limitsOfTheDocumentAreThoseOfTheCode() {
    assertThat(RuleIndex.limitProblems(specification)).isEmpty();
  }

  @Test
  void indexOfRulesIsUpToDate() throws IOException {
    String expected = index.markdown(specification);
    if (Boolean.getBoolean("assay.update")) {
      Files.writeString(INDEX, expected);
    }
    assertThat(Files.readString(INDEX))
        .as("docs/rule-index.md is stale; the command in its head writes it anew")
        .isEqualTo(expected);
  }
}
