package dev.assay.tck.history;

import java.util.Locale;

/**
 * What can be wrong in a history. The page {@code spi/ANOMALIES.md} tells of each what it means for
 * a user and what usually causes it, with a drawn example. One mistake often shows as several
 * anomalies; those that say most about it come first.
 */
public enum Anomaly {
  /** What was refused is there. */
  REFUSED_COMMIT_APPEARS("A commit shows although every attempt of its request was refused."),
  /** A commit that nobody asked for. */
  PHANTOM_COMMIT("An event or a receipt shows that no call of the history asked for."),
  /** A part of a commit. */
  TORN_COMMIT("A part of a commit's events shows without the rest."),
  /** A request with two effects. */
  REQUEST_APPLIED_TWICE("One request was applied more than once."),
  /** What was acknowledged is gone. */
  LOST_COMMIT("A commit that was acknowledged, or had been seen, is not in its stream."),
  /** Two truths about one version. */
  DIVERGENT_VERSIONS("Two calls tell different events for one version of one stream."),
  /** A commit on a version that it did not expect. */
  IGNORED_EXPECTATION("A commit was applied on a version that it did not expect."),
  /** A hole in the versions. */
  VERSION_GAP("A commit stands on a version that no commit made."),
  /** A head that nobody made. */
  PHANTOM_VERSION("A call told a head version that no commit made."),
  /** A stream was seen older than it was known to be. */
  STALE_READ("A call saw a stream older than another call had seen it before the first began."),
  /** A stream was seen newer than it was. */
  FUTURE_READ("A call saw a commit that nobody had begun to write when the call was answered."),
  /** A commit below something that was there before it began. */
  BACKDATED_COMMIT("A commit took a version although a later one was known before it began."),
  /** A conflict without a reason. */
  UNJUSTIFIED_CONFLICT("A commit was refused although its expectation held during its whole call."),
  /** A duplicate of nothing. */
  UNJUSTIFIED_DUPLICATE("A request was called a duplicate before it could have been applied."),
  /** Two receipts of one request. */
  DUPLICATE_WITH_ANOTHER_RECEIPT("One request was answered with two different receipts."),
  /** A receipt that contradicts the stream. */
  WRONG_RECEIPT("A receipt tells another place than the one where its commit stands."),
  /** A request that is not remembered. */
  FORGOTTEN_REQUEST("A request that was applied was then treated as if it had not been."),
  /** A slice that contradicts its own read. */
  BROKEN_SLICE("A read was answered by events that do not lie where it asked for them."),

  /** A commit that a follower never gets. */
  FEED_SKIP("A page of the feed passed a commit that was there before the page was asked for."),
  /** A commit that appears behind a reader. */
  FEED_LATE_COMMIT("A commit appeared in the feed behind a cursor that a reader had reached."),
  /** A commit that a follower gets twice. */
  FEED_DUPLICATE("One pass over the feed shows a commit twice."),
  /** A feed out of order. */
  FEED_REORDER("The feed shows commits in another order than that of their cursors or versions."),
  /** A position that does not match. */
  FEED_POSITION_DISAGREES("A receipt tells another feed position or commit than the feed does."),
  /** A follower that was told to stop too early. */
  FALSE_CAUGHT_UP("A page said that it was caught up, but an acknowledged commit lies beyond it."),
  /** A cursor that goes backwards. */
  FEED_REGRESS("The feed gave a cursor that lies before what had been read already."),
  /** A stream in two partitions. */
  PARTITION_CHANGE("Commits of one stream stand in different feed partitions."),

  /** A key with two holders. */
  CLAIM_HELD_TWICE("Two streams held one claim at the same time."),
  /** A claim that is gone. */
  LOST_CLAIM("The question for a claim's holder found none although a stream held it throughout."),
  /** A holder that is none. */
  WRONG_HOLDER("The question for a claim's holder named a stream that did not hold it."),
  /** A refusal without a holder. */
  UNJUSTIFIED_CLAIM_TAKEN(
      "A commit was refused for a claim that the holder it tells did not hold."),

  /** A refused view write that is there. */
  REFUSED_WRITE_APPEARS("A write of a view shows although it was refused."),
  /** A document that nobody wrote. */
  PHANTOM_VIEW("A view shows a document or a revision that no call of the history wrote."),
  /** Two truths about one revision. */
  DIVERGENT_VIEW("Two calls tell different documents for one revision of one view."),
  /** A revision with two winners. */
  REVISION_APPLIED_TWICE("Two writes of one revision of one view were both accepted."),
  /** A removed view that is back. */
  TOMBSTONE_FORGOTTEN(
      "A removed view showed again, or took an older write, after its removal was known."),
  /** A view that went backwards. */
  OLDER_WRITE_APPLIED("A write of a view was accepted although a newer one was known before it."),
  /** A view write that is gone. */
  LOST_VIEW_WRITE("A write of a view that was acknowledged shows nowhere afterwards."),
  /** A view was seen older than it was known to be. */
  STALE_VIEW("A call saw a view older than another call had seen it before the first began."),
  /** A view was seen newer than it was. */
  FUTURE_VIEW("A call saw a write of a view that nobody had begun when the call was answered."),
  /** A refusal without a newer revision. */
  UNJUSTIFIED_STALE("A write of a view was refused as stale, but no such revision was stored.");

  private final String sentence;

  Anomaly(String sentence) {
    this.sentence = sentence;
  }

  /** Returns the name for people and reports, such as {@code stale-read}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns what happened, in one sentence. */
  public String sentence() {
    return sentence;
  }

  @Override
  public String toString() {
    return id();
  }
}
