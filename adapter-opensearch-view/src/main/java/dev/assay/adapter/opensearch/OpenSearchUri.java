package dev.assay.adapter.opensearch;

import dev.assay.spi.StoreUri;
import dev.assay.spi.StoreUri.HostPort;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads {@code opensearch://user:password@host:port/name?option=value}, or {@code
 * opensearch+https://…} for TLS.
 *
 * <pre>
 * name                 what the names of the indexes begin with; assay if absent
 * realm, timeout       as everywhere; only named hosts are ever connected to
 * shards               the primary shards of the index of the views, when it is created; 1 if absent
 * connections          the most connections to each host; 16 if absent
 * truststore           a file with the certificates to trust (PKCS #12 or JKS); else those of the
 *                      Java platform
 * truststorePassword   its password
 * </pre>
 */
final class OpenSearchUri {

  static final String PLAIN = "opensearch";
  static final String SECURE = "opensearch+https";

  private static final int DEFAULT_PORT = 9200;
  private static final int DEFAULT_CONNECTIONS = 16;

  private final StoreUri uri;

  OpenSearchUri(StoreUri uri) {
    uri.allowOptions("shards", "connections", "truststore", "truststorePassword");
    this.uri = uri;
    if (!secure() && trustStore().isPresent()) {
      throw new IllegalArgumentException(
          "The option 'truststore' is for TLS: begin the URI with %s://".formatted(SECURE));
    }
    if (uri.password().isPresent() && uri.user().isEmpty()) {
      throw new IllegalArgumentException("The URI has a password and no user");
    }
    uri.namedHostsOnly();
  }

  OpenSearchConfig config() {
    return OpenSearchConfig.of(uri.realm())
        .withTimeout(uri.timeout())
        .withName(uri.path().isEmpty() ? OpenSearchConfig.DEFAULT_NAME : uri.path())
        .withShards(uri.number("shards", 1, 1024).orElse(1));
  }

  boolean secure() {
    return uri.scheme().equals(SECURE);
  }

  List<HostPort> hosts() {
    List<HostPort> hosts =
        uri.hosts().isEmpty() ? List.of(new HostPort("localhost", DEFAULT_PORT)) : uri.hosts();
    return hosts.stream()
        .map(host -> new HostPort(host.host(), host.portOr(DEFAULT_PORT)))
        .toList();
  }

  int connections() {
    return uri.number("connections", 1, 1000).orElse(DEFAULT_CONNECTIONS);
  }

  Optional<String> user() {
    return uri.user();
  }

  Optional<String> password() {
    return uri.password();
  }

  Optional<String> trustStore() {
    return uri.option("truststore");
  }

  Optional<String> trustStorePassword() {
    return uri.option("truststorePassword");
  }

  /** Names the server without any secret. */
  String server() {
    return "OpenSearch at "
        + hosts().stream().map(HostPort::toString).collect(Collectors.joining(", "));
  }

  /**
   * Returns what handles must have in common to share connections.
   *
   * @param secrets the credentials and where to trust; never to be shown
   */
  record Sharing(
      boolean secure,
      List<HostPort> hosts,
      int connections,
      java.time.Duration timeout,
      String name,
      List<Optional<String>> secrets) {

    @Override
    public String toString() {
      return "connections to " + hosts;
    }
  }

  Sharing sharing() {
    return new Sharing(
        secure(),
        hosts(),
        connections(),
        uri.timeout(),
        config().name(),
        List.of(user(), password(), trustStore(), trustStorePassword()));
  }

  @Override
  public String toString() {
    return server();
  }
}
