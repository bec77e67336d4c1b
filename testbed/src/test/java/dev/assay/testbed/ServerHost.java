package dev.assay.testbed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Starts a server, prints the ids of its processes and its folder, and waits to be stopped. */
final class ServerHost {
  private ServerHost() {}

  public static void main(String[] arguments) throws IOException {
    ServerOptions options = ServerOptions.defaults();
    EmbeddedPostgres server =
        EmbeddedPostgres.start(
            arguments.length > 1 ? options.withFolder(Path.of(arguments[1])) : options);
    String family =
        EmbeddedPostgresTest.family(server).stream()
            .map(String::valueOf)
            .collect(Collectors.joining(","));
    switch (arguments[0]) {
      case "pause" -> server.pause();
      case "kill" -> server.kill();
      default -> {
        // Runs on.
      }
    }
    System.out.println(family + " " + server.folder());
    // Ends when the test that started this JVM is gone.
    while (System.in.read() >= 0) {}
  }
}
