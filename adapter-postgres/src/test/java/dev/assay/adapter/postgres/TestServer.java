package dev.assay.adapter.postgres;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.event.StreamId;
import dev.assay.tck.Backend;
import dev.assay.tck.ServerControl;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;

/** The real server that all tests of one run share; it stops with the JVM. */
final class TestServer {

  private static final Server SERVER =
      Servers.start(
          ServerKind.POSTGRES,
          ServerOptions.defaults().withSetting("max_prepared_transactions", "10"));

  private TestServer() {}

  /** Returns the server's own URI, with the password. */
  static StoreUri uri() {
    return StoreUri.parse(SERVER.uri());
  }

  /** Returns the same as text. */
  static String rawUri() {
    return SERVER.uri();
  }

  static EventStore open(Realm realm) {
    return EventStores.open(uri().with("realm", realm.name()));
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
        .with("timeout", timeout.toMillis() + "ms")
        .with("realm", realm.name());
  }

  static Realm freshRealm() {
    return new Realm("realm-" + UUID.randomUUID());
  }

  /** Opens a plain connection, for looking behind the store. */
  static Connection connect() throws SQLException {
    return connect(SERVER.uri());
  }

  static Connection connect(String uri) throws SQLException {
    StoreUri parsed = StoreUri.parse(uri);
    Properties properties = new Properties();
    properties.setProperty("user", parsed.user().orElseThrow());
    properties.setProperty("password", parsed.password().orElseThrow());
    return DriverManager.getConnection(
        "jdbc:postgresql://%s/%s".formatted(parsed.hosts().get(0), parsed.path()), properties);
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  /** Takes a stream's lock, as a writer in an open transaction does. */
  static void hold(Connection connection, Realm realm, StreamId stream) throws SQLException {
    String number = "select realm from assay.realms where name = '" + realm.name() + "'";
    int key = LockKeys.stream(Integer.parseInt(value(connection, number)), stream);
    execute(connection, "select pg_advisory_xact_lock(1632859186, " + key + ")");
  }
}
