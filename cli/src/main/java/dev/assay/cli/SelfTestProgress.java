package dev.assay.cli;

import dev.assay.selftest.SelfTestListener;
import java.time.Duration;

/**
 * Shows how the self-test gets on: one line that changes on a terminal, a line now and then
 * elsewhere.
 */
final class SelfTestProgress implements SelfTestListener {

  /** A guess of the rest is worth nothing before this much is done. */
  private static final Duration FIRST_GUESS = Duration.ofSeconds(3);

  /** How many lines there are where a line cannot change. */
  private static final int LINES = 10;

  private final Console console;
  private final long start = System.nanoTime();
  private int total;
  private int done;
  private int bad;

  SelfTestProgress(Console console) {
    this.console = console;
  }

  @Override
  public synchronized void started(int runs) {
    total = runs;
    console.note(
        "Running the kit on %s: the right stores first, then the faulty ones ..."
            .formatted(runs == 1 ? "1 store" : runs + " stores"));
  }

  @Override
  public synchronized void finished(String store, boolean good) {
    done++;
    bad += good ? 0 : 1;
    console.status(line() + rest() + "  " + store);
    if (!console.live() && done * LINES / total > (done - 1) * LINES / total) {
      console.note("  " + line());
    }
  }

  /** Ends the line. */
  synchronized void end() {
    console.note("Took " + Times.clock(elapsed()) + ".");
    console.print("");
  }

  private String line() {
    String problems = bad == 0 ? "" : ", %d not as it must be".formatted(bad);
    return "%d/%d%s  %s".formatted(done, total, problems, Times.clock(elapsed()));
  }

  private String rest() {
    if (elapsed().compareTo(FIRST_GUESS) < 0) {
      return "";
    }
    Duration left = elapsed().multipliedBy(total - done).dividedBy(done);
    return ", about " + Times.clock(left) + " left";
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
