package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;
import dev.assay.spi.json.Json;
import java.time.Instant;

/**
 * What a commit left behind. The set of receipts is the command-response log.
 *
 * @param stream the stream
 * @param request the request that was applied
 * @param before the version before the commit
 * @param after the version after it; equal to {@code before} if it had no events
 * @param response the response to remember
 * @param recordedAt when it was recorded, in microseconds; never decreases along a stream
 * @param position where it stands in the feed
 */
public record Receipt(
    StreamId stream,
    RequestId request,
    long before,
    long after,
    Json response,
    Instant recordedAt,
    FeedPosition position) {

  /** Checks the versions. */
  public Receipt {
    Checks.atLeast("version before", 0, before);
    Checks.atLeast("version after", before, after);
  }

  /** Returns the number of events of the commit. */
  public long events() {
    return after - before;
  }
}
