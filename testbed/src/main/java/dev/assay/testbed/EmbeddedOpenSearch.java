package dev.assay.testbed;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Starts OpenSearch on one node in a JVM of its own: version 3 where this JVM is of Java 21 or
 * newer, and version 2 where it is older.
 *
 * <p>The folder, temporary or given, holds besides {@linkplain JavaNode what every node keeps}:
 *
 * <pre>
 * data/        the indexes
 * config/      nothing, but the server wants it
 * launcher/    the class that starts the server
 * </pre>
 *
 * <p>The server listens on 127.0.0.1 alone, has no users, and answers a write when its log is on
 * the disk, which is its default. Settings that are asked for are those of a node.
 */
final class EmbeddedOpenSearch {

  /** The beginning of the names of indexes. */
  static final String PATH = "assay";

  private static final int NEWER_JAVA = 21;
  private static final List<String> LEFTOVERS = List.of("config", "launcher", "server.log", "tmp");

  private EmbeddedOpenSearch() {}

  /** Returns what this JVM can run. */
  static ServerLibraries libraries() {
    return isNewer() ? ServerLibraries.OPENSEARCH : ServerLibraries.OPENSEARCH_2;
  }

  private static boolean isNewer() {
    return Runtime.version().feature() >= NEWER_JAVA;
  }

  static EmbeddedServer start(ServerOptions options) {
    String classPath = libraries().classPath(options.progress());
    return EmbeddedServer.start(options, port -> at(port, classPath, options));
  }

  private static EmbeddedServer at(int port, String classPath, ServerOptions options) {
    ServerFolder folder = ServerFolder.of(options, ServerKind.OPENSEARCH, LEFTOVERS);
    folder.make("tmp");
    JavaProgram program =
        JavaProgram.of(
                JavaProgram.own(),
                folder,
                Launchers.in(folder, OpenSearchLauncher.class) + ":" + classPath)
            // Its life is short: the second compiler would take more than it gives.
            .with("-Xms256m", "-Xmx256m", "-XX:TieredStopAtLevel=1");
    // Version 3 calls the operating system, version 2 sets a security manager: both say so, or are
    // told that they may.
    String allowed =
        isNewer() ? "--enable-native-access=ALL-UNNAMED" : "-Djava.security.manager=allow";
    List<String> command =
        program
            .with(allowed)
            .run(OpenSearchLauncher.class.getName(), arguments(folder, port, options));
    JavaNode node = new JavaNode("OpenSearch", Ports.loopback(1, port), folder, command);
    String uri = "opensearch://" + node.endpoint() + "/" + PATH;
    return new EmbeddedServer(ServerKind.OPENSEARCH, uri, List.of(node), new Health());
  }

  private static List<String> arguments(ServerFolder folder, int port, ServerOptions options) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("path.home", folder.path().toString());
    settings.put("path.data", folder.make("data").toString());
    settings.put("path.logs", folder.path().toString());
    settings.put("cluster.name", "assay");
    settings.put("network.host", "127.0.0.1");
    settings.put("http.port", String.valueOf(port));
    // Whatever is free: nothing else ever connects there.
    settings.put("transport.port", "0");
    settings.put("discovery.type", "single-node");
    settings.put("http.type", "netty4");
    settings.put("transport.type", "netty4");
    settings.put("node.processors", "2");
    settings.put("cluster.routing.allocation.disk.threshold_enabled", "false");
    settings.putAll(options.settings());
    List<String> arguments = new ArrayList<>(List.of(folder.make("config").toString()));
    settings.forEach((name, value) -> arguments.add(name + "=" + value));
    return arguments;
  }

  private static final class Health implements EmbeddedServer.Health {

    @Override
    public Duration limit() {
      return Duration.ofSeconds(90);
    }

    @Override
    public boolean answers(JavaNode node) {
      return OpenSearchProbe.serves(address(node));
    }

    @Override
    public boolean agreed(List<JavaNode> up) {
      return true;
    }

    @Override
    public ServerFacts facts(JavaNode node) {
      return OpenSearchProbe.facts(address(node), "");
    }

    private static URI address(JavaNode node) {
      return URI.create("http://" + node.endpoint() + "/");
    }
  }
}
