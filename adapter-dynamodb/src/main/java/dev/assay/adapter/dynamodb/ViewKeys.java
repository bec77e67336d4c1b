package dev.assay.adapter.dynamodb;

import dev.assay.spi.Realm;

/**
 * The keys of the items of a view store.
 *
 * @param realm the realm's name as a part of keys
 */
record ViewKeys(String realm) {

  /** Over how many partitions of the table the views of a collection are spread. */
  static final int BUCKETS = 4;

  static ViewKeys of(Realm realm) {
    return new ViewKeys(ItemKey.part(realm.name()));
  }

  /** Returns the list of the names of the realm: its collections and aliases. */
  String names() {
    return "names/" + realm;
  }

  ItemKey name(String name) {
    return new ItemKey(names(), name);
  }

  /** Returns the list of generations that were dropped and may not be erased yet. */
  String dropped() {
    return "dropped/" + realm;
  }

  ItemKey dropped(String generation) {
    return new ItemKey(dropped(), generation);
  }

  /** Returns the list of the cursors of the realm. */
  String cursors() {
    return "cursors/" + realm;
  }

  ItemKey cursor(String projection, int partition) {
    return new ItemKey(cursors(), ItemKey.part(projection) + "/" + partition);
  }

  /** Returns one of the partitions that hold a generation of a collection. */
  static String bucket(String generation, int bucket) {
    return "view/%s/%d".formatted(generation, bucket);
  }

  static ItemKey view(String generation, String id) {
    return new ItemKey(bucket(generation, Math.floorMod(id.hashCode(), BUCKETS)), id);
  }
}
