package dev.assay.tck;

import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Realm;
import dev.assay.spi.view.ViewStore;

/** The view store of the reference. */
public interface MemoryViewFixture extends ViewStoreFixture {

  @Override
  default ViewStore open(Realm realm) {
    return MemoryViewStore.open("tck", realm);
  }
}
