package dev.assay.adapter.postgres;

import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStoreProvider;
import java.util.Set;

/**
 * Opens {@code postgresql://user:password@host:port/database?realm=acme}.
 *
 * <p>Options besides {@code realm} and {@code timeout}: {@code schema} (the schema that holds the
 * tables), {@code migrate} ({@code auto} or {@code check}), {@code pool} (the most connections),
 * and those of the driver for TLS and for several hosts, such as {@code sslmode} and {@code
 * sslrootcert}.
 */
public final class PostgresEventStoreProvider implements EventStoreProvider {

  /** Creates the provider; {@link java.util.ServiceLoader} does. */
  public PostgresEventStoreProvider() {}

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("postgresql", "postgres");
  }

  @Override
  public EventStore open(StoreUri uri) {
    PostgresUri address = new PostgresUri(uri);
    PostgresConfig config = address.config();
    return PostgresEventStore.open(address, config);
  }

  @Override
  public String repairFeed(StoreUri uri) {
    PostgresUri address = new PostgresUri(uri);
    PostgresConfig config = address.config();
    Deadline deadline = Deadline.in(config.timeout());
    try (Connections connections =
        new Connections(
            PoolSource.open(address, config.timeout(), deadline),
            "PostgreSQL store",
            config.timeout())) {
      return FeedRepair.run(connections, config, deadline);
    }
  }
}
