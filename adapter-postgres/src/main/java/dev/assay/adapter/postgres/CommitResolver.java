package dev.assay.adapter.postgres;

import dev.assay.adapter.postgres.CommitGroup.RequestOfStream;
import dev.assay.adapter.postgres.CommitWriter.Found;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out what became of a group whose answer was lost, by looking for receipts on fresh
 * connections.
 *
 * <ol>
 *   <li>A receipt of another attempt: this request had been applied before, and the attempt that
 *       was lost cannot apply it again.
 *   <li>A receipt of the group's own attempt: its transaction has committed as a whole. Whatever is
 *       still missing when it is looked for <em>after</em> that was refused.
 *   <li>Otherwise, what is missing proves nothing: the attempt may still be on its way.
 * </ol>
 *
 * <p>For one lost answer; not thread-safe.
 */
final class CommitResolver {

  private static final long LEAST_MILLIS = 20;

  private final CommitWriter writer;
  private final CommitGroup group;
  private final List<PreparedCommit> commits;
  private final OutcomeUnknown unknown;
  private final Deadline deadline;
  private final Map<RequestOfStream, Found> found = new HashMap<>();
  private final Set<RequestOfStream> refused = new HashSet<>();

  CommitResolver(
      CommitWriter writer, CommitGroup group, OutcomeUnknown unknown, Deadline deadline) {
    this.writer = writer;
    this.group = group;
    this.commits = group.commits();
    this.unknown = unknown;
    this.deadline = deadline;
  }

  /** Answers commits that were judged one by one. */
  List<CommitOutcome> independent() {
    look();
    List<CommitOutcome> outcomes = new ArrayList<>();
    Set<RequestOfStream> applied = new HashSet<>();
    for (int i = 0; i < commits.size(); i++) {
      RequestOfStream request = RequestOfStream.of(commits.get(i));
      Found receipt = found.get(request);
      if (receipt != null) {
        outcomes.add(result(receipt, applied.add(request)));
      } else {
        outcomes.add(refused.contains(request) ? again(i) : new CommitOutcome.Failed(unknown));
      }
    }
    return outcomes;
  }

  /**
   * Answers commits of which all were applied or none.
   *
   * @throws OutcomeUnknown if it stays unknown
   */
  List<CommitResult> together() {
    look();
    List<CommitResult> results = new ArrayList<>();
    for (PreparedCommit one : commits) {
      Found receipt = found.get(RequestOfStream.of(one));
      if (receipt != null) {
        results.add(result(receipt, true));
      }
    }
    if (results.size() == commits.size()) {
      return results;
    }
    if (results.isEmpty() || applied()) {
      throw unknown;
    }
    // One request had been applied before, so all of them were or will be refused.
    List<PreparedCommit> same = List.copyOf(commits);
    return writer.send(CommitGroup.together(writer.realm(), same), deadline);
  }

  /** Of two commits with one request, the first was applied and the second is its duplicate. */
  private CommitResult result(Found receipt, boolean first) {
    return receipt.isOf(group) && first
        ? new CommitResult.Committed(receipt.receipt())
        : new CommitResult.Duplicate(receipt.receipt());
  }

  private void look() {
    lookForMissing();
    if (applied() && lookForMissing()) {
      commits.stream()
          .map(RequestOfStream::of)
          .filter(request -> !found.containsKey(request))
          .forEach(refused::add);
    }
  }

  private boolean applied() {
    return found.values().stream().anyMatch(receipt -> receipt.isOf(group));
  }

  /** Returns false if it could not look for all. */
  private boolean lookForMissing() {
    for (PreparedCommit one : commits) {
      RequestOfStream request = RequestOfStream.of(one);
      if (!found.containsKey(request)) {
        if (deadline.leftMillis() < LEAST_MILLIS) {
          return false;
        }
        try {
          Optional<Found> receipt = writer.find(request.stream(), request.request(), deadline);
          receipt.ifPresent(there -> found.put(request, there));
        } catch (StoreException e) {
          return false;
        }
      }
    }
    return true;
  }

  /** Judges a commit again that was certainly refused, unless one behind it has overtaken it. */
  private CommitOutcome again(int index) {
    PreparedCommit one = commits.get(index);
    StreamId stream = one.commit().stream();
    boolean last =
        commits.subList(index + 1, commits.size()).stream()
            .noneMatch(later -> later.commit().stream().equals(stream));
    if (!last || deadline.leftMillis() < LEAST_MILLIS) {
      return new CommitOutcome.Failed(
          new StoreUnavailable(
              "The commit was refused, and the answer that says why was lost", unknown));
    }
    try {
      return writer.write(CommitGroup.hasty(writer.realm(), List.of(one)), deadline).get(0);
    } catch (StoreException e) {
      return new CommitOutcome.Failed(e);
    }
  }
}
