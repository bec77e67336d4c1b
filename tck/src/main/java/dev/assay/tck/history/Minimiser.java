package dev.assay.tck.history;

import dev.assay.spi.event.StreamId;
import dev.assay.tck.history.Counterexample.Bar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Finds the fewest calls of a history that still show a violation, by delta debugging (Zeller and
 * Hildebrandt, 2002): leave out ever smaller parts as long as the violation stays. The calls that
 * contradict each other always stay, so that what is shown also holds in the whole history.
 */
final class Minimiser {

  private static final int MOST_CHECKS = 400;
  private static final long MOST_CALLS = 4_000_000;

  private final Violation violation;
  private final List<Operation> all;
  private final Set<Operation> guilty;
  private final IdentityHashMap<Operation, Integer> places = new IdentityHashMap<>();
  private int checks;
  private long calls;

  private Minimiser(List<Operation> all, Violation violation) {
    this.violation = violation;
    this.all = all;
    this.guilty = new HashSet<>(violation.operations());
    for (int i = 0; i < all.size(); i++) {
      places.put(all.get(i), i);
    }
  }

  static Counterexample counterexample(History history, Violation violation) {
    List<Operation> operations = new Minimiser(history.operations(), violation).minimise();
    return new Counterexample(
        violation.anomaly(),
        violation.subject(),
        violation.explanation(),
        operations.stream()
            .sorted(
                Comparator.comparingLong(Operation::start)
                    .thenComparingLong(Operation::end)
                    .thenComparingInt(Operation::client))
            .map(operation -> bar(operation, violation))
            .toList());
  }

  private static Bar bar(Operation operation, Violation violation) {
    return new Bar(
        "client " + operation.client(),
        Words.call(operation.call()),
        Words.answer(operation.answer()),
        operation.start(),
        operation.end(),
        operation.status(),
        violation.operations().contains(operation));
  }

  private List<Operation> minimise() {
    List<Operation> removable = violation.context();
    if (!shows(removable)) {
      removable = related();
    }
    if (!shows(removable)) {
      removable = all.stream().filter(call -> !guilty.contains(call)).toList();
    }
    return withGuilty(reduce(removable));
  }

  /** Returns the other calls on the streams that the violation is about. */
  private List<Operation> related() {
    Set<StreamId> streams = new HashSet<>();
    guilty.forEach(call -> streams.addAll(streams(call)));
    return all.stream()
        .filter(call -> !guilty.contains(call))
        .filter(call -> !Collections.disjoint(streams(call), streams))
        .toList();
  }

  private static List<StreamId> streams(Operation operation) {
    if (operation.call() instanceof Call.Commit commit) {
      return List.of(commit.stream());
    }
    if (operation.call() instanceof Call.Read read) {
      return List.of(read.stream());
    }
    if (operation.call() instanceof Call.FindReceipt find) {
      return List.of(find.stream());
    }
    return operation.answer() instanceof Answer.FeedPage page
        ? page.entries().stream().map(Answer.Entry::stream).toList()
        : List.of();
  }

  // In the order of the history: of two that contradict each other, the checker names the first.
  private List<Operation> withGuilty(List<Operation> others) {
    List<Operation> operations = new ArrayList<>(violation.operations());
    operations.addAll(others);
    operations.sort(Comparator.comparingInt(call -> places.getOrDefault(call, 0)));
    return operations;
  }

  private List<Operation> reduce(List<Operation> start) {
    List<Operation> rest = start;
    int parts = Math.min(2, rest.size());
    while (!rest.isEmpty() && checks < MOST_CHECKS && calls < MOST_CALLS) {
      List<Operation> smaller = withoutAPart(rest, parts);
      if (smaller.size() < rest.size()) {
        rest = smaller;
        parts = Math.max(1, Math.min(parts - 1, rest.size()));
      } else if (parts >= rest.size()) {
        return rest;
      } else {
        parts = Math.min(parts * 2, rest.size());
      }
    }
    return rest;
  }

  /** Returns the list without the first of its parts that is not needed; itself if all are. */
  private List<Operation> withoutAPart(List<Operation> rest, int parts) {
    for (int i = 0; i < parts && checks < MOST_CHECKS && calls < MOST_CALLS; i++) {
      List<Operation> others = new ArrayList<>(rest.subList(0, rest.size() * i / parts));
      others.addAll(rest.subList(rest.size() * (i + 1) / parts, rest.size()));
      if (shows(others)) {
        return others;
      }
    }
    return rest;
  }

  private boolean shows(List<Operation> others) {
    List<Operation> operations = withGuilty(others);
    checks++;
    calls += operations.size();
    return HistoryChecker.check(operations).violations().stream().anyMatch(this::isSame);
  }

  private boolean isSame(Violation other) {
    return other.anomaly() == violation.anomaly()
        && other.subject().equals(violation.subject())
        && guilty.equals(new HashSet<>(other.operations()));
  }
}
