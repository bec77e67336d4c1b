package dev.assay.cli;

import dev.assay.tck.rule.RuleText;
import dev.assay.tck.run.KitListener;
import dev.assay.tck.run.TestResult;
import dev.assay.tck.run.Verdict;
import java.time.Duration;

/** Shows how the kit gets on: one line that changes on a terminal, one line per group elsewhere. */
final class KitProgress implements KitListener {

  /** A guess of the rest is worth nothing before this much is done. */
  private static final Duration FIRST_GUESS = Duration.ofSeconds(3);

  private final Console console;
  private final boolean lasting;
  private final long start = System.nanoTime();
  private int total;
  private int done;
  private int failed;
  private String group = "";
  private int inGroup;
  private int failedInGroup;

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
    if (!rule.group().equals(group)) {
      endGroup();
      group = rule.group();
    }
    console.status(line(rule));
  }

  @Override
  public synchronized void testFinished(TestResult result) {
    done++;
    inGroup++;
    if (result.verdict() == Verdict.FAIL) {
      failed++;
      failedInGroup++;
    }
    total = Math.max(total, done);
  }

  /** Ends the last group. */
  synchronized void end() {
    endGroup();
  }

  private void endGroup() {
    if (!console.live() && inGroup > 0) {
      String failures = failedInGroup == 0 ? "" : ", %d failed".formatted(failedInGroup);
      console.note(
          "  %-12s %s%s  (%d/%d, %s)"
              .formatted(group, counted(inGroup), failures, done, total, Times.clock(elapsed())));
    }
    inGroup = 0;
    failedInGroup = 0;
  }

  private static String counted(int tests) {
    return tests == 1 ? "1 test" : tests + " tests";
  }

  private String line(RuleText rule) {
    String failures = failed == 0 ? "" : ", %d failed".formatted(failed);
    return "%d/%d%s  %s%s  %s %s"
        .formatted(done, total, failures, Times.clock(elapsed()), rest(), rule.id(), rule.title());
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
