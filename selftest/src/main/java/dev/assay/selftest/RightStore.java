package dev.assay.selftest;

import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ViewStoreFixture;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A store that is right: no rule may accuse it.
 *
 * @param name its name
 * @param text what it is, in one sentence
 * @param events makes its event store, with a backend of its own each time
 * @param views makes its view store, with a backend of its own each time
 * @param rules the rules and groups that it is judged by; none means all
 */
public record RightStore(
    String name,
    String text,
    Optional<Supplier<EventStoreFixture>> events,
    Optional<Supplier<ViewStoreFixture>> views,
    Set<String> rules) {

  /** Sorts the rules. */
  public RightStore {
    rules = Collections.unmodifiableSet(new TreeSet<>(rules));
  }
}
