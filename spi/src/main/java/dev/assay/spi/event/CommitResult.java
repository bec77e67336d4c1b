package dev.assay.spi.event;

/**
 * The answer to a commit. Judged in this order: duplicate, expected version, claims (the first
 * taken one in list order). A refused commit leaves nothing behind, and its request may be retried.
 */
public sealed interface CommitResult extends CommitOutcome {

  /**
   * The commit was applied.
   *
   * @param receipt what it left behind
   */
  record Committed(Receipt receipt) implements CommitResult {}

  /**
   * The request was applied before; nothing was written now.
   *
   * @param original the receipt of the first time
   */
  record Duplicate(Receipt original) implements CommitResult {}

  /**
   * The stream was not at the expected version; nothing was written.
   *
   * @param actual the stream's version at some moment of the call
   */
  record VersionConflict(long actual) implements CommitResult {}

  /**
   * Another stream holds a claimed key; nothing was written.
   *
   * @param claim the first such key in list order
   * @param holder the stream that held it at some moment of the call
   */
  record ClaimTaken(Claim claim, StreamId holder) implements CommitResult {}
}
