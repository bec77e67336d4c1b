package dev.assay.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Is the folder of an embedded server.
 *
 * @param path the folder
 * @param temporary whether it goes with the server
 */
record ServerFolder(Path path, boolean temporary) {

  /** Returns the folder that was given, if it is empty or a server's, or else one of its own. */
  static ServerFolder of(ServerOptions options, ServerKind kind, List<String> leftovers) {
    return options
        .folder()
        .map(folder -> new ServerFolder(given(folder, leftovers), false))
        .orElseGet(() -> new ServerFolder(own(kind), true));
  }

  private static Path own(ServerKind kind) {
    return Folders.temporary("assay-" + kind.word() + "-");
  }

  /** The leftovers are what a start leaves behind that was cut off before there were data. */
  private static Path given(Path folder, List<String> leftovers) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        if (!Files.exists(folder.resolve("data"))
            && !files
                .map(file -> String.valueOf(file.getFileName()))
                .allMatch(leftovers::contains)) {
          throw new TestbedException(
              "The folder %s holds other files: give an empty one, or one of an earlier server."
                  .formatted(folder));
        }
      }
      return folder.toRealPath();
    } catch (IOException e) {
      throw new TestbedException("The folder %s cannot be used.".formatted(folder), e);
    }
  }

  /** Returns the folders of several nodes: in the one that was given, or each one of its own. */
  static List<ServerFolder> several(
      ServerOptions options, ServerKind kind, List<String> leftovers) {
    if (options.nodes() == 1 || options.folder().isEmpty()) {
      return Stream.generate(() -> of(options, kind, leftovers)).limit(options.nodes()).toList();
    }
    ServerFolder all = of(options, kind, leftovers);
    return IntStream.rangeClosed(1, options.nodes())
        .mapToObj(number -> new ServerFolder(all.make("data/node-" + number), false))
        .toList();
  }

  /** Makes a folder in it. */
  Path make(String name) {
    try {
      return Files.createDirectories(path.resolve(name));
    } catch (IOException e) {
      throw new TestbedException("The folder %s cannot be written.".formatted(path), e);
    }
  }

  /** Writes a file in it. */
  Path write(String name, String text) {
    try {
      return Files.writeString(path.resolve(name), text);
    } catch (IOException e) {
      throw new TestbedException("The folder %s cannot be written.".formatted(path), e);
    }
  }

  /** Returns what a file in it holds. */
  Optional<String> read(String name) {
    try {
      return Optional.of(Files.readString(path.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new TestbedException("The folder %s cannot be read.".formatted(path), e);
    }
  }
}
