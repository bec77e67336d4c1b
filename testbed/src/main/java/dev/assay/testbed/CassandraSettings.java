package dev.assay.testbed;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Knows the settings with which Cassandra is started here. */
final class CassandraSettings {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_.+/-]+");
  private static final String SYNC = "commitlog_sync";
  private static final String PERIOD = "commitlog_sync_period";
  private static final String WINDOW = "commitlog_sync_group_window";
  private static final Set<String> RESERVED =
      Set.of(
          "cluster_name",
          "partitioner",
          "seed_provider",
          "listen_address",
          "rpc_address",
          "native_transport_port",
          "storage_port",
          "initial_token",
          "num_tokens",
          "data_file_directories");

  private CassandraSettings() {}

  /**
   * Returns the settings of a server that keeps what it acknowledged, changed by those that were
   * given.
   */
  static Map<String, String> durable(Map<String, String> given) {
    Map<String, String> settings = new TreeMap<>();
    settings.put(SYNC, "batch");
    settings.put("paxos_variant", "v2");
    given.forEach((name, value) -> settings.put(checked(name), checkedValue(name, value)));
    if (settings.containsValue("periodic")) {
      settings.putIfAbsent(PERIOD, "10000ms");
    }
    if (settings.containsValue("group")) {
      settings.putIfAbsent(WINDOW, "10ms");
    }
    return settings;
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
      throw new IllegalArgumentException("The setting '%s' cannot be chosen.".formatted(name));
    }
    return name;
  }

  private static String checkedValue(String name, String value) {
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "The setting '%s' cannot have such a value.".formatted(name));
    }
    return value;
  }

  /**
   * Returns the configuration file of one node.
   *
   * @param addresses those of all nodes
   * @param index which one of them it is, from 0
   */
  static String file(
      Map<String, String> settings,
      List<String> addresses,
      int index,
      int port,
      int storagePort,
      Path data) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("cluster_name", "assay");
    all.put("partitioner", "org.apache.cassandra.dht.Murmur3Partitioner");
    all.put("endpoint_snitch", "SimpleSnitch");
    all.put("num_tokens", "1");
    all.put("initial_token", "'" + token(index, addresses.size()) + "'");
    all.put("auto_bootstrap", "false");
    all.put("listen_address", addresses.get(index));
    all.put("rpc_address", addresses.get(index));
    all.put("native_transport_port", String.valueOf(port));
    all.put("storage_port", String.valueOf(storagePort));
    all.putAll(folders(data));
    all.putAll(small());
    all.putAll(settings);
    return all.entrySet().stream()
            .map(setting -> setting.getKey() + ": " + setting.getValue() + "\n")
            .collect(Collectors.joining())
        + seeds(addresses);
  }

  /** Nodes that own equal parts of the ring. */
  private static long token(int index, int nodes) {
    return Long.MIN_VALUE + 1 + Long.divideUnsigned(-1L, nodes) * index;
  }

  private static Map<String, String> folders(Path data) {
    return Map.of(
        "data_file_directories", "[" + quoted(data.resolve("tables")) + "]",
        "commitlog_directory", quoted(data.resolve("commitlog")),
        "hints_directory", quoted(data.resolve("hints")),
        "saved_caches_directory", quoted(data.resolve("saved_caches")),
        "cdc_raw_directory", quoted(data.resolve("cdc_raw")));
  }

  /** Takes less memory and fewer threads than a server that has a machine for itself. */
  private static Map<String, String> small() {
    return Map.of(
        "concurrent_reads", "16",
        "concurrent_writes", "16",
        "concurrent_counter_writes", "2",
        "concurrent_compactors", "1",
        "key_cache_size", "2MiB",
        "file_cache_size", "32MiB",
        "networking_cache_size", "32MiB",
        "memtable_heap_space", "64MiB",
        "memtable_offheap_space", "32MiB");
  }

  private static String seeds(List<String> addresses) {
    return """
        seed_provider:
          - class_name: org.apache.cassandra.locator.SimpleSeedProvider
            parameters:
              - seeds: "%s"
        """
        .formatted(String.join(",", addresses));
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }
}
