package dev.assay.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/** Makes, hands over and removes folders. */
final class Folders {
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private Folders() {}

  static Path temporary(String prefix) {
    try {
      return Files.createTempDirectory(prefix).toRealPath();
    } catch (IOException e) {
      throw new TestbedException(
          "No temporary folder can be made in %s: set java.io.tmpdir to a folder that can be written."
              .formatted(System.getProperty("java.io.tmpdir")),
          e);
    }
  }

  /**
   * Returns a folder that outlives this JVM and in which nobody else can have put anything, or
   * nothing if its place is taken: programs are run from it.
   */
  static Optional<Path> cache() {
    try {
      Path probe = Files.createTempFile("assay-", null);
      UserPrincipal me = Files.getOwner(probe);
      Object uid = Files.getAttribute(probe, "unix:uid");
      Files.delete(probe);
      Path cache = Path.of(System.getProperty("java.io.tmpdir"), "assay-" + uid);
      return ours(cache, me) ? Optional.of(cache.toRealPath()) : Optional.empty();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean ours(Path cache, UserPrincipal me) throws IOException {
    if (!Files.exists(cache, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(cache);
      Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return Files.isDirectory(cache, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(cache, LinkOption.NOFOLLOW_LINKS).equals(me)
        && Files.getPosixFilePermissions(cache, LinkOption.NOFOLLOW_LINKS).stream()
            .noneMatch(OTHERS_WRITE::contains);
  }

  /** Hands a folder and all in it to another user; needs to be root. */
  static void give(Path folder, String user) {
    try {
      UserPrincipal owner =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
      try (var paths = Files.walk(folder)) {
        for (Path path : (Iterable<Path>) paths::iterator) {
          Files.setOwner(path, owner);
        }
      }
    } catch (IOException e) {
      throw new TestbedException(
          "The folder %s cannot be given to user %s.".formatted(folder, user), e);
    }
  }

  static void delete(Path folder) {
    try {
      Files.walkFileTree(folder, new Delete());
    } catch (NoSuchFileException e) {
      // Gone is what it should be.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Delete extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path folder, @org.jspecify.annotations.Nullable IOException e) throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
