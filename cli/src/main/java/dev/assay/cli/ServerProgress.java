package dev.assay.cli;

import dev.assay.testbed.Progress;
import java.time.Duration;

/** Shows how far the start of a server is. */
record ServerProgress(Console console) implements Progress {

  @Override
  public void begun(String what) {
    if (console.live()) {
      console.status(what + " ...");
    } else {
      console.note(what + " ...");
    }
  }

  @Override
  public void advanced(String what, double fraction) {
    console.status("%s ... %.0f %%".formatted(what, fraction * 100));
  }

  @Override
  public void noted(String fact) {
    console.note(fact);
  }

  @Override
  public void ended(String what, Duration took) {
    console.note("%s: %s".formatted(what, Times.seconds(took)));
  }
}
