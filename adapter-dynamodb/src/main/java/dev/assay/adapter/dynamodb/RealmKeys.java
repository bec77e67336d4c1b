package dev.assay.adapter.dynamodb;

import dev.assay.spi.Realm;

/** The keys of the items that a realm keeps when it is dropped. */
record RealmKeys(String realm) {

  static RealmKeys of(Realm realm) {
    return new RealmKeys(ItemKey.part(realm.name()));
  }

  ItemKey realmItem() {
    return new ItemKey("realm/" + realm, "realm");
  }

  ItemKey counter(int partition) {
    return new ItemKey("counter/%s/%d".formatted(realm, partition), "counter");
  }

  ItemKey log() {
    return new ItemKey("log/" + realm, "counter");
  }

  /** The list of contents that were dropped and may not be erased yet. */
  String dropped() {
    return "dropped/" + realm;
  }
}
