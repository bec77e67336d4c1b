package dev.assay.adapter.dynamodb;

import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStoreProvider;
import java.util.Set;

/**
 * Opens {@code dynamodb://host:port/prefix?region=eu-west-1&realm=acme}; without a host, the
 * service itself: {@code dynamodb:///prefix?region=eu-west-1}.
 *
 * <p>Options besides {@code realm} and {@code timeout}: {@code region}, {@code profile}, {@code
 * tls} (for a given host), {@code events} and {@code views} (the tables' names), {@code tables}
 * ({@code create} or {@code verify}), {@code partitions} (of the feed of a new realm), {@code
 * recovery} ({@code on} for point-in-time recovery of new tables), {@code logdays} (after how many
 * days logged requests are erased) and {@code storage} ({@code file} or {@code memory}: what a
 * local server does not tell). Credentials come from the AWS SDK's own chain.
 */
public final class DynamoEventStoreProvider implements EventStoreProvider {

  /** Creates the provider; {@link java.util.ServiceLoader} does. */
  public DynamoEventStoreProvider() {}

  @Override
  public String name() {
    return "dynamodb";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("dynamodb");
  }

  @Override
  public EventStore open(StoreUri uri) {
    DynamoUri address = new DynamoUri(uri);
    DynamoConfig config = address.config();
    DynamoEventStore.LIMITS.checkIds(config.realm().name());
    return DynamoEventStore.open(Clients.lease(address.clientKey()), config);
  }
}
