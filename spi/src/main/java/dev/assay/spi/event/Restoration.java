package dev.assay.spi.event;

/** Says that recorded commits can be put back as they were, for moving a realm. */
public interface Restoration {

  /**
   * Writes a commit as it was recorded elsewhere. Versions, request id, response, recorded time,
   * effects, claims and truncation are kept; the feed position is this store's own. It is applied
   * only if the stream stands at the receipt's version before. Idempotent: a second time is a
   * {@link CommitResult.Duplicate}.
   *
   * @return as {@link EventStore#commit}; {@link CommitResult.VersionConflict} if the head does not
   *     match
   * @throws dev.assay.spi.LimitExceeded if it does not fit the limits; nothing was written
   * @throws dev.assay.spi.UnsupportedCapability if it carries claims and the store has none
   * @throws dev.assay.spi.StoreUnavailable if certainly nothing was applied and never will be
   * @throws dev.assay.spi.OutcomeUnknown if it may have been applied, or may yet be
   */
  CommitResult restore(RecordedCommit commit);
}
