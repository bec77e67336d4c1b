package dev.assay.adapter.cassandra;

import dev.assay.adapter.cassandra.CassandraConfig.Tables;
import dev.assay.spi.StoreUri;
import dev.assay.spi.StoreUri.HostPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads {@code cassandra://user:password@host:port,host:port/keyspace?option=value}.
 *
 * <pre>
 * realm, timeout, hosts  as everywhere
 * dc                     the datacenter whose nodes are asked; that of the first node that answers if absent
 * replication            the copies of a keyspace that is created: SimpleStrategy:3, or dc1:3,dc2:3;
 *                        if absent, one in each named host, at most three
 * tables                 create (the default) creates a missing keyspace and tables, verify only looks
 * pool                   the connections to each node; 1 if absent
 * protocol               V5 (the default) or V4, of the server's native protocol
 * tls                    true encrypts the connections and checks the server's certificate
 * tlsHostnames           false lets a certificate of another host name pass
 * truststore, truststorePassword    a file with the certificates to trust; the JDK's own if absent
 * keystore, keystorePassword        a file with the certificate and key of this client
 * </pre>
 */
final class CassandraUri {

  private static final int DEFAULT_PORT = 9042;
  private static final int USUAL_COPIES = 3;
  private static final int MOST_CONNECTIONS = 64;
  private static final String[] OPTIONS = {
    "dc",
    "replication",
    "tables",
    "pool",
    "protocol",
    "tls",
    "tlsHostnames",
    "truststore",
    "truststorePassword",
    "keystore",
    "keystorePassword"
  };

  private final StoreUri uri;

  CassandraUri(StoreUri uri) {
    uri.allowOptions(OPTIONS);
    this.uri = uri;
    checkTls();
    protocol();
    pool();
    namedHostsOnly();
  }

  private void checkTls() {
    boolean tls = tls();
    tlsHostnames();
    for (String name : uri.options().keySet()) {
      if (!tls && (name.startsWith("tlsH") || name.contains("store"))) {
        throw new IllegalArgumentException(
            "The option '%s' needs tls=true beside it".formatted(name));
      }
    }
  }

  CassandraConfig config() {
    return CassandraConfig.of(uri.realm())
        .withTimeout(uri.timeout())
        .withKeyspace(uri.path().isEmpty() ? CassandraConfig.DEFAULT_KEYSPACE : uri.path())
        .withReplication(replication())
        .withTables(tables());
  }

  private Replication replication() {
    return uri.option("replication")
        .map(Replication::parse)
        .orElseGet(() -> Replication.simple(Math.min(USUAL_COPIES, hosts().size())));
  }

  private Tables tables() {
    return switch (word("tables", "create", "verify")) {
      case "verify" -> Tables.VERIFY;
      default -> Tables.CREATE;
    };
  }

  /** Returns the hosts with their ports. */
  List<HostPort> hosts() {
    List<HostPort> named =
        uri.hosts().isEmpty() ? List.of(new HostPort("127.0.0.1", 0)) : uri.hosts();
    return named.stream()
        .map(host -> new HostPort(host.host(), host.portOr(DEFAULT_PORT)))
        .toList();
  }

  boolean namedHostsOnly() {
    return uri.namedHostsOnly();
  }

  Optional<String> datacenter() {
    return uri.option("dc");
  }

  int pool() {
    return uri.number("pool", 1, MOST_CONNECTIONS).orElse(1);
  }

  String protocol() {
    return word("protocol", "V5", "V4");
  }

  boolean tls() {
    return word("tls", "false", "true").equals("true");
  }

  boolean tlsHostnames() {
    return word("tlsHostnames", "true", "false").equals("true");
  }

  Optional<String> user() {
    return uri.user();
  }

  Optional<String> password() {
    return uri.password();
  }

  Optional<String> option(String name) {
    return uri.option(name);
  }

  private String word(String name, String usual, String other) {
    String value = uri.option(name).orElse(usual);
    if (!value.equals(usual) && !value.equals(other)) {
      throw new IllegalArgumentException(
          "The option '%s' must be %s or %s".formatted(name, usual, other));
    }
    return value;
  }

  /** Names the servers without any secret. */
  String server() {
    String hosts = hosts().stream().map(HostPort::toString).collect(Collectors.joining(", "));
    return "Cassandra at " + hosts;
  }

  /** What two URIs have in common whose handles may share a session. It holds secrets. */
  record Key(
      List<HostPort> hosts,
      Optional<String> user,
      Optional<String> password,
      String keyspace,
      Map<String, String> options) {

    /** Shows no secret. */
    @Override
    public String toString() {
      return "session to " + hosts;
    }
  }

  Key key() {
    Map<String, String> options = new TreeMap<>(uri.options());
    options.remove("realm");
    return new Key(hosts(), uri.user(), uri.password(), uri.path(), Map.copyOf(options));
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return server();
  }
}
