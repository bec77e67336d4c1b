package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.DynamoConfig.Storage;
import dev.assay.adapter.dynamodb.DynamoConfig.Tables;
import dev.assay.spi.StoreUri;
import dev.assay.spi.StoreUri.HostPort;
import java.net.URI;
import java.util.Optional;

/**
 * Reads {@code dynamodb://host:port/prefix?option=value}.
 *
 * <pre>
 * host:port          an endpoint of one's own, such as a local server; absent for the service itself
 * prefix             the tables are PREFIX-events and PREFIX-views; assay if absent
 * realm, timeout     as everywhere; hosts changes nothing, since there is one endpoint
 * region             the region; if absent, the SDK's own chain, or local where a host is given
 * profile            the profile in the SDK's configuration files
 * tls                true or false, for a given host; false if absent
 * events, views      the names of the tables, where they have no common prefix
 * tables             create (the default) creates what is missing, verify only looks
 * partitions         the feed partitions of a new realm, 1 to 32; 4 if absent
 * recovery           on turns point-in-time recovery on where tables are created
 * logdays            after how many days DynamoDB erases logged requests; absent keeps them
 * storage            synced, file or memory: where a server of one's own keeps its data, which it
 *                    does not tell; see {@link DynamoConfig.Storage}
 * </pre>
 *
 * <p>Credentials come from the SDK's own chain and never stand in the URI.
 */
final class DynamoUri {

  private final StoreUri uri;

  DynamoUri(StoreUri uri) {
    uri.allowOptions(
        "region",
        "profile",
        "tls",
        "events",
        "views",
        "tables",
        "partitions",
        "recovery",
        "logdays",
        "storage");
    if (uri.user().isPresent() || uri.password().isPresent()) {
      throw new IllegalArgumentException(
          "Credentials must not stand in a dynamodb URI; the AWS SDK finds them in the environment,"
              + " in its profile files or in the machine's role");
    }
    if (uri.hosts().size() > 1) {
      throw new IllegalArgumentException("A dynamodb URI names one endpoint or none");
    }
    this.uri = uri;
  }

  DynamoConfig config() {
    String prefix = uri.path().isEmpty() ? DynamoConfig.DEFAULT_PREFIX : uri.path();
    return DynamoConfig.of(uri.realm())
        .withTimeout(uri.timeout())
        .withTables(
            uri.option("events").orElse(prefix + "-events"),
            uri.option("views").orElse(prefix + "-views"))
        .withTables(flag("tables", "create", "verify", true) ? Tables.CREATE : Tables.VERIFY)
        .withPartitions(
            uri.number("partitions", 1, DynamoConfig.MOST_PARTITIONS)
                .orElse(DynamoConfig.DEFAULT_PARTITIONS))
        .withRecovery(flag("recovery", "on", "off", false))
        .withLogDays(uri.number("logdays", 1, 36500))
        .withStorage(storage());
  }

  private Storage storage() {
    return switch (uri.option("storage").orElse("")) {
      case "" -> Storage.UNTOLD;
      case "synced" -> Storage.SYNCED;
      case "file" -> Storage.FILE;
      case "memory" -> Storage.MEMORY;
      default ->
          throw new IllegalArgumentException("The option 'storage' must be synced, file or memory");
    };
  }

  /** Returns what clients are shared by. */
  ClientKey clientKey() {
    return new ClientKey(endpoint(), region(), uri.option("profile"), uri.timeout());
  }

  private Optional<URI> endpoint() {
    boolean tls = flag("tls", "true", "false", false);
    return uri.hosts().stream().findFirst().map(host -> endpoint(host, tls));
  }

  private static URI endpoint(HostPort host, boolean tls) {
    HostPort full = new HostPort(host.host(), host.portOr(tls ? 443 : 8000));
    return URI.create((tls ? "https://" : "http://") + full);
  }

  private Optional<String> region() {
    Optional<String> named = uri.option("region");
    return named.isEmpty() && !uri.hosts().isEmpty() ? Optional.of("local") : named;
  }

  private boolean flag(String option, String yes, String no, boolean absent) {
    String word = uri.option(option).orElse(absent ? yes : no);
    if (!word.equals(yes) && !word.equals(no)) {
      throw new IllegalArgumentException(
          "The option '%s' must be %s or %s".formatted(option, yes, no));
    }
    return word.equals(yes);
  }
}
