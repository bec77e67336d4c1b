package dev.assay.spi.event;

import dev.assay.spi.StoreException;

/** The answer to one element of {@link EventStore#commitAll}: a result, or what went wrong. */
public sealed interface CommitOutcome permits CommitResult, CommitOutcome.Failed {

  /**
   * The element was answered by an error, which says whether it may have been applied.
   *
   * @param error what a single commit would have thrown
   */
  record Failed(StoreException error) implements CommitOutcome {}
}
