package dev.assay.tck.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that lasts as long as a run.
 *
 * @param path where it is
 */
record Scratch(Path path) implements AutoCloseable {

  static Scratch folder() {
    try {
      return new Scratch(Files.createTempDirectory("assay-kit-"));
    } catch (IOException e) {
      throw new UncheckedIOException("The kit cannot make a temporary folder", e);
    }
  }

  @Override
  public void close() {
    try {
      for (Path file : deepestFirst()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The kit cannot remove its temporary folder " + path, e);
    }
  }

  private List<Path> deepestFirst() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      return files.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
