package dev.assay.tck.report;

import dev.assay.tck.history.History;
import dev.assay.tck.history.HistoryFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Puts a report into its folder: {@code report.json}, {@code README.md}, {@code index.html} and, if
 * histories were recorded, {@code history.jsonl.gz}.
 *
 * <p>The folder is {@code <adapter>/<adapter version>/<backend>-<backend version>}, of a cluster
 * with {@code -<number>-nodes} behind it. It appears with all of its files or not at all, and
 * replaces the one before as a whole.
 */
public final class ReportWriter {

  static final String JSON = "report.json";
  static final String TEXT = "README.md";
  static final String PAGE = "index.html";
  static final String HISTORIES = "history.jsonl.gz";

  /** A cluster's topology begins with the number of its members. */
  private static final Pattern MEMBERS = Pattern.compile("([1-9][0-9]{0,5}) ");

  private static final int ATTEMPTS = 5;
  private static final int LONGEST_NAME = 80;

  private ReportWriter() {}

  /**
   * Writes a report. One that is not {@linkplain Report#complete() complete} goes into a folder of
   * its own, whose name ends in {@code -incomplete}, so that it never replaces one that is.
   *
   * @param histories the histories that the report tells of, in its order
   * @param out the folder of all reports; made if it does not exist
   * @return the folder that holds the report
   * @throws IOException if it cannot be written; what was there before is still there
   * @throws IllegalArgumentException if these are not the histories that the report tells of
   */
  public static Path write(Report report, List<History> histories, Path out) throws IOException {
    if (!report.histories().stream()
        .map(Report.RecordedHistory::digest)
        .toList()
        .equals(histories.stream().map(History::digest).toList())) {
      throw new IllegalArgumentException("The report tells of other histories");
    }
    Path target = out.resolve(folder(report));
    Files.createDirectories(target.getParent());
    Path fresh = sibling(target, "new");
    try {
      fill(fresh, report, histories);
      replace(target, fresh);
    } finally {
      delete(fresh);
    }
    return target;
  }

  /** Returns the folder of a report, relative to that of all reports. */
  public static Path folder(Report report) {
    var subject = report.subject();
    String backend =
        subject.backend().name()
            + "-"
            + subject.backend().version()
            + nodes(subject.backend().topology());
    return Path.of(
        safe(subject.adapter()),
        safe(subject.adapterVersion()),
        safe(backend) + (report.complete() ? "" : "-incomplete"));
  }

  private static String nodes(String topology) {
    Matcher members = MEMBERS.matcher(topology);
    return members.lookingAt() ? "-" + members.group(1) + "-nodes" : "";
  }

  /**
   * Returns a name that is one harmless part of a path everywhere. Names that differ in more than
   * case and punctuation stay different.
   */
  static String safe(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String safe =
        lower.replaceAll("[^a-z0-9._+]+", "-").replaceAll("^[-.]+|[-.]+$", "").replace("..", ".");
    boolean foreign = lower.codePoints().anyMatch(c -> c >= 0x80);
    if (safe.isEmpty() || foreign || safe.length() > LONGEST_NAME) {
      String start = safe.substring(0, Math.min(safe.length(), LONGEST_NAME));
      return (start.isEmpty() ? "unnamed" : start) + "-" + HexFormat.of().toHexDigits(hash(lower));
    }
    return safe;
  }

  private static int hash(String text) {
    return text.hashCode();
  }

  private static void fill(Path folder, Report report, List<History> histories) throws IOException {
    Files.createDirectory(folder);
    ReportPage page = ReportPage.of(report);
    put(folder.resolve(JSON), ReportJson.write(report));
    put(folder.resolve(TEXT), page.markdown());
    put(folder.resolve(PAGE), page.html());
    if (!histories.isEmpty()) {
      Files.write(folder.resolve(HISTORIES), HistoryFile.compressed(histories));
    }
  }

  private static void put(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  // No file system swaps two folders at once: the old one steps aside, and comes back if the new
  // one cannot take its place. Another writer may be as fast, hence the attempts.
  private static void replace(Path target, Path fresh) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Path old = sibling(target, "old");
      boolean aside = moveAside(target, old);
      try {
        Files.move(fresh, target);
        delete(old);
        return;
      } catch (FileSystemException e) {
        if (aside) {
          putBack(old, target);
        }
        delete(old);
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void putBack(Path old, Path target) throws IOException {
    try {
      Files.move(old, target);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      // Another writer's report stands there; it is newer than the one that stepped aside.
      return;
    }
  }

  private static boolean moveAside(Path target, Path old) throws IOException {
    try {
      Files.move(target, old);
      return true;
    } catch (NoSuchFileException e) {
      // There is none yet, or another writer has just moved it.
      return false;
    }
  }

  private static Path sibling(Path target, String purpose) {
    long random = ThreadLocalRandom.current().nextLong();
    String name = ".%s.%s-%s".formatted(target.getFileName(), purpose, Long.toHexString(random));
    return target.resolveSibling(name);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    List<Path> inside;
    try (Stream<Path> files = Files.walk(folder)) {
      inside = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : inside) {
      Files.deleteIfExists(file);
    }
  }
}
