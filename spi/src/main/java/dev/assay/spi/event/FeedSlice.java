package dev.assay.spi.event;

import java.util.List;
import java.util.Optional;

/**
 * A part of a feed partition.
 *
 * @param commits whole commits, in feed order
 * @param next the cursor to go on from; it never passes a commit that becomes visible later
 * @param caughtUp true only if every commit acknowledged before the call began is at or before
 *     {@code next}
 * @param heldBackBy what foreign thing holds the feed back, for a person; empty if nothing does
 */
public record FeedSlice(
    List<RecordedCommit> commits, Cursor next, boolean caughtUp, Optional<String> heldBackBy) {

  /** The most bytes of a slice, as {@link Commit#bytes()}, unless it holds one commit only. */
  public static final long MAX_BYTES = 8L * 1024 * 1024;

  /** Copies the commits. */
  public FeedSlice {
    commits = List.copyOf(commits);
  }
}
