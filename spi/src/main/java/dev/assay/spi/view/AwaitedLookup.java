package dev.assay.spi.view;

/** The answer to the question for one view at or above a revision. */
public sealed interface AwaitedLookup {

  /** Returns what was found last. */
  Lookup lookup();

  /**
   * The stored revision, or that of the tombstone, is high enough.
   *
   * @param lookup what was found
   */
  record Reached(Lookup lookup) implements AwaitedLookup {}

  /**
   * The time ran out first.
   *
   * @param lookup what was found last
   */
  record TimedOut(Lookup lookup) implements AwaitedLookup {}
}
