package dev.assay.cli;

import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerMode;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a server in the foreground, for trying things. */
@Command(
    name = "serve",
    description = "Runs a server on this machine until Ctrl-C, for trying things.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  private final Session session;

  @Parameters(
      paramLabel = "SERVER",
      description = "Which server: postgres, dynamodb, cassandra, redis or opensearch.")
  private String word;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port on 127.0.0.1; a free one if left out.")
  private @Nullable Integer port;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "On how many nodes to start it: cassandra on 1 to 3; 1 if left out.")
  private @Nullable Integer nodes;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep the data there, so that they survive; else they go with the server.")
  private @Nullable Path data;

  ServeCommand(Session session) {
    this.session = session;
    word = "";
  }

  /** Starts the server, prints its address and waits to be stopped. */
  @Override
  public Integer call() throws InterruptedException {
    ServerKind kind = ServerKind.of(word).orElseThrow(this::unknown);
    Server server = Servers.start(kind, options(kind));
    Thread stop = new Thread(() -> stop(server), "stop-server");
    Runtime.getRuntime().addShutdownHook(stop);
    // The password is part of the address on purpose: the server is this user's own, listens on
    // the loopback interface alone, and nobody else can tell what its password is.
    session.console().printVerbatim(server.uri());
    session.console().note(server.description().toString());
    session.console().note(hint(server.uri()));
    session.console().note("Stop it with Ctrl-C.");
    new CountDownLatch(1).await();
    return ExitCode.GIVEN;
  }

  /** An address with a password is not repeated: it stands on standard output alone. */
  private static String hint(String uri) {
    return "Certify an adapter on it from another terminal: ./assay certify --uri '%s'"
        .formatted(uri.contains("@") ? "<the address above>" : uri);
  }

  private ServerOptions options(ServerKind kind) {
    ServerOptions options =
        ServerOptions.defaults()
            .withNodes(Nodes.of(nodes, kind))
            .withMode(ServerMode.EMBEDDED)
            .withProgress(new ServerProgress(session.console()));
    if (data != null) {
      options = options.withFolder(data);
    }
    return port == null ? options : options.withPort(checked(port));
  }

  private static int checked(int port) {
    if (port < 1 || port > 65535) {
      throw new CannotJudge("There is no port %d: give one from 1 to 65535.".formatted(port));
    }
    return port;
  }

  private void stop(Server server) {
    server.close();
    session.console().note("Stopped.");
  }

  private CannotJudge unknown() {
    String known =
        Arrays.stream(ServerKind.values()).map(ServerKind::word).collect(Collectors.joining(", "));
    return new CannotJudge("There is no server '%s'; known are %s.".formatted(word, known));
  }
}
