package dev.assay.testbed;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.testcontainers.containers.GenericContainer;

/**
 * Starts Cassandra on one node in a container: from the image {@code cassandra:5.0}, or what the
 * environment variable {@code ASSAY_CASSANDRA_IMAGE} names.
 */
final class ContainerCassandra {

  private ContainerCassandra() {}

  static Server start(ServerOptions options, Map<String, String> environment) {
    Map<String, String> settings = CassandraSettings.durable(options.settings());
    ContainerServer.Recipe recipe =
        new ContainerServer.Recipe(
            "cassandra:5.0",
            9042,
            container -> prepare(container, settings),
            "",
            "assay?dc=datacenter1",
            uri -> CassandraProbe.facts(CassandraUri.parse(uri)));
    return ContainerServer.start(ServerKind.CASSANDRA, recipe, options, environment);
  }

  /** The image has no variables for most settings; the server itself takes all as properties. */
  private static void prepare(GenericContainer<?> container, Map<String, String> settings) {
    container
        .withEnv("MAX_HEAP_SIZE", "512M")
        .withEnv("HEAP_NEWSIZE", "128M")
        .withEnv("JVM_EXTRA_OPTS", properties(settings));
  }

  private static String properties(Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>(settings);
    // The configuration file of the image has a period, which goes with one way to sync alone.
    all.putIfAbsent("commitlog_sync_period", "0ms");
    return "-Dcassandra.config.allow_system_properties=true "
        + all.entrySet().stream()
            .map(
                setting ->
                    "-Dcassandra.settings.%s=%s".formatted(setting.getKey(), setting.getValue()))
            .collect(Collectors.joining(" "));
  }
}
