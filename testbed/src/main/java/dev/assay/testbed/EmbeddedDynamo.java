package dev.assay.testbed;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Starts DynamoDB Local in a JVM of its own.
 *
 * <p>The folder, temporary or given, holds besides {@linkplain JavaNode what every node keeps}:
 *
 * <pre>
 * data/        the database file
 * launcher/    the class that starts the server
 * </pre>
 *
 * <p>The server listens on 127.0.0.1 alone and takes any credentials. It keeps what it acknowledged
 * when it is killed, and when its machine loses power as far as the disk does what it is told: by
 * itself it does not, {@link DynamoLauncher} says why and what is done about it. It serialises
 * transactions, so that conflicts and throttling never occur by themselves.
 */
final class EmbeddedDynamo {

  /** The prefix of the tables, and a region: the server keeps one database for all regions. */
  static final String PATH = "assay?region=local";

  private static final String SYNCED = "&storage=synced";

  private static final List<String> LEFTOVERS = List.of("launcher", "server.log", "tmp");

  private EmbeddedDynamo() {}

  static EmbeddedServer start(ServerOptions options) {
    refuseSettings(options.settings());
    String classPath = ServerLibraries.DYNAMODB.classPath(options.progress());
    return EmbeddedServer.start(options, port -> at(port, classPath, options));
  }

  static void refuseSettings(Map<String, String> settings) {
    if (!settings.isEmpty()) {
      throw new IllegalArgumentException("DynamoDB Local has no settings that can be chosen.");
    }
  }

  private static EmbeddedServer at(int port, String classPath, ServerOptions options) {
    ServerFolder folder = ServerFolder.of(options, ServerKind.DYNAMODB, LEFTOVERS);
    folder.make("tmp");
    String data = folder.make("data").toString();
    List<String> program =
        JavaProgram.of(
                JavaProgram.own(),
                folder,
                Launchers.in(folder, DynamoLauncher.class) + ":" + classPath)
            // Its life is short: what the second compiler would take is a quarter of its work.
            .with("-Xms64m", "-Xmx512m", "-XX:TieredStopAtLevel=1")
            .run(
                DynamoLauncher.class.getName(),
                List.of(
                    data,
                    "-port",
                    String.valueOf(port),
                    "-disableTelemetry",
                    "-sharedDb",
                    "-dbPath",
                    data));
    JavaNode node = new JavaNode("DynamoDB", Ports.loopback(1, port), folder, program);
    String uri = "dynamodb://" + node.endpoint() + "/" + PATH + SYNCED;
    return new EmbeddedServer(ServerKind.DYNAMODB, uri, List.of(node), new Health());
  }

  private static final class Health implements EmbeddedServer.Health {

    @Override
    public Duration limit() {
      return Duration.ofSeconds(60);
    }

    @Override
    public boolean answers(JavaNode node) {
      return DynamoProbe.serves(URI.create("http://" + node.endpoint() + "/"));
    }

    @Override
    public boolean agreed(List<JavaNode> up) {
      return true;
    }

    /** What the server says of itself, it says when it starts. */
    @Override
    public ServerFacts facts(JavaNode node) {
      Map<String, String> durability = new TreeMap<>();
      for (String name : List.of("InMemory", "Journal", "Synchronous")) {
        said(node, name).ifPresent(value -> durability.put(name, value));
      }
      return new ServerFacts("Local " + said(node, "Version").orElse("unknown"), durability);
    }

    private static Optional<String> said(JavaNode node, String name) {
      return ServerLog.lines(node.log()).stream()
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .reduce((first, second) -> second);
    }
  }
}
