package dev.assay.tck.rule;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;

/** A suite as the extension sees it. The bases of the suites implement it. */
public interface RuleSubject {

  /**
   * Returns what surrounds the test that is running.
   *
   * @throws IllegalStateException if none is
   */
  RuleContext context();

  /** Opens the store for one test. */
  void begin(RuleContext context);

  /** Returns what the store says of itself. */
  Declaration declaration();

  /** Tells whether the store implements what a capability stands for. */
  boolean implementsCapability(Capability capability);

  /**
   * Proves that what a capability stands for is refused before any write.
   *
   * @throws AssertionError if it is not refused
   */
  void proveRefused(Capability capability);

  /**
   * Erases what the test wrote and closes what it opened.
   *
   * @param passed whether the test passed; if not, erasing is bounded, and what cannot be erased
   *     stays behind quietly
   */
  void end(boolean passed);
}
