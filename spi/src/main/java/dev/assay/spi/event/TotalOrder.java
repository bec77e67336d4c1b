package dev.assay.spi.event;

import java.time.Duration;

/**
 * Says that the feed has one partition and shows commits in commit order: a commit that was
 * acknowledged before another began stands before it.
 */
public interface TotalOrder extends EventStore {

  /** Reads the only partition; see {@link EventStore#feed(int, Cursor, int, Duration)}. */
  default FeedSlice feed(Cursor after, int max, Duration wait) {
    return feed(0, after, max, wait);
  }
}
