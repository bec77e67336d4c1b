package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * What the store does when it is opened: bring keyspace and tables to where they must be, then look
 * at the cluster. Once for each session and keyspace: handles that share a session open at once.
 */
final class CassandraSetup {

  private static final Map<CqlSession, Map<String, CassandraServer>> DONE = new WeakHashMap<>();

  private CassandraSetup() {}

  /**
   * Prepares the keyspace of a session.
   *
   * @throws dev.assay.spi.StoreUnavailable if it cannot carry a store; the message is one sentence
   */
  static CassandraServer prepare(Lease lease, CassandraConfig config, Deadline deadline) {
    CassandraServer known = known(lease).get(config.keyspace());
    if (known != null) {
      return known;
    }
    new CassandraSchema(lease, config).prepare(deadline);
    CassandraServer server = CassandraServer.look(lease, config, deadline);
    synchronized (DONE) {
      DONE.computeIfAbsent(lease.session(), session -> new HashMap<>())
          .put(config.keyspace(), server);
    }
    return server;
  }

  private static Map<String, CassandraServer> known(Lease lease) {
    synchronized (DONE) {
      return Map.copyOf(DONE.getOrDefault(lease.session(), Map.of()));
    }
  }
}
