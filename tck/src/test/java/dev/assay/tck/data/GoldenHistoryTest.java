package dev.assay.tck.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Limits;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.tck.ReplaySuite;
import dev.assay.tck.rule.RuleText;
import dev.assay.tck.rule.Specification;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the golden history, the digests in the suite and those in the specification together. */
final class GoldenHistoryTest {

  private final GoldenHistory history = GoldenHistory.load();

  @Test
  void digestsOfTheSuiteAreThoseOfTheHistory() {
    GoldenHistory plain = history.withoutClaims();
    assertThat(List.of(streams(plain), feed(plain), feed(history)))
        .containsExactly(
            ReplaySuite.GOLDEN_STREAMS, ReplaySuite.GOLDEN_FEED, ReplaySuite.GOLDEN_CLAIMS);
  }

  @Test
  void digestsOfTheSuiteAreThoseOfTheSpecification() {
    assertThat(must("REPLAY-3")).contains(ReplaySuite.GOLDEN_STREAMS, ReplaySuite.GOLDEN_FEED);
    assertThat(must("REPLAY-4")).contains(ReplaySuite.GOLDEN_CLAIMS);
  }

  @Test
  void everyAnswerOccurs() {
    assertThat(history.steps())
        .extracting(GoldenHistory.Step::answer)
        .contains("Committed", "Duplicate", "VersionConflict", "ClaimTaken");
  }

  @Test
  void everyCommitFitsThePortableProfile() {
    history.steps().forEach(step -> step.commit().check(Limits.PORTABLE));
  }

  private static String streams(GoldenHistory history) {
    List<RecordedEvent> events =
        history.recorded().stream().flatMap(commit -> commit.events().stream()).toList();
    return StateDigest.of(StateDigest.events(events));
  }

  private static String feed(GoldenHistory history) {
    List<RecordedCommit> recorded = history.recorded();
    return StateDigest.of(StateDigest.commits(recorded));
  }

  private static String must(String rule) {
    return Specification.load().rule(rule).map(RuleText::must).orElseThrow();
  }
}
