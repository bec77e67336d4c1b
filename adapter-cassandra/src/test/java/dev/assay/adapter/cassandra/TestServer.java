package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.tck.Backend;
import dev.assay.tck.ServerControl;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerMember;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A real server or a cluster of three; those that the tests of one run share stop with the JVM. */
final class TestServer implements AutoCloseable {

  /** Started by its first use. */
  private static final class Single {
    private static final TestServer SERVER = ready(ServerOptions.defaults());
  }

  /** Started by its first use. */
  private static final class Three {
    private static final TestServer SERVER = ready(ServerOptions.defaults().withNodes(3));
  }

  /** For those who kill it. */
  private static final class Crashing {
    private static final TestServer SERVER = ready(ServerOptions.defaults());
  }

  private final Server server;

  private TestServer(Server server) {
    this.server = server;
  }

  static TestServer start(ServerOptions options) {
    return new TestServer(Servers.start(ServerKind.CASSANDRA, options));
  }

  private static TestServer ready(ServerOptions options) {
    TestServer server = start(options);
    // A server that has just started may take long to make tables, on a busy machine longer than
    // the time budget that the tests use.
    EventStores.open(server.uri().with("timeout", "60s")).close();
    return server;
  }

  static TestServer single() {
    return Single.SERVER;
  }

  static TestServer three() {
    return Three.SERVER;
  }

  static TestServer crashing() {
    return Crashing.SERVER;
  }

  StoreUri uri() {
    return StoreUri.parse(server.uri());
  }

  /** Returns where its first node listens. */
  InetSocketAddress address() {
    StoreUri.HostPort host = uri().hosts().get(0);
    return new InetSocketAddress(host.host(), host.port());
  }

  EventStore open(Realm realm) {
    return EventStores.open(uri().with("realm", realm.name()));
  }

  EventStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
    return EventStores.open(uriAt(address, timeout).with("realm", realm.name()));
  }

  /** Returns the URI of the first node behind a proxy, and of no other. */
  StoreUri uriAt(InetSocketAddress address, Duration timeout) {
    return uri()
        .at(address.getAddress().getHostAddress(), address.getPort())
        .with("hosts", "named")
        .with("timeout", timeout.toMillis() + "ms");
  }

  static Realm freshRealm() {
    return new Realm("realm-" + UUID.randomUUID());
  }

  /** Opens a session of the test's own, for looking behind the store. */
  CqlSession connect() {
    CassandraUri uri = new CassandraUri(uri());
    return CqlSession.builder()
        .withConfigLoader(SessionOptions.of(uri, List.of(address())))
        .addContactPoint(address())
        .build();
  }

  Server server() {
    return server;
  }

  /** Returns the server as the kit sees it: it may stand before it and stop it. */
  Backend backend() {
    return new Backend.Server(
        address(), Optional.of(control()), server.members().stream().map(this::member).toList());
  }

  private ServerControl control() {
    return ServerControl.of(server::kill, server::restart, server::pause, server::resume);
  }

  private ServerControl member(ServerMember member) {
    return ServerControl.of(member::kill, member::restart, member::pause, member::resume);
  }

  @Override
  public void close() {
    server.close();
  }
}
