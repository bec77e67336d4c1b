package dev.assay.tck.run;

import java.util.Map;

/** The parameters by which the JUnit platform runs several tests at a time. */
final class Parallel {

  private static final String PREFIX = "junit.jupiter.execution.parallel.";

  private Parallel() {}

  /** Returns the parameters for this many tests at a time; none for one. */
  static Map<String, String> parameters(int atATime) {
    return atATime == 1
        ? Map.of()
        : Map.of(
            PREFIX + "enabled", "true",
            PREFIX + "config.executor-service", "WORKER_THREAD_POOL",
            PREFIX + "config.strategy", "fixed",
            PREFIX + "config.fixed.parallelism", String.valueOf(atATime));
  }
}
