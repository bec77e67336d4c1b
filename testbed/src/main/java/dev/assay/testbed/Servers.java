package dev.assay.testbed;

import java.util.Map;
import java.util.Optional;

/**
 * Provides real servers.
 *
 * <p>The way to a server is chosen in this order:
 *
 * <ol>
 *   <li>what the options say: a URI, or a mode, or a folder or port (which only an embedded server
 *       has);
 *   <li>the environment variable {@code ASSAY_TESTBED}: {@code embedded}, {@code containers} or
 *       {@code external};
 *   <li>the environment variable of the kind, such as {@code ASSAY_POSTGRES_URI}: that external
 *       server;
 *   <li>the embedded server, where its binaries fit this machine: it needs nothing and starts in a
 *       second;
 *   <li>a container, where a container engine answers.
 * </ol>
 */
public final class Servers {

  private Servers() {}

  /**
   * Starts a server, or connects to the external one, and returns when it answers.
   *
   * @throws TestbedException if there is no way to a server, or it does not start or answer
   * @throws IllegalArgumentException if the options contradict each other
   */
  public static Server start(ServerKind kind, ServerOptions options) {
    return start(kind, options, System.getenv());
  }

  static Server start(ServerKind kind, ServerOptions options, Map<String, String> environment) {
    ServerMode mode = choose(kind, options, environment);
    checkNodes(kind, options.nodes(), mode);
    return switch (mode) {
      case EXTERNAL -> external(kind, uri(kind, options, environment), options.settings());
      case CONTAINERS -> container(kind, options, environment);
      case EMBEDDED -> embedded(kind, options);
    };
  }

  private static Server external(ServerKind kind, String uri, Map<String, String> settings) {
    return switch (kind) {
      case POSTGRES -> ExternalPostgres.connect(uri, settings);
      case DYNAMODB -> ExternalDynamo.connect(uri, settings);
      case CASSANDRA -> ExternalCassandra.connect(uri, settings);
      case REDIS -> ExternalRedis.connect(uri, settings);
      case OPENSEARCH -> ExternalOpenSearch.connect(uri, settings);
    };
  }

  private static Server container(
      ServerKind kind, ServerOptions options, Map<String, String> environment) {
    if (!ContainerEngine.answers(environment)) {
      throw new TestbedException(
          "A container was asked for and no container engine answers: start one, or use the embedded server.");
    }
    return switch (kind) {
      case POSTGRES -> ContainerPostgres.start(options, environment);
      case DYNAMODB -> ContainerDynamo.start(options, environment);
      case CASSANDRA -> ContainerCassandra.start(options, environment);
      case REDIS -> ContainerRedis.start(options, environment);
      case OPENSEARCH -> ContainerOpenSearch.start(options, environment);
    };
  }

  private static Server embedded(ServerKind kind, ServerOptions options) {
    return switch (kind) {
      case POSTGRES -> EmbeddedPostgres.start(options);
      case DYNAMODB -> EmbeddedDynamo.start(options);
      case CASSANDRA -> EmbeddedCassandra.start(options);
      case REDIS -> EmbeddedRedis.start(options);
      case OPENSEARCH -> EmbeddedOpenSearch.start(options);
    };
  }

  private static void checkNodes(ServerKind kind, int nodes, ServerMode mode) {
    if (nodes > kind.mostNodes()) {
      throw new TestbedException(
          kind.mostNodes() == 1
              ? "%s is started on one node only: leave the number of nodes out."
                  .formatted(kind.title())
              : "%s is started on at most %d nodes.".formatted(kind.title(), kind.mostNodes()));
    }
    if (nodes > 1 && mode != ServerMode.EMBEDDED) {
      throw new TestbedException(
          "Several nodes are started as embedded servers only, and the way chosen is '%s': unset %s and %s, or leave the number of nodes out."
              .formatted(mode.word(), ServerMode.VARIABLE, kind.uriVariable()));
    }
  }

  static ServerMode choose(
      ServerKind kind, ServerOptions options, Map<String, String> environment) {
    return fromOptions(options)
        .or(() -> variable(environment, ServerMode.VARIABLE).map(Servers::mode))
        .or(() -> variable(environment, kind.uriVariable()).map(uri -> ServerMode.EXTERNAL))
        .orElseGet(() -> fromMachine(kind, environment));
  }

  private static Optional<ServerMode> fromOptions(ServerOptions options) {
    Optional<ServerMode> implied = implied(options);
    if (implied.isPresent() && options.mode().isPresent() && !implied.equals(options.mode())) {
      throw new IllegalArgumentException(
          "A URI is for an external server, a folder or a port for an embedded one: choose one way.");
    }
    return options.mode().or(() -> implied);
  }

  private static Optional<ServerMode> implied(ServerOptions options) {
    boolean own = options.folder().isPresent() || options.port().isPresent();
    if (own && options.uri().isPresent()) {
      throw new IllegalArgumentException(
          "A URI is for an external server, a folder or a port for an embedded one: choose one.");
    }
    if (options.uri().isPresent()) {
      return Optional.of(ServerMode.EXTERNAL);
    }
    return own ? Optional.of(ServerMode.EMBEDDED) : Optional.empty();
  }

  private static ServerMode mode(String word) {
    return ServerMode.of(word)
        .orElseThrow(
            () ->
                new TestbedException(
                    "%s is set to '%s': set it to embedded, containers or external, or unset it."
                        .formatted(ServerMode.VARIABLE, word)));
  }

  private static ServerMode fromMachine(ServerKind kind, Map<String, String> environment) {
    Optional<String> obstacle = obstacle(kind);
    if (obstacle.isEmpty()) {
      return ServerMode.EMBEDDED;
    }
    if (ContainerEngine.answers(environment)) {
      return ServerMode.CONTAINERS;
    }
    throw new TestbedException(
        "%s, and no container engine answers: start a server and set %s to its URI."
            .formatted(obstacle.get(), kind.uriVariable()));
  }

  /** Returns what keeps the embedded server from running on this machine, if anything does. */
  private static Optional<String> obstacle(ServerKind kind) {
    return switch (kind) {
      case POSTGRES -> PostgresBinaries.obstacle();
      // They run wherever this JVM does.
      case DYNAMODB, OPENSEARCH -> Optional.empty();
      case CASSANDRA -> EmbeddedCassandra.obstacle();
      case REDIS -> RedisBinary.obstacle();
    };
  }

  private static String uri(
      ServerKind kind, ServerOptions options, Map<String, String> environment) {
    return options
        .uri()
        .or(() -> variable(environment, kind.uriVariable()))
        .orElseThrow(
            () ->
                new TestbedException(
                    "An external %s was asked for and none is named: set %s to its URI, such as %s."
                        .formatted(kind.title(), kind.uriVariable(), kind.example())));
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }
}
