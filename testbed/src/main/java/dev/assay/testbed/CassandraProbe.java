package dev.assay.testbed;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Asks one node of Cassandra how it is. */
final class CassandraProbe {
  private static final Duration SOON = Duration.ofSeconds(6);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Pattern NAME = Pattern.compile("[a-z_0-9]{1,100}");
  private static final List<String> DURABILITY =
      List.of("commitlog_sync", "commitlog_sync_period", "commitlog_sync_group_window");

  static final String FIRST_USER = "cassandra";

  private CassandraProbe() {}

  /** Tells whether the node answers a query. */
  static boolean answers(InetSocketAddress node) {
    try (CqlConnection connection = open(node)) {
      return !version(connection).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Returns how many nodes the node can reach, itself among them. It reads at level ALL from a
   * keyspace with three replicas, which every cluster has: where a replica is missing, the refusal
   * tells how many are there.
   */
  static int reached(InetSocketAddress node, int nodes) {
    String anything =
        "select view_name from system_distributed.view_build_status where keyspace_name = 'assay' and view_name = 'assay'";
    try (CqlConnection connection = open(node)) {
      connection.query(anything, CqlConnection.ALL);
      return nodes;
    } catch (CqlConnection.Refused e) {
      return e.reached();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Returns the version of the schema that the node knows; empty if it does not answer. */
  static Optional<String> schema(InetSocketAddress node) {
    try (CqlConnection connection = open(node)) {
      return connection.query("select schema_version from system.local", CqlConnection.ONE).stream()
          .map(row -> row.get(0))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static CqlConnection open(InetSocketAddress node) throws IOException {
    // Who asks for no password overhears it; who does has this user from the start.
    return CqlConnection.open(node, Optional.of(FIRST_USER), FIRST_USER, SOON);
  }

  /** Asks a server that may be anybody's. */
  static ServerFacts facts(CassandraUri uri) {
    return facts(uri, DURABILITY);
  }

  /** Asks for other settings than those of durability. */
  static ServerFacts facts(CassandraUri uri, Collection<String> settings) {
    // A name that cannot be resolved is told below.
    InetSocketAddress address = new InetSocketAddress(uri.host(), uri.port());
    if (address.isUnresolved()) {
      throw new TestbedException(
          "The host '%s' is not known: correct the host in the URI.".formatted(uri.host()));
    }
    try {
      return uri.tls() ? unknown(address) : asked(uri, address, settings);
    } catch (IOException e) {
      throw new TestbedException(sentence(uri, e), e);
    }
  }

  private static ServerFacts asked(
      CassandraUri uri, InetSocketAddress address, Collection<String> settings) throws IOException {
    try (CqlConnection connection =
        CqlConnection.open(address, uri.user(), uri.password(), LIMIT)) {
      return new ServerFacts(version(connection), settings(connection, settings));
    }
  }

  /** Which keys and certificates it wants, only the client of a store knows. */
  private static ServerFacts unknown(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, Math.toIntExact(LIMIT.toMillis()));
      return new ServerFacts("of a version unknown", Map.of());
    }
  }

  private static String version(CqlConnection connection) throws IOException {
    return connection.query("select release_version from system.local", CqlConnection.ONE).stream()
        .map(row -> row.get(0))
        .findFirst()
        .orElse("");
  }

  /** Before Cassandra 4 there is no such table; then the server does not tell. */
  private static Map<String, String> settings(CqlConnection connection, Collection<String> names)
      throws IOException {
    Map<String, String> settings = new TreeMap<>();
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("The setting '%s' cannot be chosen.".formatted(name));
      }
      String query = "select value from system_views.settings where name = '" + name + "'";
      try {
        connection.query(query, CqlConnection.ONE).stream()
            .map(row -> row.get(0))
            .filter(value -> !value.isEmpty() && !value.equals("null") && !value.equals("0ms"))
            .forEach(value -> settings.put(name, value));
      } catch (CqlConnection.Refused e) {
        settings.remove(name);
      }
    }
    return settings;
  }

  private static String sentence(CassandraUri uri, IOException e) {
    if (e instanceof CqlConnection.Refused refused && refused.badCredentials()) {
      return "Cassandra at %s does not let user '%s' in: check the user and the password in the URI."
          .formatted(uri.address(), uri.user().orElse(""));
    }
    if (e instanceof SocketTimeoutException) {
      return "%s did not answer in time: is it a Cassandra server, and can it be reached from here?"
          .formatted(uri.address());
    }
    return "No Cassandra answers at %s: start it there, or correct the host and port in the URI."
        .formatted(uri.address());
  }
}
