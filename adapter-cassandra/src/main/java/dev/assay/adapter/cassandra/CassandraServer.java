package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.Version;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.spi.Durability.Promise;
import dev.assay.spi.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * The cluster as it describes itself.
 *
 * <p>A write is acknowledged when a majority of its copies has it. It survives a crash of their
 * processes, or a loss of their power, if each of them had it on its disk by then: if every node
 * syncs its commit log before it answers ({@code commitlog_sync} is {@code batch} or {@code group})
 * and the keyspace has {@code durable_writes}. A node with {@code periodic} answers up to ten
 * seconds before. More copies do not mend that: when one node of the majority comes back without
 * the write, another majority of three, of it and the one that never had it, no longer has it.
 *
 * @param backend product, version and topology
 * @param durability what its settings promise
 */
record CassandraServer(Declaration.Backend backend, Durability durability) {

  private static final String SYNC = "commitlog_sync";
  private static final String PAXOS = "paxos_variant";
  private static final Set<String> SYNCED = Set.of("batch", "group");
  private static final int OLDEST = 4;
  private static final String SETTINGS =
      "select name, value from system_views.settings where name in"
          + " ('commitlog_sync', 'commitlog_sync_period', 'commitlog_sync_group_window',"
          + " 'commitlog_sync_period_in_ms', 'paxos_variant')";

  /**
   * Asks the nodes.
   *
   * @throws StoreUnavailable if the cluster cannot carry a store: too old, or its conditional
   *     writes are not linearizable
   */
  static CassandraServer look(Lease lease, CassandraConfig config, Deadline deadline) {
    CqlSession session = lease.session();
    // Sent first, so that the nodes answer side by side.
    List<CompletionStage<AsyncResultSet>> asked = askEach(session, deadline);
    String version = version(session);
    checkVersion(version);
    Row keyspace = CassandraSchema.keyspace(session, lease.server(), config.keyspace(), deadline);
    Map<String, String> replication =
        keyspace == null
            ? Map.of()
            : Optional.ofNullable(keyspace.getMap(1, String.class, String.class)).orElse(Map.of());
    boolean durable = keyspace == null || keyspace.getBoolean(0);
    int nodes = session.getMetadata().getNodes().size();
    SortedMap<String, String> settings = settings(asked, nodes, deadline);
    checkPaxos(settings);
    return new CassandraServer(
        new Declaration.Backend("Cassandra", version, topology(nodes, copies(replication))),
        durability(settings, durable, copies(replication), replication));
  }

  /** Returns the oldest version among the nodes, which the driver knows since it connected. */
  private static String version(CqlSession session) {
    return session.getMetadata().getNodes().values().stream()
        .flatMap(node -> Optional.ofNullable(node.getCassandraVersion()).stream())
        .min(Comparator.naturalOrder())
        .map(Version::toString)
        .orElse("unknown");
  }

  private static void checkVersion(String version) {
    String major = version.split("[.\\-]", 2)[0];
    if (major.matches("[0-9]{1,4}") && Integer.parseInt(major) < OLDEST) {
      throw new StoreUnavailable(
          "Cassandra %s is too old: the store needs version 4.0 or newer".formatted(version), null);
    }
  }

  private static void checkPaxos(SortedMap<String, String> settings) {
    String variant = settings.getOrDefault(PAXOS, "");
    if (variant.contains("without_linearizable")) {
      throw new StoreUnavailable(
          "Conditional writes of this cluster are not linearizable (paxos_variant: %s): set it to v2"
              .formatted(variant),
          null);
    }
  }

  private static String topology(int nodes, OptionalInt copies) {
    String members = nodes == 1 ? "single node" : nodes + " nodes";
    return copies.isEmpty() || (nodes == 1 && copies.getAsInt() == 1)
        ? members
        : members + ", replication " + copies.getAsInt();
  }

  /** Counts the copies in all datacenters; empty if the strategy does not tell. */
  private static OptionalInt copies(Map<String, String> replication) {
    int sum = 0;
    for (Map.Entry<String, String> entry : replication.entrySet()) {
      boolean number = entry.getValue().matches("[0-9]{1,4}");
      if (!entry.getKey().equals("class") && !number) {
        return OptionalInt.empty();
      }
      sum += number ? Integer.parseInt(entry.getValue()) : 0;
    }
    return sum == 0 ? OptionalInt.empty() : OptionalInt.of(sum);
  }

  private static List<CompletionStage<AsyncResultSet>> askEach(
      CqlSession session, Deadline deadline) {
    List<CompletionStage<AsyncResultSet>> asked = new ArrayList<>();
    for (Node node : session.getMetadata().getNodes().values()) {
      if (node.getState() == NodeState.UP && node.getOpenConnections() > 0) {
        asked.add(
            session.executeAsync(
                SimpleStatement.newInstance(SETTINGS)
                    .setNode(node)
                    .setIdempotent(true)
                    .setTimeout(Duration.ofNanos(patience(deadline)))));
      }
    }
    return asked;
  }

  // A frozen node must not use up the time budget.
  private static long patience(Deadline deadline) {
    return Math.max(1, deadline.leftNanos() / 4);
  }

  /** Joins what the nodes say; a setting on which they disagree lists all values. */
  private static SortedMap<String, String> settings(
      List<CompletionStage<AsyncResultSet>> asked, int nodes, Deadline deadline) {
    SortedMap<String, Set<String>> values = new TreeMap<>();
    int answered = 0;
    for (CompletionStage<AsyncResultSet> one : asked) {
      Optional<AsyncResultSet> answer = Opening.await(one, patience(deadline));
      answered += answer.isPresent() ? 1 : 0;
      answer.ifPresent(rows -> rows.currentPage().forEach(row -> add(values, row)));
    }
    SortedMap<String, String> settings = new TreeMap<>();
    values.forEach((name, all) -> settings.put(name, String.join(", ", all)));
    if (answered < nodes) {
      settings.put("nodes_that_told", "%d of %d".formatted(answered, nodes));
    }
    return settings;
  }

  private static void add(SortedMap<String, Set<String>> values, Row row) {
    String value = row.getString(1);
    if (value != null && !value.equals("0ms") && !value.equals("0")) {
      values.computeIfAbsent(String.valueOf(row.getString(0)), name -> new TreeSet<>()).add(value);
    }
  }

  private static Durability durability(
      SortedMap<String, String> settings,
      boolean durableWrites,
      OptionalInt copies,
      Map<String, String> replication) {
    SortedMap<String, String> all = new TreeMap<>(settings);
    all.put("durable_writes", String.valueOf(durableWrites));
    all.put("replication", new TreeMap<>(replication).toString());
    Promise synced = synced(settings, durableWrites);
    return new Durability(synced, synced, failover(synced, copies), all);
  }

  private static Promise synced(SortedMap<String, String> settings, boolean durableWrites) {
    String sync = settings.getOrDefault(SYNC, "");
    if (!durableWrites) {
      return Promise.NOT_KEPT;
    }
    if (sync.isEmpty()) {
      return Promise.UNKNOWN;
    }
    if (!SYNCED.containsAll(List.of(sync.split(", ")))) {
      return Promise.NOT_KEPT;
    }
    return settings.containsKey("nodes_that_told") ? Promise.UNKNOWN : Promise.KEPT;
  }

  // A majority of two copies or more is at least two nodes: when one is gone, another has the
  // write.
  private static Promise failover(Promise synced, OptionalInt copies) {
    if (copies.isEmpty()) {
      return Promise.UNKNOWN;
    }
    return copies.getAsInt() < 2 ? Promise.NOT_KEPT : synced;
  }
}
