package dev.assay.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.spi.Limit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proves that each way in which rules, tests and code can disagree is found. */
final class RuleIndexTest {

  private static final String SPEC =
      """
      ## LOCK: Locking

      ### LOCK-1: One

      It MUST be one.

      - *Why:* So.
      - *If this fails, look at:* it.

      ### LOCK-2: Two

      It MUST be two.

      - *Why:* So.
      - *Requires:* `CLAIMS`
      - *If this fails, look at:* it.

      ## READ: Reading

      ### READ-1: Three

      It MUST be three.

      - *Why:* So.
      - *If this fails, look at:* it.
      """;

  private final Specification specification = Specification.parse(SPEC);

  /** Agrees with the specification. */
  abstract static class LockSuite {

    @Test
    @Rule("LOCK-1")
    void one() {}

    @Test
    @Rule("LOCK-2")
    @Requires(Capability.CLAIMS)
    void two() {}
  }

  /** Agrees with the specification. */
  abstract static class ReadSuite {

    @Test
    @Rule("READ-1")
    void three() {}
  }

  /** Proves a rule that does not exist. */
  abstract static class UnknownSuite extends LockSuite {

    @Test
    @Rule("LOCK-3")
    void four() {}
  }

  /** Stands for more than one mistake, each in a suite of the right name. */
  static final class Wrong {

    private Wrong() {}

    abstract static class LockSuite {

      @Test
      void namesNoRule() {}

      @Rule("LOCK-1")
      void isNoTest() {}

      @Test
      @Rule("READ-1")
      void isForAnotherGroup() {}

      @Test
      @Rule("LOCK-2")
      void requiresTooLittle() {}

      @Test
      @Rule("LOCK-1")
      @Requires(Capability.TRUNCATION)
      void requiresTooMuch() {}
    }
  }

  /** Requires for all of its tests what only one of the rules requires. */
  @Requires(Capability.CLAIMS)
  abstract static class DemandingSuite extends LockSuite {}

  private static final class DataSuite {}

  private static final class ViewDataSuite {}

  private static final class ViewSuite {}

  private static final class RequestLogSuite {}

  private List<String> problems(Class<?>... suites) {
    return RuleIndex.of(List.of(suites)).problems(specification);
  }

  @Test
  void findsNothingWhereAllAgree() {
    assertThat(problems(LockSuite.class, ReadSuite.class)).isEmpty();
  }

  @Test
  void findsARuleWithoutATest() {
    assertThat(problems(LockSuite.class)).containsExactly("The rule READ-1 has no test");
  }

  @Test
  void findsAGroupWithoutARule() {
    Specification empty = Specification.parse(SPEC + "\n## ORDER: Order\n");
    RuleIndex index = RuleIndex.of(List.of(LockSuite.class, ReadSuite.class));
    assertThat(index.problems(empty)).containsExactly("The group ORDER has no rule");
  }

  @Test
  void findsATestOfARuleThatDoesNotExist() {
    assertThat(problems(UnknownSuite.class, ReadSuite.class))
        .contains("The test UnknownSuite.four names the rule LOCK-3, which does not exist");
  }

  @Test
  void findsEveryMistakeOfASuite() {
    assertThat(problems(Wrong.LockSuite.class, LockSuite.class, ReadSuite.class))
        .containsExactlyInAnyOrder(
            "The test LockSuite.namesNoRule names no rule",
            "LockSuite.isNoTest names a rule but is no test",
            "The test LockSuite.isForAnotherGroup proves READ-1, but its suite is for LOCK",
            "The test LockSuite.requiresTooLittle requires [], but the rule LOCK-2 requires"
                + " [CLAIMS]",
            "The test LockSuite.requiresTooMuch requires [TRUNCATION], but the rule LOCK-1"
                + " requires []");
  }

  @Test
  void findsWhatASuiteRequiresForAllOfItsTests() {
    assertThat(problems(DemandingSuite.class))
        .contains("The test DemandingSuite.one proves LOCK-1, but its suite is for DEMANDING");
    Specification demanding =
        Specification.parse(SPEC.replace("LOCK", "DEMANDING").replace("READ", "DEMANDING-READ"));
    assertThat(RuleIndex.of(List.of(DemandingSuite.class)).problems(demanding))
        .contains("The test DemandingSuite.one names the rule LOCK-1, which does not exist");
  }

  @Test
  void findsLimitsThatDisagree() {
    StringBuilder table = new StringBuilder();
    for (Limit limit : Limit.values()) {
      table.append("| `%s` | %d | it |\n".formatted(limit, limit.floor()));
    }
    String good = table.toString();
    assertThat(RuleIndex.limitProblems(Specification.parse(good))).isEmpty();
    assertThat(RuleIndex.limitProblems(Specification.parse(good.replace("| 1000 |", "| 999 |"))))
        .containsExactly(
            "The limit PAGE_VIEWS has the floor 1000 in the code, but 999 in the document");
    assertThat(RuleIndex.limitProblems(Specification.parse(good.replace("PAGE_", "SIDE_"))))
        .containsExactly(
            "The limit PAGE_VIEWS has the floor 1000 in the code, but none in the document",
            "The limit SIDE_VIEWS has the floor none in the code, but 1000 in the document");
  }

  @Test
  void suitesBelongToTheGroupTheyAreNamedAfter() {
    assertThat(RuleIndex.groupOf(DataSuite.class)).isEqualTo("DATA");
    assertThat(RuleIndex.groupOf(ViewDataSuite.class)).isEqualTo("DATA");
    assertThat(RuleIndex.groupOf(ViewSuite.class)).isEqualTo("VIEW");
    assertThat(RuleIndex.groupOf(RequestLogSuite.class)).isEqualTo("REQUEST-LOG");
  }

  @Test
  void documentShowsEveryRuleWithItsTests() {
    String document =
        RuleIndex.of(List.of(LockSuite.class, ReadSuite.class)).markdown(specification);
    assertThat(document)
        .contains(
            "## LOCK: Locking",
            "| LOCK-1: One |  | `LockSuite.one` |",
            "| LOCK-2: Two | `CLAIMS` | `LockSuite.two` |",
            "| READ-1: Three |  | `ReadSuite.three` |");
  }
}
