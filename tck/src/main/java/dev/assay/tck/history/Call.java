package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.view.ViewKey;
import java.util.List;

/**
 * What a client asked of a store. Events and documents are known again by their <em>mark</em>: a
 * text in them that no other event or document of the history carries.
 */
public sealed interface Call {

  /**
   * One attempt to commit.
   *
   * @param stream the stream
   * @param request the request; attempts of one request on one stream belong together
   * @param expected what is expected of the stream's version
   * @param marks the marks of its events, in order
   * @param claims the keys it claims
   * @param releases the keys it releases
   */
  record Commit(
      StreamId stream,
      RequestId request,
      ExpectedVersion expected,
      List<String> marks,
      List<Claim> claims,
      List<Claim> releases)
      implements Call {

    /** Copies the lists. */
    public Commit {
      marks = List.copyOf(marks);
      claims = List.copyOf(claims);
      releases = List.copyOf(releases);
    }

    /** A commit without claims and releases. */
    public Commit(
        StreamId stream, RequestId request, ExpectedVersion expected, List<String> marks) {
      this(stream, request, expected, marks, List.of(), List.of());
    }
  }

  /**
   * A read of a stream.
   *
   * @param stream the stream
   * @param from the version to start at
   * @param max the most events to return
   * @param direction by rising or falling versions
   */
  record Read(StreamId stream, long from, int max, Direction direction) implements Call {}

  /**
   * The question for the receipt of a request.
   *
   * @param stream the stream
   * @param request the request
   */
  record FindReceipt(StreamId stream, RequestId request) implements Call {}

  /**
   * A read of a feed partition.
   *
   * @param partition the partition
   * @param after the text of the cursor to go on from; empty for the beginning
   */
  record ReadFeed(int partition, String after) implements Call {}

  /**
   * The question for the end of a feed partition.
   *
   * @param partition the partition
   */
  record FeedEnd(int partition) implements Call {}

  /**
   * The question who holds a claim.
   *
   * @param claim the claim
   */
  record Holder(Claim claim) implements Call {}

  /**
   * A write of a view.
   *
   * @param key the view
   * @param revision its revision
   * @param mark the mark of its document
   */
  record Put(ViewKey key, long revision, String mark) implements Call {}

  /**
   * The removal of a view.
   *
   * @param key the view
   * @param revision the revision of the removal
   */
  record Remove(ViewKey key, long revision) implements Call {}

  /**
   * The question for a view.
   *
   * @param key the view
   */
  record Get(ViewKey key) implements Call {}

  /** Tells whether an answer is one that this call can have. */
  default boolean fits(Answer answer) {
    if (answer instanceof Answer.NotApplied || answer instanceof Answer.Unknown) {
      return true;
    }
    if (this instanceof Commit) {
      return answer instanceof Answer.Committed
          || answer instanceof Answer.Duplicate
          || answer instanceof Answer.Conflict
          || answer instanceof Answer.ClaimTaken;
    }
    if (this instanceof FindReceipt) {
      return answer instanceof Answer.Found || answer instanceof Answer.Missing;
    }
    if (this instanceof Put || this instanceof Remove) {
      return answer instanceof Answer.Applied || answer instanceof Answer.Stale;
    }
    if (this instanceof Get) {
      return answer instanceof Answer.Present
          || answer instanceof Answer.Removed
          || answer instanceof Answer.Absent;
    }
    return (this instanceof Read && answer instanceof Answer.Slice)
        || (this instanceof ReadFeed && answer instanceof Answer.FeedPage)
        || (this instanceof FeedEnd && answer instanceof Answer.End)
        || (this instanceof Holder && answer instanceof Answer.HeldBy);
  }
}
