package dev.assay.adapter.cassandra;

import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.Backend;
import dev.assay.tck.EventStoreFixture;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Opens the event store under test on the run's cluster of three nodes. */
interface ThreeNodesFixture extends EventStoreFixture {

  @Override
  default EventStore open(Realm realm) {
    return TestServer.three().open(realm);
  }

  @Override
  default Backend backend() {
    return TestServer.three().backend();
  }

  @Override
  default EventStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
    return TestServer.three().openAt(realm, address, timeout);
  }
}
