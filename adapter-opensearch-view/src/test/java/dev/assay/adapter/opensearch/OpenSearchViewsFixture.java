package dev.assay.adapter.opensearch;

import dev.assay.spi.Realm;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStores;
import dev.assay.tck.Backend;
import dev.assay.tck.ViewStoreFixture;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Opens the view store under test on the run's server. */
interface OpenSearchViewsFixture extends ViewStoreFixture {

  @Override
  default ViewStore open(Realm realm) {
    return ViewStores.open(TestServer.uri().with("realm", realm.name()));
  }

  @Override
  default Backend backend() {
    return TestServer.backend();
  }

  @Override
  default ViewStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
    return ViewStores.open(TestServer.uriAt(realm, address, timeout));
  }
}
