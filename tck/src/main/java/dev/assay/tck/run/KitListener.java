package dev.assay.tck.run;

import dev.assay.tck.rule.RuleText;

/**
 * Is told how the kit gets on. Called by one thread at a time; a test may begin before another has
 * ended.
 */
public interface KitListener {

  /** A listener that does not listen. */
  KitListener NONE = new KitListener() {};

  /** The kit begins; it will run this many tests, parameters of single tests not counted. */
  default void started(int tests) {}

  /** A test begins. */
  default void testStarted(RuleText rule, String test) {}

  /** A test ended. */
  default void testFinished(TestResult result) {}
}
