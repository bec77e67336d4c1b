package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one request on one stream: its attempts, merged; when it was applied
 * at the earliest and at the latest; where it stands.
 */
final class Write {

  /**
   * Where a commit stands.
   *
   * @param before the version before it
   * @param after the version after it
   * @param proof the call that shows it
   */
  record Place(long before, long after, Operation proof) {

    boolean sameAs(Place other) {
      return before == other.before && after == other.after;
    }
  }

  /**
   * Where a commit stands in the feed.
   *
   * @param partition the partition
   * @param cursor the text of its cursor
   * @param proof the call that shows it
   */
  record Position(int partition, String cursor, Operation proof) {

    boolean sameAs(Position other) {
      return partition == other.partition && cursor.equals(other.cursor);
    }
  }

  final StreamId stream;
  final RequestId request;

  /** All attempts. */
  final List<Operation> attempts = new ArrayList<>();

  /** The attempts that were applied or may have been. */
  final List<Operation> appliers = new ArrayList<>();

  /** The distinct contents of its attempts; usually one. */
  final Set<List<String>> contents = new LinkedHashSet<>();

  /** When the first attempt began that may have applied it. */
  long start = Operation.OPEN;

  /** The earliest proof that it was applied. */
  @Nullable Operation proof;

  /** The earliest acknowledgement: it was committed, or called a duplicate. */
  @Nullable Operation acknowledgement;

  /** When the last call began that shows it, its own attempts not counted. */
  long lastSeen = -1;

  /** The read that began last of those that did not see it. */
  @Nullable Operation missed;

  /** Its place as receipts tell it. */
  @Nullable Place told;

  /** Its place as its events show it, in reads or the feed. */
  @Nullable Place shown;

  /** Its position as receipts tell it. */
  @Nullable Position toldPosition;

  /** Its position as the feed shows it. */
  @Nullable Position shownPosition;

  Write(StreamId stream, RequestId request) {
    this.stream = stream;
    this.request = request;
  }

  void attempt(Operation operation, Call.Commit commit) {
    attempts.add(operation);
    contents.add(commit.marks());
    if (operation.answer() instanceof Answer.Committed
        || operation.answer() instanceof Answer.Unknown) {
      appliers.add(operation);
      start = Math.min(start, operation.start());
    }
    if (operation.answer() instanceof Answer.Committed
        || operation.answer() instanceof Answer.Duplicate) {
      acknowledgement = earlier(acknowledgement, operation);
      proof = earlier(proof, operation);
    }
  }

  /** Takes note of a call that shows the commit. */
  void seen(Operation by) {
    proof = earlier(proof, by);
    lastSeen = Math.max(lastSeen, by.start());
  }

  boolean mayBeApplied() {
    return !appliers.isEmpty();
  }

  /** Returns when it was applied at the earliest. */
  long notBefore() {
    return missed == null ? start : Math.max(start, missed.start());
  }

  /** Returns when it was applied at the latest; open if there is no proof that it was. */
  long end() {
    return proof == null ? Operation.OPEN : proof.end();
  }

  long acknowledgedEnd() {
    return acknowledgement == null ? Operation.OPEN : acknowledgement.end();
  }

  @Nullable Place place() {
    return shown != null ? shown : told;
  }

  @Nullable Position position() {
    return shownPosition != null ? shownPosition : toldPosition;
  }

  int mostEvents() {
    return contents.stream().mapToInt(List::size).max().orElse(0);
  }

  /** Returns the call that began first of those that may have applied it. */
  Operation firstApplier() {
    Operation first = appliers.get(0);
    for (Operation applier : appliers) {
      first = applier.start() < first.start() ? applier : first;
    }
    return first;
  }

  /** Returns the claims, or releases, of the attempts that may have applied it. */
  Set<Claim> claims(Function<Call.Commit, List<Claim>> which) {
    Set<Claim> claims = new LinkedHashSet<>();
    appliers.forEach(applier -> claims.addAll(which.apply(commit(applier))));
    return claims;
  }

  /** Tells whether all of those attempts carry the claim, or release. */
  boolean allCarry(Claim claim, Function<Call.Commit, List<Claim>> which) {
    return appliers.stream().allMatch(applier -> which.apply(commit(applier)).contains(claim));
  }

  static Call.Commit commit(Operation attempt) {
    if (attempt.call() instanceof Call.Commit commit) {
      return commit;
    }
    throw new IllegalArgumentException("Not a commit: " + attempt);
  }

  private static Operation earlier(@Nullable Operation a, Operation b) {
    return a == null || b.end() < a.end() ? b : a;
  }

  @Override
  public String toString() {
    return request.toString();
  }
}
