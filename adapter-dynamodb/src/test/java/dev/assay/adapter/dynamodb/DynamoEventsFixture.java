package dev.assay.adapter.dynamodb;

import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.tck.Backend;
import dev.assay.tck.EventStoreFixture;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Opens the event store under test on the run's server. */
interface DynamoEventsFixture extends EventStoreFixture {

  @Override
  default EventStore open(Realm realm) {
    return TestServer.open(realm);
  }

  @Override
  default Backend backend() {
    return TestServer.backend();
  }

  @Override
  default EventStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
    return EventStores.open(TestServer.uriAt(realm, address, timeout));
  }
}
