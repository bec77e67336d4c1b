package dev.assay.adapter.redis;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import dev.assay.spi.view.ViewStores;
import dev.assay.tck.Backend;
import dev.assay.tck.ServerControl;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.UUID;

/** The real server that all tests of one run share; it stops with the JVM. */
final class TestServer {

  private static final Server SERVER =
      warm(Servers.start(ServerKind.REDIS, ServerOptions.defaults()));

  private TestServer() {}

  /** Opens a store once, so that the driver's classes are loaded before anything is timed. */
  static Server warm(Server server) {
    ViewStores.open(StoreUri.parse(server.uri()).with("timeout", "2m")).close();
    return server;
  }

  /** Returns the server's own URI, with the password. */
  static StoreUri uri() {
    return StoreUri.parse(SERVER.uri());
  }

  /** Returns the address for a client of the driver. */
  static RedisURI driverUri() {
    return driverUri(SERVER);
  }

  static RedisURI driverUri(Server server) {
    return RedisURI.create(server.uri());
  }

  static RedisViewStore open(Realm realm) {
    return (RedisViewStore) ViewStores.open(uri().with("realm", realm.name()));
  }

  /** Returns a plain client, for looking behind the store; the caller closes it. */
  static RedisClient client() {
    return RedisClient.create(driverUri());
  }

  /** Returns the server as the kit sees it: it may stand before it and stop it. */
  static Backend backend() {
    return backend(SERVER);
  }

  /** Returns any server of the testbed as the kit sees it. */
  static Backend backend(Server server) {
    StoreUri.HostPort host = StoreUri.parse(server.uri()).hosts().get(0);
    return Backend.server(
        new InetSocketAddress(host.host(), host.port()),
        ServerControl.of(server::kill, server::restart, server::pause, server::resume));
  }

  /** Returns the URI of a realm behind a proxy. */
  static StoreUri uriAt(Realm realm, InetSocketAddress address, Duration timeout) {
    return uri()
        .at(address.getAddress().getHostAddress(), address.getPort())
        .with("hosts", "named")
        .with("timeout", timeout.toMillis() + "ms")
        .with("realm", realm.name());
  }

  static Realm freshRealm() {
    return new Realm("realm-" + UUID.randomUUID());
  }
}
