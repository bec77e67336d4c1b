package dev.assay.adapter.redis;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStores;
import dev.assay.tck.Backend;
import dev.assay.tck.ViewStoreFixture;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerMode;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;

/** A server of its own, which tests may kill without harm to others. */
final class CrashServer implements AutoCloseable {

  private static final class Shared {
    // Stops with the JVM.
    private static final CrashServer NORMAL = warm(start(ServerOptions.defaults()));

    private static CrashServer warm(CrashServer server) {
      TestServer.warm(server.server);
      return server;
    }
  }

  private final Server server;

  private CrashServer(Server server) {
    this.server = server;
  }

  static CrashServer start(ServerOptions options) {
    return new CrashServer(Servers.start(ServerKind.REDIS, options.withMode(ServerMode.EMBEDDED)));
  }

  /** Returns the server with the usual settings, which the tests of one run share. */
  static CrashServer normal() {
    return Shared.NORMAL;
  }

  Server server() {
    return server;
  }

  Backend backend() {
    return TestServer.backend(server);
  }

  ViewStore views(Realm realm) {
    return ViewStores.open(uri().with("realm", realm.name()));
  }

  StoreUri uri() {
    return StoreUri.parse(server.uri());
  }

  ViewStoreFixture fixture() {
    return new ViewStoreFixture() {
      @Override
      public ViewStore open(Realm realm) {
        return views(realm);
      }

      @Override
      public Backend backend() {
        return CrashServer.this.backend();
      }
    };
  }

  @Override
  public void close() {
    server.close();
  }
}
