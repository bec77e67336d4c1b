package dev.assay.selftest;

import java.util.List;
import java.util.stream.Stream;

/** Stores that are wrong about capabilities and data. */
final class FaultyFeatureStores {

  private FaultyFeatureStores() {}

  static List<FaultyStore> all() {
    return Stream.of(
            FaultyLogStores.all(),
            FaultyTruncationStores.all(),
            FaultyJointStores.all(),
            FaultyRestoreStores.all(),
            FaultyDataStores.all())
        .flatMap(List::stream)
        .toList();
  }
}
