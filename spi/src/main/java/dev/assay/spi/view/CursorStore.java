package dev.assay.spi.view;

import dev.assay.spi.event.Cursor;

/** Says that the cursors of projections are stored here, so that two projectors cannot fight. */
public interface CursorStore {

  /**
   * Returns the stored cursor; {@link Cursor#START} if there is none. It sees every save
   * acknowledged before the call.
   *
   * @param projection the projection's name
   * @param partition the feed partition, at least 0
   * @throws dev.assay.spi.StoreUnavailable if the store cannot be read
   */
  Cursor cursor(String projection, int partition);

  /**
   * Replaces the stored cursor if it is the expected one.
   *
   * @param projection the projection's name: not empty, without control characters
   * @param partition the feed partition, at least 0
   * @param expected what is stored now; {@link Cursor#START} if nothing is
   * @param next what shall be stored; {@link Cursor#START} forgets it
   * @throws dev.assay.spi.LimitExceeded if the name is too long; nothing was written
   * @throws dev.assay.spi.StoreUnavailable if it was certainly not applied and never will be
   * @throws dev.assay.spi.OutcomeUnknown if it may have been applied, or may yet be
   */
  SaveResult save(String projection, int partition, Cursor expected, Cursor next);

  /** The answer to a save. */
  sealed interface SaveResult {

    /** The cursor was the expected one and is replaced. */
    record Saved() implements SaveResult {}

    /**
     * The cursor was another one; nothing was written.
     *
     * @param actual what was stored at some moment of the call
     */
    record Conflict(Cursor actual) implements SaveResult {}
  }
}
