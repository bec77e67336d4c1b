package dev.assay.spi.event;

/**
 * Says that the old events of a stream can be removed. Head, receipts, responses, effects, claims
 * and the memory of requests stay; the feed still yields the commits, marked as truncated.
 */
public interface Truncation {

  /**
   * Removes the events below a version, rounded down to a commit boundary: a commit is truncated as
   * a whole or not at all. Idempotent; what is gone stays gone.
   *
   * @param before the first version to keep, at least 1; beyond the head everything is removed
   * @return the first version that is retained now; head + 1 if nothing is
   * @throws dev.assay.spi.StoreUnavailable if certainly nothing was removed and never will be
   * @throws dev.assay.spi.OutcomeUnknown if the events may have been removed, or may yet be
   */
  long truncate(StreamId stream, long before);
}
