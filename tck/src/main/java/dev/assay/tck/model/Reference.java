package dev.assay.tck.model;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStores;

/** Opens the reference stores. The kit knows them by their URI only. */
public final class Reference {

  private static final String SCHEME = "memory";
  private static final StoreUri BACKEND = StoreUri.parse("memory://models");

  private Reference() {}

  /** Opens the reference event store. */
  public static EventStore events(Realm realm) {
    return EventStores.provider(SCHEME, Reference.class.getClassLoader()).open(uri(realm));
  }

  /** Opens the reference view store. */
  public static ViewStore views(Realm realm) {
    return ViewStores.provider(SCHEME, Reference.class.getClassLoader()).open(uri(realm));
  }

  private static StoreUri uri(Realm realm) {
    return BACKEND.with("realm", realm.name());
  }
}
