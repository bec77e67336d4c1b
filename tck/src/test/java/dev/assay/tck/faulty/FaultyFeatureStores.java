package dev.assay.tck.faulty;

import java.util.List;

/** Stores that are wrong about capabilities, data, realms and the life of a handle. */
final class FaultyFeatureStores {

  private FaultyFeatureStores() {}

  static List<FaultyStore> all() {
    return List.of();
  }
}
