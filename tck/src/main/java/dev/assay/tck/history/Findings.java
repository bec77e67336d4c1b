package dev.assay.tck.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Collects what is wrong, once each, and what cannot be decided. */
final class Findings {

  private final List<Violation> violations = new ArrayList<>();
  private final Set<Key> known = new HashSet<>();
  private final List<String> undecided = new ArrayList<>();

  private record Key(Anomaly anomaly, String subject, Set<Operation> operations) {}

  void add(Anomaly anomaly, String subject, String explanation, List<Operation> operations) {
    add(anomaly, subject, explanation, operations, List.of());
  }

  /**
   * Adds a violation.
   *
   * @param operations the calls that contradict each other
   * @param context further calls that may be needed to see it
   */
  void add(
      Anomaly anomaly,
      String subject,
      String explanation,
      Collection<Operation> operations,
      Collection<Operation> context) {
    List<Operation> guilty = operations.stream().distinct().toList();
    if (known.add(new Key(anomaly, subject, Set.copyOf(guilty)))) {
      List<Operation> others =
          context.stream().distinct().filter(operation -> !guilty.contains(operation)).toList();
      violations.add(new Violation(anomaly, subject, explanation, guilty, others));
    }
  }

  void undecided(String what) {
    undecided.add(what);
  }

  List<Violation> violations() {
    return violations;
  }

  List<String> undecided() {
    return undecided;
  }

  static List<Operation> all(Collection<Operation> one, Collection<Operation> other) {
    return Stream.concat(one.stream(), other.stream()).distinct().toList();
  }

  static List<Operation> all(
      Collection<Operation> one, Collection<Operation> other, Collection<Operation> third) {
    return all(all(one, other), third);
  }
}
