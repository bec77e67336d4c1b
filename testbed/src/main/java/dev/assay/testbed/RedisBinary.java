package dev.assay.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Unpacks the one program that Redis is from the library that carries it, once for all servers of a
 * user.
 */
final class RedisBinary {
  private static final String VERSION = "7.0.15";
  private static final Map<String, String> SYSTEMS = Map.of("linux", "linux", "mac", "darwin");
  private static final Map<String, String> MACHINES =
      Map.of("amd64", "amd64", "x86_64", "amd64", "aarch64", "arm64", "arm64", "arm64");

  private RedisBinary() {}

  /** Says that there is no program for this machine, if there is none. */
  static Optional<String> obstacle() {
    return name().isEmpty()
        ? Optional.of(
            "There is no Redis for this machine (%s, %s)"
                .formatted(System.getProperty("os.name"), System.getProperty("os.arch")))
        : Optional.empty();
  }

  private static Optional<String> name() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).split(" ", 2)[0];
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return Optional.ofNullable(SYSTEMS.get(system))
        .flatMap(
            os ->
                Optional.ofNullable(MACHINES.get(machine))
                    .map(kind -> "redis-server-%s-%s-%s".formatted(VERSION, os, kind)));
  }

  /** Returns the program; the fallback is used where no folder can be shared safely. */
  static Path unpack(Path fallback, Progress progress) {
    String name = name().orElseThrow(() -> new TestbedException(obstacle().orElse("") + "."));
    Path home = Folders.cache().orElse(fallback);
    try (ZipFile library = new ZipFile(ServerLibraries.REDIS.classPath(progress))) {
      ZipEntry entry = library.getEntry(name);
      if (entry == null) {
        throw new TestbedException("The library of Redis has no program '%s'.".formatted(name));
      }
      return MachineLock.hold(
          home.resolve("redis.lock"), () -> complete(library, entry, home.resolve(name)));
    } catch (IOException e) {
      throw new TestbedException(
          "Redis cannot be unpacked to %s: is there room, and can it be written?".formatted(home),
          e);
    }
  }

  private static Path complete(ZipFile library, ZipEntry entry, Path target) throws IOException {
    if (Files.isRegularFile(target) && Files.size(target) == entry.getSize()) {
      return target;
    }
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try (InputStream in = library.getInputStream(entry)) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
    // In one step, for a server may be running from this file.
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return target;
  }
}
