package dev.assay.cli;

import dev.assay.tck.rule.RuleText;
import dev.assay.tck.run.KitListener;
import dev.assay.tck.run.TestResult;
import dev.assay.tck.run.Verdict;
import java.time.Duration;

/**
 * Shows how the kit gets on: one line that changes on a terminal, a line now and then elsewhere.
 */
final class KitProgress implements KitListener {

  /** A guess of the rest is worth nothing before this much is done. */
  private static final Duration FIRST_GUESS = Duration.ofSeconds(3);

  /** How many lines there are where a line cannot change. */
  private static final int LINES = 20;

  private final Console console;
  private final boolean lasting;
  private final long start = System.nanoTime();
  private int total;
  private int done;
  private int failed;

  KitProgress(Console console, boolean lasting) {
    this.console = console;
    this.lasting = lasting;
  }

  @Override
  public synchronized void started(int tests) {
    total = tests;
    String realms =
        lasting ? " in realms of its own with random names, which are dropped at the end" : "";
    console.note("Running %s%s ...".formatted(counted(tests), realms));
  }

  @Override
  public synchronized void testStarted(RuleText rule, String test) {
    console.status(line() + rest() + "  " + rule.id() + " " + rule.title());
  }

  @Override
  public synchronized void testFinished(TestResult result) {
    done++;
    failed += result.verdict() == Verdict.FAIL ? 1 : 0;
    total = Math.max(total, done);
    if (!console.live() && done * LINES / total > (done - 1) * LINES / total) {
      console.note("  " + line() + rest() + "  " + RuleText.groupOf(result.rule()));
    }
  }

  private static String counted(int tests) {
    return tests == 1 ? "1 test" : tests + " tests";
  }

  private String line() {
    String failures = failed == 0 ? "" : ", %d failed".formatted(failed);
    return "%d/%d%s  %s".formatted(done, total, failures, Times.clock(elapsed()));
  }

  private String rest() {
    if (done == 0 || elapsed().compareTo(FIRST_GUESS) < 0) {
      return "";
    }
    Duration left = elapsed().multipliedBy(total - done).dividedBy(done);
    return ", about " + Times.clock(left) + " left";
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
