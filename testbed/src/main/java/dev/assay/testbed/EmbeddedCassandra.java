package dev.assay.testbed;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Starts Cassandra on one node or three, each in a JVM of its own, on 127.0.0.1 and the addresses
 * behind it.
 *
 * <p>The folder of a node holds besides {@linkplain JavaNode what every node keeps}:
 *
 * <pre>
 * data/            tables, commit log, hints
 * cassandra.yaml   its settings
 * logback.xml      what it logs
 * storage-port     where nodes listen for each other
 * </pre>
 *
 * <p>Unless the settings say otherwise it writes its commit log before it acknowledges ({@code
 * commitlog_sync: batch}), which its own default does not, and decides conditional writes by the
 * second variant of its Paxos.
 */
final class EmbeddedCassandra {
  private static final int OLDEST_JAVA = 11;
  private static final int NEWEST_JAVA = 17;
  private static final String DAEMON = "org.apache.cassandra.service.CassandraDaemon";
  private static final String DATACENTER = "datacenter1";
  private static final String STORAGE_PORT = "storage-port";
  private static final List<String> LEFTOVERS =
      List.of("cassandra.yaml", "logback.xml", STORAGE_PORT, "server.log", "tmp");

  /** Internals of the JDK that it calls, and those that it looks into. */
  private static final List<String> EXPORTS =
      List.of(
          "java.base/jdk.internal.misc",
          "java.base/jdk.internal.ref",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.sql/java.sql");

  private static final List<String> OPENS =
      List.of(
          "java.base/java.lang.module",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "java.base/java.io",
          "java.base/java.lang.reflect",
          "java.base/java.lang",
          "java.base/java.util",
          "java.base/java.nio",
          "jdk.management/com.sun.management.internal");

  private static final String LOGGING =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%-5level %d{HH:mm:ss.SSS} %logger{0} %msg%n</pattern></encoder>
        </appender>
        <root level="INFO"><appender-ref ref="out"/></root>
      </configuration>
      """;

  private EmbeddedCassandra() {}

  static EmbeddedServer start(ServerOptions options) {
    Map<String, String> settings = CassandraSettings.durable(options.settings());
    Path java =
        java().orElseThrow(() -> new TestbedException(obstacle().orElse("No Java fits") + "."));
    String classPath = ServerLibraries.CASSANDRA.classPath(options.progress());
    return EmbeddedServer.start(
        options, port -> new Plan(options, settings, java, classPath, port).server());
  }

  /** Says what keeps it from running here, if anything does. */
  static Optional<String> obstacle() {
    return java().isPresent()
        ? Optional.empty()
        : Optional.of(
            "Cassandra %s runs on Java %d to %d, this is Java %d, and no fitting one was found (install one, or set JAVA17_HOME to one)"
                .formatted(
                    ServerLibraries.CASSANDRA.version(),
                    OLDEST_JAVA,
                    NEWEST_JAVA,
                    Runtime.version().feature()));
  }

  private static Optional<Path> java() {
    return JavaHomes.ofMachine().find(OLDEST_JAVA, NEWEST_JAVA);
  }

  /** Is one start: everything that its nodes have in common. */
  private record Plan(
      ServerOptions options,
      Map<String, String> settings,
      Path java,
      String classPath,
      int port,
      List<InetSocketAddress> addresses) {

    Plan(
        ServerOptions options,
        Map<String, String> settings,
        Path java,
        String classPath,
        int port) {
      this(
          options,
          settings,
          java,
          classPath,
          port,
          IntStream.rangeClosed(1, options.nodes())
              .mapToObj(number -> Ports.loopback(number, port))
              .toList());
    }

    EmbeddedServer server() {
      List<ServerFolder> folders = ServerFolder.several(options, ServerKind.CASSANDRA, LEFTOVERS);
      int storagePort = storagePort(folders.get(0));
      List<JavaNode> nodes =
          IntStream.range(0, folders.size())
              .mapToObj(index -> node(index, folders.get(index), storagePort))
              .toList();
      return new EmbeddedServer(ServerKind.CASSANDRA, uri(nodes), nodes, new Health());
    }

    /** Nodes know each other by this port, too: it stays with the data. */
    private int storagePort(ServerFolder folder) {
      return folder
          .read(STORAGE_PORT)
          .map(text -> Integer.parseInt(text.strip()))
          .orElseGet(
              () -> {
                int free = Ports.free(options.nodes());
                folder.write(STORAGE_PORT, String.valueOf(free));
                return free;
              });
    }

    private JavaNode node(int index, ServerFolder folder, int storagePort) {
      Path data = folder.make("data");
      List<String> hosts =
          addresses.stream().map(address -> address.getAddress().getHostAddress()).toList();
      URI yaml =
          folder
              .write(
                  "cassandra.yaml",
                  CassandraSettings.file(settings, hosts, index, port, storagePort, data))
              .toUri();
      Path logging = folder.write("logback.xml", LOGGING);
      List<String> program =
          JavaProgram.of(java, folder, classPath)
              .with("-Xms96m", "-Xmx320m", "-Xss512k")
              .with(
                  "-Dcassandra.config=" + yaml,
                  "-Dcassandra.storagedir=" + data,
                  "-Dlogback.configurationFile=" + logging,
                  "-Djna.tmpdir=" + folder.make("tmp"))
              .with(quick())
              .with(opened())
              .run(DAEMON, List.of());
      return new JavaNode("Cassandra", addresses.get(index), folder, program);
    }

    private String uri(List<JavaNode> nodes) {
      String hosts = nodes.stream().map(JavaNode::endpoint).collect(Collectors.joining(","));
      return "cassandra://%s/assay?dc=%s%s"
          .formatted(
              hosts,
              DATACENTER,
              nodes.size() > 1 ? "&replication=SimpleStrategy:" + nodes.size() : "");
    }
  }

  /** A server for trying things need not wait for a data centre to come up. */
  private static List<String> quick() {
    return List.of(
        "-Dcassandra-foreground=yes",
        "-Dcassandra.ring_delay_ms=1000",
        "-Dcassandra.skip_wait_for_gossip_to_settle=0",
        "-Dcassandra.superuser_setup_delay_ms=0",
        "-Dcassandra.shutdown_announce_in_ms=200",
        "-Dcassandra.available_processors=2",
        // Which it would measure for two seconds.
        "-Dcassandra.memtable.row_overhead_size=180",
        "-XX:+ExitOnOutOfMemoryError",
        // Half of the work in its first minute would be compiling.
        "-XX:TieredStopAtLevel=1");
  }

  private static List<String> opened() {
    return Stream.concat(
            EXPORTS.stream().map(name -> "--add-exports=" + name + "=ALL-UNNAMED"),
            OPENS.stream().map(name -> "--add-opens=" + name + "=ALL-UNNAMED"))
        .toList();
  }

  private static final class Health implements EmbeddedServer.Health {

    @Override
    public Duration limit() {
      return Duration.ofSeconds(100);
    }

    @Override
    public boolean answers(JavaNode node) {
      return CassandraProbe.answers(node.address());
    }

    /** Of all nodes that are up each one reaches as many, and all know the same schema. */
    @Override
    public boolean agreed(List<JavaNode> up) {
      return up.size() == 1
          || (up.stream()
                  .allMatch(node -> CassandraProbe.reached(node.address(), up.size()) >= up.size())
              && up.stream().map(node -> CassandraProbe.schema(node.address())).distinct().count()
                  == 1);
    }

    @Override
    public ServerFacts facts(JavaNode node) {
      return CassandraProbe.facts(
          CassandraUri.parse(
              "cassandra://%1$s:%1$s@%2$s/".formatted(CassandraProbe.FIRST_USER, node.endpoint())));
    }
  }
}
