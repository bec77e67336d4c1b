package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.view.ViewStore;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Makes faulty stores whose handles share a state. */
final class Backends {

  private Backends() {}

  /** A faulty event store whose handles on one realm share a state. */
  static <S> FaultyStore perRealm(
      Class<?> type,
      Supplier<S> state,
      BiFunction<MemoryEventStore, S, EventStore> wrap,
      String... killedBy) {
    return FaultyStore.fixture(
        type,
        () -> {
          String backend = "faulty-" + UUID.randomUUID();
          Map<Realm, S> states = new ConcurrentHashMap<>();
          return realm ->
              wrap.apply(
                  MemoryEventStore.open(backend, realm),
                  states.computeIfAbsent(realm, r -> state.get()));
        },
        killedBy);
  }

  /** A faulty event store whose handles on all realms share a state. */
  static <S> FaultyStore perBackend(
      Class<?> type,
      Supplier<S> state,
      BiFunction<MemoryEventStore, S, EventStore> wrap,
      String... killedBy) {
    return FaultyStore.fixture(
        type,
        () -> {
          String backend = "faulty-" + UUID.randomUUID();
          S shared = state.get();
          return realm -> wrap.apply(MemoryEventStore.open(backend, realm), shared);
        },
        killedBy);
  }

  /** A faulty event store that reaches into other realms. */
  static FaultyStore tenants(
      Class<?> type,
      BiFunction<MemoryEventStore, Tenants<MemoryEventStore>, EventStore> wrap,
      String... killedBy) {
    return FaultyStore.fixture(
        type,
        () -> {
          String backend = "faulty-" + UUID.randomUUID();
          Tenants<MemoryEventStore> tenants = new Tenants<>();
          return realm -> {
            tenants.known.computeIfAbsent(realm, r -> MemoryEventStore.open(backend, r));
            return wrap.apply(MemoryEventStore.open(backend, realm), tenants);
          };
        },
        killedBy);
  }

  /** A faulty view store whose handles on one realm share a state. */
  static <S> FaultyStore viewsPerRealm(
      Class<?> type,
      Supplier<S> state,
      BiFunction<MemoryViewStore, S, ViewStore> wrap,
      String... killedBy) {
    return FaultyStore.viewFixture(
        type,
        () -> {
          String backend = "faulty-" + UUID.randomUUID();
          Map<Realm, S> states = new ConcurrentHashMap<>();
          return realm ->
              wrap.apply(
                  MemoryViewStore.open(backend, realm),
                  states.computeIfAbsent(realm, r -> state.get()));
        },
        killedBy);
  }

  /** A faulty view store that reaches into other realms. */
  static FaultyStore viewTenants(
      Class<?> type,
      BiFunction<MemoryViewStore, Tenants<MemoryViewStore>, ViewStore> wrap,
      String... killedBy) {
    return FaultyStore.viewFixture(
        type,
        () -> {
          String backend = "faulty-" + UUID.randomUUID();
          Tenants<MemoryViewStore> tenants = new Tenants<>();
          return realm -> {
            tenants.known.computeIfAbsent(realm, r -> MemoryViewStore.open(backend, r));
            return wrap.apply(MemoryViewStore.open(backend, realm), tenants);
          };
        },
        killedBy);
  }

  /**
   * The realms of one backend.
   *
   * @param <S> the type of the store
   */
  static final class Tenants<S> {

    final Map<Realm, S> known = new ConcurrentHashMap<>();

    List<S> others(Realm realm) {
      return known.entrySet().stream()
          .filter(entry -> !entry.getKey().equals(realm))
          .map(Map.Entry::getValue)
          .toList();
    }
  }
}
