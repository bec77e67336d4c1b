package dev.assay.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.Capability;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proves that the parser reads rules as they are written, and refuses what only looks like one. */
final class SpecificationParserTest {

  private static final String GOOD =
      """
      # The specification

      | limit | floor | meaning |
      |---|---|---|
      | `COMMIT_EVENTS` | 100 | events |

      ## LOCK: Optimistic locking

      Some words about the group.

      ### LOCK-1: One wins

      A store MUST let one win,
      and only one.

      - *Why:* Because two
        would be one too many.
      - *Requires:* `CLAIMS`, `TRUNCATION`
      - *If this fails, look at:* the lock.

      ## REQUEST-LOG: Requests

      ### REQUEST-LOG-12: Kept

      A store MUST keep it.

      - *Why:* So.
      - *If this fails, look at:* the log.
      """;

  @Test
  void readsRulesGroupsAndLimits() {
    Specification specification = Specification.parse(GOOD);
    assertThat(specification.groups())
        .extracting(RuleGroup::id)
        .containsExactly("LOCK", "REQUEST-LOG");
    assertThat(specification.floors()).isEqualTo(Map.of("COMMIT_EVENTS", 100L));
    RuleText rule = specification.rule("LOCK-1").orElseThrow();
    assertThat(rule.title()).isEqualTo("One wins");
    assertThat(rule.must()).isEqualTo("A store MUST let one win, and only one.");
    assertThat(rule.why()).isEqualTo("Because two would be one too many.");
    assertThat(rule.requires()).containsExactly(Capability.CLAIMS, Capability.TRUNCATION);
    assertThat(rule.lookAt()).isEqualTo("the lock.");
    assertThat(specification.rule("REQUEST-LOG-12").map(RuleText::group))
        .isEqualTo(Optional.of("REQUEST-LOG"));
    assertThat(specification.rule("LOCK-2")).isEmpty();
  }

  @Test
  void digestChangesWithEveryWordOfARuleAndWithNothingElse() {
    String digest = Specification.parse(GOOD).digest();
    assertThat(digest).hasSize(64);
    assertThat(Specification.parse(GOOD.replace("Some words", "Other words")).digest())
        .isEqualTo(digest);
    for (String word : new String[] {"only one", "One wins", "too many", "CLAIMS", "the lock"}) {
      String changed = GOOD.replace(word, word.equals("CLAIMS") ? "CATALOG" : word + "!");
      assertThat(Specification.parse(changed).digest()).as(word).isNotEqualTo(digest);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A store MUST let one win | A store lets one win | says MUST",
        "*Why:* | *Because:* | Why",
        "- *If this fails, look at:* the lock. | - *Hint:* the lock. | look at",
        "- *Why:* So. | - Why: So. | item",
        "`CLAIMS`, `TRUNCATION` | `CLAMS` | CLAMS",
        "`CLAIMS`, `TRUNCATION` | CLAIMS | back quotes",
        "### LOCK-1: One wins | ### LOCK-1 One wins | begins with",
        "### LOCK-1: One wins | ### LOCK-01: One wins | begins with",
        "### REQUEST-LOG-12: Kept | ### LOCK-2: Kept | does not belong",
        "## REQUEST-LOG: Requests | ## LOCK: Requests | stands twice",
        "### REQUEST-LOG-12: Kept | ### REQUEST-12: Kept | does not belong",
        "## LOCK: Optimistic locking | ## Optimistic locking | under the heading",
      })
  void refusesWhatOnlyLooksLikeARule(String good, String bad, String message) {
    assertThatThrownBy(
            () -> Specification.parse(GOOD.replaceFirst(java.util.regex.Pattern.quote(good), bad)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("near line")
        .hasMessageContaining(message);
  }

  @Test
  void refusesTheSameRuleTwice() {
    String rule =
        """

        ### LOCK-1: Again

        A store MUST not be here.

        - *Why:* So.
        - *If this fails, look at:* it.

        ## REQUEST-LOG""";
    assertThatThrownBy(() -> Specification.parse(GOOD.replace("\n## REQUEST-LOG", rule)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("LOCK-1 stands twice");
  }
}
