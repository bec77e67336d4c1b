package dev.assay.testbed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts a server, prints the ids of its processes and its folder, and waits to be stopped. */
final class ServerHost {
  private ServerHost() {}

  /** Takes what to do with the server then, its kind and, if it is given, its folder. */
  public static void main(String[] arguments) throws IOException {
    ServerOptions some = ServerOptions.defaults().withMode(ServerMode.EMBEDDED);
    ServerOptions options = arguments.length > 2 ? some.withFolder(Path.of(arguments[2])) : some;
    Server server = Servers.start(ServerKind.of(arguments[1]).orElseThrow(), options);
    String family = family(server).map(String::valueOf).collect(Collectors.joining(","));
    switch (arguments[0]) {
      case "pause" -> server.pause();
      case "kill" -> server.kill();
      default -> {
        // Runs on.
      }
    }
    System.out.println(family + " " + folder(server));
    // Ends when the test that started this JVM is gone.
    while (System.in.read() >= 0) {}
  }

  private static Stream<Long> family(Server server) {
    return server instanceof EmbeddedPostgres postgres
        ? EmbeddedPostgresTest.family(postgres).stream()
        : ((EmbeddedServer) server).nodes().stream().map(JavaNode::pid);
  }

  private static Path folder(Server server) {
    return server instanceof EmbeddedPostgres postgres
        ? postgres.folder()
        : ((EmbeddedServer) server).nodes().get(0).log().resolveSibling("");
  }
}
