package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;

/**
 * Where a commit stands in the feed.
 *
 * @param partition the feed partition, from 0
 * @param cursor the place of the commit; reading after it yields the commits behind it
 */
public record FeedPosition(int partition, Cursor cursor) {

  /** Checks the bound. */
  public FeedPosition {
    Checks.atLeast("feed partition", 0, partition);
  }

  /** Returns the token of a reader that has seen this commit. */
  public ConsistencyToken token() {
    return ConsistencyToken.NOTHING.with(this);
  }
}
