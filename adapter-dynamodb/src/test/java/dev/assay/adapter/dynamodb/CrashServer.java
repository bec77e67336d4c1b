package dev.assay.adapter.dynamodb;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStores;
import dev.assay.tck.Backend;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerMode;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;

/** A server of its own, which tests may kill without harm to others. */
final class CrashServer {

  private static final class Shared {
    // Stops with the JVM.
    private static final CrashServer NORMAL =
        new CrashServer(
            Servers.start(
                ServerKind.DYNAMODB, ServerOptions.defaults().withMode(ServerMode.EMBEDDED)));
  }

  private final Server server;

  private CrashServer(Server server) {
    this.server = server;
  }

  static CrashServer normal() {
    return Shared.NORMAL;
  }

  Backend backend() {
    return TestServer.backend(server);
  }

  StoreUri uri(Realm realm) {
    return TestServer.uri(server).with("realm", realm.name());
  }

  EventStore events(Realm realm) {
    return EventStores.open(uri(realm));
  }

  ViewStore views(Realm realm) {
    return ViewStores.open(uri(realm));
  }
}
