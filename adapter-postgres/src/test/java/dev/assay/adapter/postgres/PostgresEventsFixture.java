package dev.assay.adapter.postgres;

import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.EventStoreFixture;

/** Opens the event store under test on the run's server. */
interface PostgresEventsFixture extends EventStoreFixture {

  @Override
  default EventStore open(Realm realm) {
    return TestServer.open(realm);
  }
}
