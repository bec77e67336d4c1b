package dev.assay.spi.view;

import dev.assay.spi.StoreException;

/** The answer to one element of {@link ViewStore#putAll}: a result, or what went wrong. */
public sealed interface PutOutcome permits PutResult, PutOutcome.Failed {

  /**
   * The element was answered by an error, which says whether it may have been applied.
   *
   * @param error what a single put would have thrown
   */
  record Failed(StoreException error) implements PutOutcome {}
}
