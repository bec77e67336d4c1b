package dev.assay.adapter.cassandra;

import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.Backend;
import dev.assay.tck.EventStoreFixture;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Opens the event store under test on the run's server of one node. */
interface CassandraEventsFixture extends EventStoreFixture {

  @Override
  default EventStore open(Realm realm) {
    return TestServer.single().open(realm);
  }

  @Override
  default Backend backend() {
    return TestServer.single().backend();
  }

  @Override
  default EventStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
    return TestServer.single().openAt(realm, address, timeout);
  }
}
