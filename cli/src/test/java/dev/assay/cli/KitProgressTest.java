package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tck.rule.RuleText;
import dev.assay.tck.run.TestResult;
import dev.assay.tck.run.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KitProgressTest {

  private final StringWriter err = new StringWriter();

  @Test
  void aTerminalShowsOneLineThatChanges() {
    play(console(true));
    assertThat(err.toString())
        .contains("Running 3 tests in realms of its own")
        .contains("\r\u001B[K0/3  0:00  LOCK-1 A title")
        .contains("\r\u001B[K2/3, 1 failed  0:00  FEED-1 A title")
        .doesNotContain("  LOCK ");
  }

  @Test
  void aLineOnATerminalIsNeverLongerThanTheTerminal() {
    console(true).status("x".repeat(500));
    assertThat(err.toString().replace("\r\u001B[K", "")).hasSize(79);
  }

  @Test
  void manyTestsGiveTwentyLines() {
    KitProgress progress = new KitProgress(console(false), false);
    progress.started(182);
    for (int i = 0; i < 182; i++) {
      progress.testFinished(result("LOCK-1", Verdict.PASS));
    }
    assertThat(err.toString().lines()).hasSize(1 + 20);
  }

  @Test
  void elsewhereALineNowAndThenSaysHowFarItIs() {
    play(console(false));
    assertThat(err.toString().lines())
        .hasSize(4)
        .satisfiesExactly(
            line -> assertThat(line).startsWith("Running 3 tests in realms"),
            line -> assertThat(line).isEqualTo("  1/3  0:00  LOCK"),
            line -> assertThat(line).isEqualTo("  2/3, 1 failed  0:00  LOCK"),
            line -> assertThat(line).isEqualTo("  3/3, 1 failed  0:00  FEED"));
    assertThat(err.toString()).doesNotContain("\u001B");
  }

  private static void play(Console console) {
    KitProgress progress = new KitProgress(console, true);
    progress.started(3);
    for (String rule : new String[] {"LOCK-1", "LOCK-2", "FEED-1"}) {
      progress.testStarted(rule(rule), "test");
      progress.testFinished(result(rule, rule.equals("LOCK-2") ? Verdict.FAIL : Verdict.PASS));
    }
  }

  private Console console(boolean live) {
    return new Console(
        new PrintWriter(new StringWriter()), new PrintWriter(err), live, false, new Secrets());
  }

  private static RuleText rule(String id) {
    return new RuleText(id, "A title", "It MUST.", "Because.", Set.of(), "here");
  }

  private static TestResult result(String rule, Verdict verdict) {
    return new TestResult(
        rule,
        "Suite",
        "test",
        verdict,
        Duration.ofMillis(1),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }
}
