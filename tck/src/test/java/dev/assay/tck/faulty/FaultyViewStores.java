package dev.assay.tck.faulty;

import java.util.List;

/** Stores that are wrong about views. */
final class FaultyViewStores {

  private FaultyViewStores() {}

  static List<FaultyStore> all() {
    return List.of();
  }
}
