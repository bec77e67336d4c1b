package dev.assay.tck.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves on histories by hand that each anomaly is found, and that right ones are not accused. */
final class HistoryCheckerTest {

  static Stream<BadHistories.Variant> variants() {
    return BadHistories.variants().stream();
  }

  static Stream<GoodHistories.Good> good() {
    return GoodHistories.all().stream();
  }

  @ParameterizedTest
  @EnumSource(Anomaly.class)
  void findsTheExampleOfEachAnomaly(Anomaly anomaly) {
    assertFound(anomaly, BadHistories.example(anomaly));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void findsEachVariant(BadHistories.Variant variant) {
    assertFound(variant.anomaly(), variant.history());
  }

  @ParameterizedTest
  @MethodSource("good")
  void accusesNoRightHistory(GoodHistories.Good good) {
    assertThat(HistoryChecker.check(good.history()).violations()).isEmpty();
  }

  private static void assertFound(Anomaly anomaly, History history) {
    Verdict verdict = HistoryChecker.check(history);
    assertThat(verdict.isRight()).isFalse();
    assertThat(verdict.anomalies()).as("%s", verdict.violations()).containsKey(anomaly);
    assertThat(verdict.violations().get(0).anomaly())
        .as("what says most comes first: %s", verdict.violations())
        .isEqualTo(anomaly);
    assertThatExceptionOfType(HistoryViolation.class)
        .isThrownBy(verdict::throwIfWrong)
        .satisfies(e -> assertThat(e.anomaly()).isEqualTo(anomaly))
        .withMessageContaining(anomaly.id());
  }

  @Test
  void saysWhatItLeavesUndecided() {
    Verdict verdict =
        HistoryChecker.check(
            Tale.history(
                Tale.op(0, 0, 1, Tale.commit("r1", 0, "a"), Tale.committed(0, 1, "c1")),
                Tale.open(1, 2, Tale.commit("r2", 1, "b")),
                Tale.op(0, 3, 4, Tale.feed(""), Tale.page("", false)),
                Tale.open(1, 5, Tale.put(1, "d"))));
    assertThat(verdict.isRight()).isTrue();
    assertThat(verdict.undecided())
        .containsExactly(
            "stream order/7: 1 requests of unknown outcome show nowhere; they may still be applied",
            "feed partition 0: 1 commits stand beyond every page that was read",
            "view orders/7: 1 writes of unknown outcome show nowhere; they may still be applied");
    verdict.throwIfWrong();
  }

  @Test
  void refusesHistoriesWhoseMarksAreNotUnique() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                HistoryChecker.check(
                    Tale.history(
                        Tale.op(0, 0, 1, Tale.commit("r1", 0, "a"), Tale.committed(0, 1, "c1")),
                        Tale.op(0, 2, 3, Tale.commit("r2", 1, "a"), Tale.committed(1, 2, "c2")))))
        .withMessageContaining("The mark a");
  }

  @Test
  void everyAnomalyHasASentenceAndItsOwnName() {
    assertThat(List.of(Anomaly.values()))
        .allSatisfy(
            anomaly -> {
              assertThat(anomaly.id()).matches("[a-z]+(-[a-z]+)+");
              assertThat(anomaly.sentence()).matches("[A-Z].*\\.");
            });
  }
}
