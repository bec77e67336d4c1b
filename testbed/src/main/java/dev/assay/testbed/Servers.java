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
    return switch (choose(kind, options, environment)) {
      case EXTERNAL ->
          ExternalPostgres.connect(uri(kind, options, environment), options.settings());
      case CONTAINERS -> ContainerPostgres.start(options, environment);
      case EMBEDDED -> EmbeddedPostgres.start(options);
    };
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
    if (PostgresBinaries.available()) {
      return ServerMode.EMBEDDED;
    }
    if (ContainerEngine.answers(environment)) {
      return ServerMode.CONTAINERS;
    }
    throw new TestbedException(
        "No %s for this machine (%s) is on the class path and no container engine answers: start a server and set %s to its URI."
            .formatted(kind.title(), PostgresBinaries.platform(), kind.uriVariable()));
  }

  private static String uri(
      ServerKind kind, ServerOptions options, Map<String, String> environment) {
    return options
        .uri()
        .or(() -> variable(environment, kind.uriVariable()))
        .orElseThrow(
            () ->
                new TestbedException(
                    "An external %s was asked for and none is named: set %s to its URI, such as %s://user:password@host/database."
                        .formatted(kind.title(), kind.uriVariable(), kind.scheme())));
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }
}
