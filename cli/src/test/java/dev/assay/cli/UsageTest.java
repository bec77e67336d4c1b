package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UsageTest {

  @Test
  void theVersionIsThatOfTheBuild() {
    Run run = Run.of("--version");
    assertThat(run.code()).isZero();
    assertThat(run.out()).matches("(?s)assay \\d+\\.\\d+\\.\\d+.*\\(Java .*\\)\\s*");
  }

  @Test
  void helpListsTheCommandsAndExitCodes() {
    for (String[] args : new String[][] {{}, {"help"}, {"--help"}}) {
      Run run = Run.of(args);
      assertThat(run.code()).isZero();
      assertThat(run.out())
          .contains("certify", "serve", "selftest", "report", "repair-feed", "Exit codes:");
    }
  }

  @Test
  void helpOfACommandShowsItsOptionsAndExamples() {
    Run run = Run.of("help", "certify");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("--profile", "--out", "--rules", "--seed", "--uri", "--jar", "--coordinates")
        .contains("./assay certify postgres");
    assertThat(Run.of("certify", "--help").out()).isEqualTo(run.out());
  }

  @Test
  void aFeedThatNeedsNoRepairIsSaidToNeedNone() {
    Run run = Run.of("repair-feed", "memory://x");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("needs no repair");
  }
}
