package dev.assay.adapter.cassandra;

import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStoreProvider;
import java.util.Set;

/**
 * Opens {@code cassandra://user:password@host,host/keyspace?dc=datacenter1&realm=acme}.
 *
 * <p>Options besides {@code realm}, {@code timeout} and {@code hosts}: {@code dc} (the datacenter
 * whose nodes are asked), {@code replication} (the copies of a keyspace that is created), {@code
 * tables} ({@code create} or {@code verify}), {@code pool} (connections to each node), {@code
 * protocol}, and for TLS {@code tls}, {@code tlsHostnames}, {@code truststore}, {@code
 * truststorePassword}, {@code keystore} and {@code keystorePassword}.
 */
public final class CassandraEventStoreProvider implements EventStoreProvider {

  /** Creates the provider; {@link java.util.ServiceLoader} does. */
  public CassandraEventStoreProvider() {}

  @Override
  public String name() {
    return "cassandra";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("cassandra");
  }

  @Override
  public EventStore open(StoreUri uri) {
    return CassandraEventStore.open(new CassandraUri(uri));
  }
}
