package dev.assay.tck.faulty;

import java.util.List;

/** Stores that are wrong about the feed and what hangs on it. */
final class FaultyFeedStores {

  private FaultyFeedStores() {}

  static List<FaultyStore> all() {
    return List.of();
  }
}
