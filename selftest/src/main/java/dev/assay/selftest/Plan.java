package dev.assay.selftest;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the self-test runs.
 *
 * @param right the right stores
 * @param faulty the faulty stores
 * @param whole whether these are all of them; only then can a rule be told that catches nothing
 * @param full whether each faulty store meets all rules instead of those that must catch it, and
 *     the right stores are judged twenty times instead of once
 * @param seed the seed of chance
 */
public record Plan(
    List<RightStore> right, List<FaultyStore> faulty, boolean whole, boolean full, long seed) {

  private static final int TRIALS_IN_FULL = 20;
  private static final int SUGGESTIONS = 5;

  /** Copies the lists. */
  public Plan {
    right = List.copyOf(right);
    faulty = List.copyOf(faulty);
  }

  /** Returns the plan for all stores. */
  public static Plan all(long seed) {
    return new Plan(RightStores.all(), Catalogue.all(), true, false, seed);
  }

  /**
   * Returns the same plan for some stores.
   *
   * @param names their names, regardless of case
   * @throws IllegalArgumentException if there is no such store; the message says which there are
   */
  public Plan only(Set<String> names) {
    Set<String> wanted = folded(names);
    Set<String> unknown = new TreeSet<>(wanted);
    names().map(Plan::fold).forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(unknown(unknown.iterator().next()));
    }
    return new Plan(
        right.stream().filter(store -> wanted.contains(fold(store.name()))).toList(),
        faulty.stream().filter(store -> wanted.contains(fold(store.name()))).toList(),
        false,
        full,
        seed);
  }

  /** Returns the plan that runs everything against everything. */
  public Plan inFull() {
    return new Plan(right, faulty, whole, true, seed);
  }

  /** Returns how often each right store is judged, each time with another seed. */
  public int trials() {
    return full ? TRIALS_IN_FULL : 1;
  }

  /** Returns how many times the kit is run. */
  public int runs() {
    return faulty.size() + right.size() * trials();
  }

  /** Returns the command that repeats it. */
  public String command() {
    return "./assay selftest"
        + (full ? " --full" : "")
        + (whole ? "" : " --only " + names().collect(Collectors.joining(",")))
        + " --seed "
        + seed;
  }

  /** Returns the names of all stores, the right ones first. */
  Stream<String> names() {
    return Stream.concat(
        right.stream().map(RightStore::name), faulty.stream().map(FaultyStore::name));
  }

  private String unknown(String name) {
    String similar =
        names()
            .filter(known -> fold(known).contains(name) || name.contains(fold(known)))
            .limit(SUGGESTIONS)
            .collect(Collectors.joining(", "));
    return similar.isEmpty()
        ? "There is no store '%s' among the %d of the self-test; its report lists them all"
            .formatted(name, names().count())
        : "There is no store '%s'; there is %s".formatted(name, similar);
  }

  private static Set<String> folded(Set<String> names) {
    return names.stream().map(Plan::fold).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String fold(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
