package dev.assay.tck;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;

/** The event store of the reference. */
public interface MemoryFixture extends EventStoreFixture {

  @Override
  default EventStore open(Realm realm) {
    return MemoryEventStore.open("tck", realm);
  }
}
