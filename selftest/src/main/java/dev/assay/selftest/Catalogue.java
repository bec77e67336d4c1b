package dev.assay.selftest;

import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ViewStoreFixture;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All faulty stores, area by area. */
public final class Catalogue {

  private Catalogue() {}

  /** Returns all of them. */
  public static List<FaultyStore> all() {
    return Stream.of(
            FaultyCoreStores.all(),
            FaultyFeedStores.all(),
            FaultyFeatureStores.all(),
            FaultyViewStores.all(),
            FaultyNetworkStores.all(),
            FaultyHistoryStores.all(),
            FaultyModelStores.all(),
            FaultyViewModelStores.all())
        .flatMap(List::stream)
        .toList();
  }

  /** Returns a fixture, with a backend of its own, of the faulty event store of this name. */
  public static EventStoreFixture events(String name) {
    return all().stream()
        .filter(store -> store.name().equals(name))
        .flatMap(store -> store.events().stream())
        .map(Supplier::get)
        .findFirst()
        .orElseThrow();
  }

  /** Returns a fixture, with a backend of its own, of the faulty view store of this name. */
  public static ViewStoreFixture views(String name) {
    return all().stream()
        .filter(store -> store.name().equals(name))
        .flatMap(store -> store.views().stream())
        .map(Supplier::get)
        .findFirst()
        .orElseThrow();
  }
}
