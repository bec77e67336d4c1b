package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ViewStoreFixture;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A store that is wrong in one way.
 *
 * @param name the name of its class
 * @param flaw what is wrong with it, in one sentence
 * @param events makes its event store, with a backend of its own each time
 * @param views makes its view store, with a backend of its own each time
 * @param killedBy the rules that it must break, every one of them
 */
public record FaultyStore(
    String name,
    String flaw,
    Optional<Supplier<EventStoreFixture>> events,
    Optional<Supplier<ViewStoreFixture>> views,
    Set<String> killedBy) {

  /** Sorts the rules. */
  public FaultyStore {
    killedBy = Collections.unmodifiableSet(new TreeSet<>(killedBy));
    if (killedBy.isEmpty()) {
      throw new IllegalArgumentException("Some rule must catch " + name);
    }
  }

  /** A faulty event store round the reference. */
  static FaultyStore event(
      Class<?> type, Function<MemoryEventStore, EventStore> wrap, String... killedBy) {
    return fixture(
        type,
        () -> {
          String backend = "faulty-" + UUID.randomUUID();
          return realm -> wrap.apply(MemoryEventStore.open(backend, realm));
        },
        killedBy);
  }

  /** A faulty event store whose handles share a state, which the supplier makes once for a run. */
  static FaultyStore fixture(
      Class<?> type, Supplier<EventStoreFixture> fixture, String... killedBy) {
    return new FaultyStore(
        type.getSimpleName(), flaw(type), Optional.of(fixture), Optional.empty(), Set.of(killedBy));
  }

  /** A faulty view store round the reference. */
  static FaultyStore view(
      Class<?> type, Function<MemoryViewStore, ViewStore> wrap, String... killedBy) {
    return viewFixture(
        type,
        () -> {
          String backend = "faulty-" + UUID.randomUUID();
          return realm -> wrap.apply(MemoryViewStore.open(backend, realm));
        },
        killedBy);
  }

  /** A faulty view store whose handles share a state, which the supplier makes once for a run. */
  static FaultyStore viewFixture(
      Class<?> type, Supplier<ViewStoreFixture> fixture, String... killedBy) {
    return new FaultyStore(
        type.getSimpleName(), flaw(type), Optional.empty(), Optional.of(fixture), Set.of(killedBy));
  }

  /** A faulty adapter with both stores. */
  static FaultyStore both(
      Class<?> type,
      Supplier<EventStoreFixture> events,
      Supplier<ViewStoreFixture> views,
      String... killedBy) {
    return new FaultyStore(
        type.getSimpleName(),
        flaw(type),
        Optional.of(events),
        Optional.of(views),
        Set.of(killedBy));
  }

  private static String flaw(Class<?> type) {
    Flaw flaw = type.getAnnotation(Flaw.class);
    if (flaw == null) {
      throw new IllegalArgumentException(
          "Say with @Flaw on the class %s, in one sentence, what is wrong with it"
              .formatted(type.getSimpleName()));
    }
    return flaw.value();
  }
}
