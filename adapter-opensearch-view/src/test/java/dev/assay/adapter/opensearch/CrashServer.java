package dev.assay.adapter.opensearch;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStores;
import dev.assay.tck.Backend;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerMode;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;

/** A server of its own, which tests may kill without harm to others; it stops with the JVM. */
final class CrashServer {

  private static final Server SERVER =
      Servers.start(ServerKind.OPENSEARCH, ServerOptions.defaults().withMode(ServerMode.EMBEDDED));

  private CrashServer() {}

  static Backend backend() {
    return TestServer.backend(SERVER);
  }

  static ViewStore views(Realm realm) {
    return ViewStores.open(StoreUri.parse(SERVER.uri()).with("realm", realm.name()));
  }
}
