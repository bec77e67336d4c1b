package dev.assay.adapter.redis;

import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.spi.Durability.Promise;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The server as it describes itself. What it keeps to itself, for the user lacks a permission, is
 * {@code unknown}.
 *
 * @param backend product, version and topology
 * @param durability what its settings promise
 */
record RedisServer(Declaration.Backend backend, Durability durability) {

  private static final String UNKNOWN = "unknown";
  private static final int LEAST_VERSION = 5;
  private static final List<String> SETTINGS =
      List.of("appendonly", "appendfsync", "no-appendfsync-on-rewrite", "maxmemory-policy");

  /**
   * Asks the server when a store is opened.
   *
   * @throws StoreUnavailable if it does not answer, or cannot carry a store: too old, a replica, or
   *     one that evicts keys
   */
  static RedisServer look(Connections connections, Deadline deadline) {
    Sending<Map<String, String>> info = new Sending<>(info());
    List<Sending<List<String>>> settings =
        SETTINGS.stream().map(name -> new Sending<>(setting(name))).toList();
    List<Sending<?>> all = new ArrayList<>(settings);
    all.add(info);
    connections.send(all, deadline);
    Map<String, String> told = told(info, Map.of());
    SortedMap<String, String> read = new TreeMap<>();
    for (int i = 0; i < SETTINGS.size(); i++) {
      List<String> pair = told(settings.get(i), List.of());
      read.put(SETTINGS.get(i), pair.size() == 2 ? pair.get(1) : UNKNOWN);
    }
    completed(read, told);
    refuse(read, told);
    if (told.getOrDefault("cluster_enabled", "0").equals("1")
        && !connections.source().isCluster()) {
      throw new StoreUnavailable(
          "The server is a member of a cluster: open the store with cluster=true, or by a RedisClusterClient",
          null);
    }
    int replicas = Integer.parseInt(told.getOrDefault("connected_slaves", "0"));
    String topology = connections.source().topology(replicas);
    return new RedisServer(backend(told, topology), durability(read));
  }

  private static Call<Map<String, String>> info() {
    return Call.reading(
        "The look at the server", CommandType.INFO, List.of(), List.of(), RedisServer::lines);
  }

  private static Call<List<String>> setting(String name) {
    return Call.reading(
        "The look at the server's settings",
        CommandType.CONFIG,
        List.of(),
        List.of("GET", name),
        pair -> pair);
  }

  static Map<String, String> lines(List<String> texts) {
    Map<String, String> lines = new HashMap<>();
    String.join("\n", texts)
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                lines.put(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    return lines;
  }

  /** Returns the answer, or nothing where the server is there and does not tell. */
  private static <T> T told(Sending<T> sending, T nothing) {
    try {
      return sending.result();
    } catch (StoreException e) {
      if (sending.isRefused()) {
        return nothing;
      }
      throw e;
    }
  }

  // Users who may not read the settings often may read the server's description of itself.
  private static void completed(Map<String, String> read, Map<String, String> told) {
    String log = told.get("aof_enabled");
    if (log != null) {
      read.replace("appendonly", UNKNOWN, log.equals("1") ? "yes" : "no");
    }
    String policy = told.get("maxmemory_policy");
    if (policy != null) {
      read.replace("maxmemory-policy", UNKNOWN, policy);
    }
  }

  private static void refuse(Map<String, String> settings, Map<String, String> told) {
    String version = told.getOrDefault("redis_version", UNKNOWN);
    if (!version.equals(UNKNOWN) && Integer.parseInt(version.split("\\.", 2)[0]) < LEAST_VERSION) {
      throw new StoreUnavailable(
          "Redis %s is too old: the store needs version %d or newer"
              .formatted(version, LEAST_VERSION),
          null);
    }
    if (told.getOrDefault("role", "master").equals("slave")) {
      throw new StoreUnavailable("The server is a replica: connect to the primary", null);
    }
    // Policies that evict only what expires never meet the store's keys, which do not.
    String policy = settings.getOrDefault("maxmemory-policy", UNKNOWN);
    if (policy.startsWith("allkeys")) {
      throw new StoreUnavailable(
          "The server evicts keys when its memory is full (maxmemory-policy is %s), and with them views, tombstones and cursors: set maxmemory-policy to noeviction"
              .formatted(policy),
          null);
    }
  }

  private static Declaration.Backend backend(Map<String, String> told, String topology) {
    String valkey = told.get("valkey_version");
    return valkey == null
        ? new Declaration.Backend("Redis", told.getOrDefault("redis_version", UNKNOWN), topology)
        : new Declaration.Backend("Valkey", valkey, topology);
  }

  /**
   * Judges the settings.
   *
   * <p>With {@code appendfsync always} the log is written and synced before the answer. With {@code
   * no} it is written before the answer and synced some time later. With {@code everysec} the
   * writing, too, is put off while a sync is running, so that a killed process may take answered
   * writes with it.
   */
  static Durability durability(SortedMap<String, String> settings) {
    String log = settings.getOrDefault("appendonly", UNKNOWN);
    String sync = settings.getOrDefault("appendfsync", UNKNOWN);
    String pausing = settings.getOrDefault("no-appendfsync-on-rewrite", UNKNOWN);
    Promise logged = known(log, log.equals("yes"));
    Promise written = and(logged, known(sync, sync.equals("always") || sync.equals("no")));
    Promise synced = and(logged, known(sync, sync.equals("always")));
    Promise steady = known(pausing, pausing.equals("no"));
    return new Durability(written, and(synced, steady), Promise.NOT_KEPT, settings);
  }

  private static Promise known(String setting, boolean kept) {
    if (setting.equals(UNKNOWN)) {
      return Promise.UNKNOWN;
    }
    return kept ? Promise.KEPT : Promise.NOT_KEPT;
  }

  private static Promise and(Promise one, Promise other) {
    if (one == Promise.NOT_KEPT || other == Promise.NOT_KEPT) {
      return Promise.NOT_KEPT;
    }
    return one == Promise.KEPT ? other : one;
  }
}
