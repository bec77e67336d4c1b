package dev.assay.tck.history;

import dev.assay.spi.event.StreamId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges joint commits: once a call has seen one part, every later call sees the others. What a
 * history tells of the streams one by one, {@link HistoryChecker} judges; that commits belong
 * together, only the plan knows.
 */
final class JointCheck {

  private final Map<PlannedCommit.Identity, Long> versions = new HashMap<>();
  private final Map<StreamId, List<Sight>> sights = new HashMap<>();

  /** A call that tells the head of a stream at some moment of it. */
  private record Sight(Operation operation, long head) {}

  private JointCheck(List<Operation> operations) {
    operations.forEach(this::note);
    sights.values().forEach(seen -> seen.sort(Comparator.comparingLong(s -> s.operation().end())));
  }

  /**
   * Looks for a joint commit that showed in part.
   *
   * @param joint the joint commits, part by part
   */
  static Optional<Counterexample> check(History history, List<List<PlannedCommit.Identity>> joint) {
    JointCheck check = new JointCheck(history.operations());
    return joint.stream().flatMap(parts -> check.torn(parts).stream()).findFirst();
  }

  private void note(Operation operation) {
    if (operation.call() instanceof Call.Commit commit) {
      note(operation, commit);
    } else if (operation.call() instanceof Call.Read read
        && operation.answer() instanceof Answer.Slice slice) {
      see(read.stream(), operation, slice.head());
    }
  }

  private void note(Operation operation, Call.Commit commit) {
    if (operation.answer() instanceof Answer.Committed committed) {
      versions.put(
          new PlannedCommit.Identity(commit.stream(), commit.request()), committed.after());
      see(commit.stream(), operation, committed.after());
    } else if (operation.answer() instanceof Answer.Conflict conflict) {
      see(commit.stream(), operation, conflict.actual());
    }
  }

  private void see(StreamId stream, Operation operation, long head) {
    sights.computeIfAbsent(stream, key -> new ArrayList<>()).add(new Sight(operation, head));
  }

  private Optional<Counterexample> torn(List<PlannedCommit.Identity> parts) {
    if (!versions.keySet().containsAll(parts)) {
      return Optional.empty();
    }
    return parts.stream()
        .flatMap(part -> first(part).stream())
        .min(Comparator.comparingLong(sight -> sight.operation().end()))
        .flatMap(first -> torn(parts, first.operation()));
  }

  /** Returns the first call to end that has seen a part. */
  private Optional<Sight> first(PlannedCommit.Identity part) {
    return seen(part.stream()).stream().filter(sight -> sight.head() >= version(part)).findFirst();
  }

  private Optional<Counterexample> torn(List<PlannedCommit.Identity> parts, Operation first) {
    return parts.stream()
        .flatMap(part -> blind(part, first).stream().map(blind -> violation(parts, first, blind)))
        .findFirst();
  }

  /** Returns a later call that has not seen a part. */
  private Optional<Operation> blind(PlannedCommit.Identity part, Operation first) {
    return seen(part.stream()).stream()
        .filter(sight -> sight.head() < version(part))
        .map(Sight::operation)
        .filter(operation -> operation.start() > first.end())
        .findFirst();
  }

  private Counterexample violation(
      List<PlannedCommit.Identity> parts, Operation first, Operation blind) {
    String names =
        String.join(
            " and ", parts.stream().map(part -> part.request() + " on " + part.stream()).toList());
    return new Counterexample(
        Anomaly.TORN_COMMIT,
        "the joint commit of " + names,
        "one part had been seen when a later call began that did not see another",
        List.of(bar(first), bar(blind)));
  }

  private static Counterexample.Bar bar(Operation operation) {
    return new Counterexample.Bar(
        "client " + operation.client(),
        Words.call(operation.call()),
        Words.answer(operation.answer()),
        operation.start(),
        operation.end(),
        operation.status(),
        true);
  }

  private List<Sight> seen(StreamId stream) {
    return sights.getOrDefault(stream, List.of());
  }

  private long version(PlannedCommit.Identity part) {
    return versions.getOrDefault(part, Long.MAX_VALUE);
  }
}
