package dev.assay.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Hands a server one class of ours and nothing else of this JVM's class path. */
final class Launchers {

  private Launchers() {}

  /** Returns the entry of the class path. */
  static Path in(ServerFolder folder, Class<?> launcher) {
    String name = launcher.getName().replace('.', '/') + ".class";
    Path home = folder.make("launcher");
    try (InputStream in = launcher.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path");
      }
      Path target = home.resolve(name);
      Files.createDirectories(target.getParent() == null ? home : target.getParent());
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
