package dev.assay.spi.event;

import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import java.util.Optional;

/**
 * Says that requests can be recorded before they are processed, so that none is forgotten and each
 * can be found. The log and the commits are independent: a commit needs no logged request.
 *
 * <p>All methods throw {@link dev.assay.spi.StoreUnavailable} if certainly nothing was applied, and
 * the writing ones {@link dev.assay.spi.OutcomeUnknown} if it may have been.
 */
public interface RequestLog {

  /**
   * Records that a request was received. The first call stores it; each further one with the same
   * stream and request id counts it and keeps the content of the first.
   *
   * @return what the log remembers after this call
   * @throws dev.assay.spi.LimitExceeded if an id, the depth or a number of the body, or the bytes
   *     of the body (as {@link dev.assay.spi.Limit#COMMIT_BYTES}) exceed a limit
   */
  LoggedRequest record(Request request);

  /** The most code points that are kept of an error. */
  int MAX_ERROR = 4000;

  /** The largest page of the lists. */
  int MAX_PAGE = 1000;

  /**
   * Remembers why processing failed; the last error wins.
   *
   * @param error any text without U+0000; cut after 4,000 code points
   * @return whether the request is in the log
   */
  boolean fail(StreamId stream, RequestId request, String error);

  /** Finds a request; it sees every call acknowledged before. */
  Optional<LoggedRequest> find(StreamId stream, RequestId request);

  /**
   * Finds the requests of an interaction, in the order of their first receipt.
   *
   * @param after where to go on; empty for the first page
   * @param max the size of the page, from 1 to 1,000
   */
  Page<LoggedRequest> findByInteraction(String interaction, Optional<PageCursor> after, int max);

  /**
   * Lists the requests that have no receipt, in the order of their first receipt.
   *
   * @param after where to go on; empty for the first page
   * @param max the size of the page, from 1 to 1,000
   */
  Page<LoggedRequest> pending(Optional<PageCursor> after, int max);
}
