package dev.assay.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Proves that counterexamples hold what is needed, nothing else, and can be read. */
final class TimelineTest {

  private static Counterexample example(History history) {
    return HistoryChecker.check(history).counterexample().orElseThrow();
  }

  @Test
  void drawsLanesAndTellsTheCalls() {
    History history =
        Tale.history(
            Tale.open(0, 0, Tale.commit("r1", 0, "a")),
            Tale.op(0, 1, 3, Tale.read(), Tale.head(1, "a")),
            Tale.op(1, 4, 5, Tale.read(), Tale.head(0)));
    assertThat(example(history).text())
        .isEqualTo(
            """
            stale-read on stream order/7: version 1 was seen before the other call began, which then saw version
            0

            client 0  [###1###]
            client 1                  [###2###]

            # 1  client 0  read order/7 from 1, at most 100, forward → head 1, from 1 [a]  (1.000 to 3.000 ms)
            # 2  client 1  read order/7 from 1, at most 100, forward → head 0  (4.000 to 5.000 ms)
            """);
  }

  @ParameterizedTest
  @EnumSource(Anomaly.class)
  void everyLineFitsAndEveryCallIsTold(Anomaly anomaly) {
    Counterexample example = example(BadHistories.example(anomaly));
    assertThat(example.text().lines()).allMatch(line -> line.length() <= 100);
    assertThat(example.bars()).anyMatch(Counterexample.Bar::guilty);
    assertThat(example.text())
        .contains(example.bars().stream().map(Counterexample.Bar::lane).toList());
  }

  @ParameterizedTest
  @EnumSource(Anomaly.class)
  void exampleHoldsNoCallThatIsNotNeeded(Anomaly anomaly) {
    History noisy = BadHistories.withNoise(BadHistories.example(anomaly));
    Verdict verdict = HistoryChecker.check(noisy);
    Violation violation = verdict.violations().get(0);
    assertThat(violation.anomaly()).isEqualTo(anomaly);
    Counterexample example = verdict.counterexample(violation);
    assertThat(example.bars()).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void longTimelinesStayWithinTheirColumns() {
    List<Counterexample.Bar> bars = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      long end = i % 7 == 0 ? Operation.OPEN : i * 1_000L + 9_500;
      bars.add(
          new Counterexample.Bar(
              "client " + i % 12, "call " + i, "answer", i * 1_000L, end, Status.OK, i == 40));
    }
    Counterexample example = new Counterexample(Anomaly.STALE_READ, "stream s", "because", bars);
    assertThat(example.text().lines()).allMatch(line -> line.length() <= 100);
  }
}
