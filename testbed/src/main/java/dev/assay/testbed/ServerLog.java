package dev.assay.testbed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what a server said. */
final class ServerLog {
  private static final int TAIL = 20;

  private ServerLog() {}

  /** Returns the last lines. */
  static String tail(Path log) {
    List<String> lines = lines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
  }

  /** Returns the last line in which this is found, or the last one that says anything. */
  static String reason(Path log, Pattern wanted) {
    List<String> lines = lines(log).stream().filter(line -> !line.isBlank()).toList();
    Optional<String> said = lines.stream().filter(wanted.asPredicate()).reduce((a, b) -> b);
    return said.or(() -> lines.stream().reduce((a, b) -> b))
        .map(line -> line.strip().replaceAll("[.\\s]+$", "") + ".")
        .orElse("it said nothing.");
  }

  static List<String> lines(Path log) {
    try {
      return Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      return List.of("(the log cannot be read: " + e.getMessage() + ")");
    }
  }
}
