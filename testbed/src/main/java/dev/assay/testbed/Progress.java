package dev.assay.testbed;

import java.time.Duration;

/**
 * Hears how far the start of a server is. Steps follow one another and do not overlap: each is
 * begun, may advance any number of times, and is ended, unless the start fails in it.
 */
public interface Progress {

  /** Hears everything and says nothing. */
  Progress SILENT = new Progress() {};

  /**
   * Hears that a step begins: {@code what} is a few words, such as {@code Unpacking PostgreSQL}.
   */
  default void begun(String what) {}

  /** Hears how much of the step is done, from 0 to 1. Steps of unknown length never call it. */
  default void advanced(String what, double fraction) {}

  /** Hears what is worth knowing besides the steps, such as {@code Downloaded 64 files (40 MB)}. */
  default void noted(String fact) {}

  /** Hears that the step is done, and how long it took. */
  default void ended(String what, Duration took) {}
}
