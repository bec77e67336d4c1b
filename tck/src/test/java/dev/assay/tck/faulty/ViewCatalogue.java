package dev.assay.tck.faulty;

import dev.assay.tck.ViewStoreFixture;
import java.util.function.Supplier;

/** The faulty view stores by name, for tests outside of this package. */
public final class ViewCatalogue {

  private ViewCatalogue() {}

  /** Returns a fixture, with a backend of its own, of the faulty view store of this name. */
  public static ViewStoreFixture named(String name) {
    return FaultyViewStores.all().stream()
        .filter(store -> store.name().equals(name))
        .flatMap(store -> store.views().stream())
        .map(Supplier::get)
        .findFirst()
        .orElseThrow();
  }
}
