package dev.assay.cli;

import java.time.Duration;
import java.util.Locale;

/** Writes times for people. */
final class Times {

  private Times() {}

  /** Returns minutes and seconds, such as {@code 1:05}. */
  static String clock(Duration time) {
    long seconds = time.toSeconds();
    return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }

  /** Returns seconds, such as {@code 2.1 s}. */
  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
