package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.util.List;
import java.util.Optional;

/** What a store answered to a {@link Call}. */
public sealed interface Answer {

  /** Returns how the call went, as far as its caller could know. */
  default Status status() {
    return Status.OK;
  }

  /** An answer that carries a receipt. */
  sealed interface Receipted extends Answer {

    /** Returns the version before the commit. */
    long before();

    /** Returns the version after the commit. */
    long after();

    /** Returns the feed partition of the commit. */
    int partition();

    /** Returns the text of the commit's feed cursor. */
    String cursor();
  }

  /**
   * The commit was applied.
   *
   * @param before the version before it
   * @param after the version after it
   * @param partition its feed partition
   * @param cursor the text of its feed cursor
   */
  record Committed(long before, long after, int partition, String cursor) implements Receipted {}

  /**
   * The request was applied before; this is the receipt of that time.
   *
   * @param before the version before the commit
   * @param after the version after it
   * @param partition its feed partition
   * @param cursor the text of its feed cursor
   */
  record Duplicate(long before, long after, int partition, String cursor) implements Receipted {}

  /**
   * The receipt that was asked for.
   *
   * @param before the version before the commit
   * @param after the version after it
   * @param partition its feed partition
   * @param cursor the text of its feed cursor
   */
  record Found(long before, long after, int partition, String cursor) implements Receipted {}

  /** There is no such receipt. */
  record Missing() implements Answer {}

  /**
   * The stream was not at the expected version.
   *
   * @param actual the version that the store told
   */
  record Conflict(long actual) implements Answer {

    @Override
    public Status status() {
      return Status.REFUSED;
    }
  }

  /**
   * Another stream holds a claimed key.
   *
   * @param claim the key
   * @param holder the stream that the store told
   */
  record ClaimTaken(Claim claim, StreamId holder) implements Answer {

    @Override
    public Status status() {
      return Status.REFUSED;
    }
  }

  /**
   * A part of a stream.
   *
   * @param head the head version
   * @param firstRetained the first version that truncation has left
   * @param first the version of the first mark; 0 if there is none
   * @param marks the marks of the events, in the direction of the read
   */
  record Slice(long head, long firstRetained, long first, List<String> marks) implements Answer {

    /** Copies the marks. */
    public Slice {
      marks = List.copyOf(marks);
    }
  }

  /**
   * A part of a feed partition.
   *
   * @param entries the commits, in the order of the feed
   * @param next the text of the cursor to go on from
   * @param caughtUp whether the store said that nothing acknowledged lies beyond
   */
  record FeedPage(List<Entry> entries, String next, boolean caughtUp) implements Answer {

    /** Copies the entries. */
    public FeedPage {
      entries = List.copyOf(entries);
    }
  }

  /**
   * A commit as the feed shows it.
   *
   * @param stream its stream
   * @param request its request
   * @param before the version before it
   * @param after the version after it
   * @param cursor the text of its cursor
   * @param marks the marks of its events, in order
   */
  record Entry(
      StreamId stream,
      RequestId request,
      long before,
      long after,
      String cursor,
      List<String> marks) {

    /** Copies the marks. */
    public Entry {
      marks = List.copyOf(marks);
    }
  }

  /**
   * The end of a feed partition.
   *
   * @param cursor the text of the cursor
   */
  record End(String cursor) implements Answer {}

  /**
   * Who holds a claim.
   *
   * @param stream the holder; empty if nobody holds it
   */
  record HeldBy(Optional<StreamId> stream) implements Answer {}

  /** The write of a view was accepted. */
  record Applied() implements Answer {}

  /**
   * The write of a view was refused.
   *
   * @param revision the stored revision
   */
  record Stale(long revision) implements Answer {

    @Override
    public Status status() {
      return Status.REFUSED;
    }
  }

  /**
   * The view is there.
   *
   * @param revision its revision
   * @param mark the mark of its document
   */
  record Present(long revision, String mark) implements Answer {}

  /**
   * The view was removed.
   *
   * @param revision the revision of the removal
   */
  record Removed(long revision) implements Answer {}

  /** Nothing was ever stored under the key. */
  record Absent() implements Answer {}

  /**
   * The call certainly had no effect and never will: the store was unavailable, or a limit refused
   * the call. For a read: there was no answer.
   *
   * @param why what the store said; free of secrets
   */
  record NotApplied(String why) implements Answer {

    @Override
    public Status status() {
      return Status.REFUSED;
    }
  }

  /**
   * The call may have had its effect, or may yet have it.
   *
   * @param why what the store said; free of secrets
   */
  record Unknown(String why) implements Answer {

    @Override
    public Status status() {
      return Status.UNKNOWN;
    }
  }
}
