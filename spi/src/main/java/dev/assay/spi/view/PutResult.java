package dev.assay.spi.view;

import dev.assay.spi.internal.Checks;

/** The answer to a write of a view. */
public sealed interface PutResult extends PutOutcome {

  /** The write was accepted: its revision was greater than the stored one. */
  record Applied() implements PutResult {}

  /**
   * The write was refused: the stored revision was equal or greater.
   *
   * @param stored the stored revision, or that of the tombstone, at some moment of the call
   */
  record Stale(long stored) implements PutResult {

    /** Checks the bound. */
    public Stale {
      Checks.atLeast("stored revision", 1, stored);
    }
  }
}
