package dev.assay.testbed;

import eu.maveniverse.maven.mima.context.ContextOverrides;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

/**
 * Is what a server's own JVM has on its class path, from Maven repositories.
 *
 * <p>Versions are looked up once per machine: the resulting list of files is kept, and is used as
 * long as all of them are there.
 *
 * @param title the name of the server in sentences
 * @param version the version of the server
 * @param wanted its libraries
 */
record ServerLibraries(String title, String version, MavenLibraries.Wanted wanted) {

  private static final String DYNAMODB_VERSION = "3.3.1";
  private static final String CASSANDRA_VERSION = "5.0.9";
  private static final String REDIS_VERSION = "0.9.1";
  private static final String OPENSEARCH_VERSION = "3.8.0";
  private static final String OPENSEARCH_2_VERSION = "2.19.6";

  /**
   * DynamoDB Local. The versions of the SDK and of Ion that it asks for are not all published. What
   * is left out is never loaded; its own jar holds the native SQLite for every platform.
   */
  static final ServerLibraries DYNAMODB =
      new ServerLibraries(
          "DynamoDB Local",
          DYNAMODB_VERSION,
          new MavenLibraries.Wanted(
              List.of(
                  library(
                      "software.amazon.dynamodb:DynamoDBLocal:" + DYNAMODB_VERSION,
                      "software.amazon.awssdk:cognitoidentity",
                      "software.amazon.awssdk:cognitoidentityprovider",
                      "software.amazon.awssdk:dynamodb-enhanced",
                      "org.mockito:mockito-core",
                      "com.almworks.sqlite4java:*"),
                  library("com.almworks.sqlite4java:sqlite4java:1.0.392")),
              List.of(library("com.amazon.ion:ion-java:1.12.1")),
              List.of("software.amazon.awssdk:bom:pom:2.54.15")));

  /** Apache Cassandra. */
  static final ServerLibraries CASSANDRA =
      new ServerLibraries(
          "Cassandra",
          CASSANDRA_VERSION,
          new MavenLibraries.Wanted(
              List.of(library("org.apache.cassandra:cassandra-all:" + CASSANDRA_VERSION))));

  /** The library that carries Redis's program for every platform; nothing of it is run. */
  static final ServerLibraries REDIS =
      new ServerLibraries(
          "Redis",
          REDIS_VERSION,
          new MavenLibraries.Wanted(
              List.of(library("org.signal:embedded-redis:" + REDIS_VERSION, "*:*"))));

  /** OpenSearch with the modules of its smallest distribution that matter here. */
  static final ServerLibraries OPENSEARCH = openSearch(OPENSEARCH_VERSION);

  /** The last OpenSearch that runs on Java 17. */
  static final ServerLibraries OPENSEARCH_2 = openSearch(OPENSEARCH_2_VERSION);

  private static ServerLibraries openSearch(String version) {
    return new ServerLibraries(
        "OpenSearch",
        version,
        new MavenLibraries.Wanted(
            List.of(
                library("org.opensearch:opensearch:" + version),
                library("org.opensearch.plugin:transport-netty4-client:" + version),
                library("org.opensearch.plugin:reindex-client:" + version),
                library("org.opensearch.plugin:analysis-common:" + version),
                library("org.opensearch.plugin:lang-painless:" + version),
                library("org.opensearch.plugin:mapper-extras-client:" + version),
                library("org.opensearch.plugin:parent-join-client:" + version),
                library("org.apache.logging.log4j:log4j-core:2.25.4"))));
  }

  private static Dependency library(String coordinates, String... without) {
    List<Exclusion> exclusions =
        Stream.of(without)
            .map(name -> name.split(":", 2))
            .map(name -> new Exclusion(name[0], name[1], "*", "*"))
            .toList();
    return new Dependency(new DefaultArtifact(coordinates), "runtime", false, exclusions);
  }

  /**
   * Returns the class path.
   *
   * @throws TestbedException if something is neither here nor to be had
   */
  String classPath(Progress progress) {
    return files(Folders.cache(), MavenLibraries::ofUser, progress).stream()
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Keeps the list in the folder, if there is one in which it can be kept. */
  List<Path> files(
      Optional<Path> folder, Supplier<ContextOverrides.Builder> maven, Progress progress) {
    return folder.isEmpty() ? resolved(maven.get(), progress) : kept(folder.get(), maven, progress);
  }

  private List<Path> kept(
      Path folder, Supplier<ContextOverrides.Builder> maven, Progress progress) {
    Path list = folder.resolve(listName());
    Optional<List<Path>> known = read(list);
    if (known.isPresent()) {
      return known.get();
    }
    try {
      return MachineLock.hold(
          folder.resolve("libraries.lock"),
          () -> {
            Optional<List<Path>> found = read(list);
            return found.isPresent() ? found.get() : written(list, resolved(maven.get(), progress));
          });
    } catch (IOException e) {
      throw new TestbedException(
          "The list of the libraries of %s cannot be written to %s.".formatted(title, folder), e);
    }
  }

  private String listName() {
    String key = wanted.key() + MavenLibraries.localRepository().orElse("");
    UUID digest = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
    return "%s-%s-%s.txt".formatted(title.replace(' ', '-'), version, digest);
  }

  private static Optional<List<Path>> read(Path list) {
    try {
      List<Path> files = new ArrayList<>();
      for (String line : Files.readAllLines(list)) {
        int space = line.indexOf(' ');
        Path file = Path.of(line.substring(space + 1));
        if (Files.size(file) != Long.parseLong(line, 0, space, 10)) {
          return Optional.empty();
        }
        files.add(file);
      }
      return Optional.of(files);
    } catch (IOException e) {
      // There is no list yet, or a file is gone that it names.
      return Optional.empty();
    }
  }

  private static List<Path> written(Path list, List<Path> files) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files) {
      lines.add(Files.size(file) + " " + file);
    }
    Path part = Files.createTempFile(list.getParent(), "libraries", ".part");
    Files.write(part, lines);
    Files.move(part, list, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return files;
  }

  private List<Path> resolved(ContextOverrides.Builder maven, Progress progress) {
    String step = "Fetching the libraries of %s %s".formatted(title, version);
    Downloads downloads = new Downloads(step, progress);
    long start = System.nanoTime();
    progress.begun(step);
    try {
      List<Path> files =
          MavenLibraries.resolve(
              wanted, maven.transferListener(downloads).build(), downloads::expect);
      downloads.tell();
      progress.ended(step, Duration.ofNanos(System.nanoTime() - start));
      return files;
    } catch (RepositoryException e) {
      throw new TestbedException(
          "The libraries of %s %s cannot be resolved: %s. Check the network, and the repositories in your Maven settings."
              .formatted(title, version, MavenLibraries.reason(e)),
          e);
    }
  }

  /** Tells how many of the files are downloaded. Those that are there already count as done. */
  private static final class Downloads extends AbstractTransferListener {
    private static final int KILO = 1000;

    private final String step;
    private final Progress progress;
    private int expected;
    private int jars;
    private long bytes;

    Downloads(String step, Progress progress) {
      this.step = step;
      this.progress = progress;
    }

    synchronized void expect(int files) {
      expected = files;
      jars = 0;
    }

    @Override
    public synchronized void transferSucceeded(TransferEvent event) {
      bytes += event.getTransferredBytes();
      if (event.getResource().getResourceName().endsWith(".jar")) {
        jars++;
        progress.advanced(step, Math.min(1, jars / (double) Math.max(1, expected)));
      }
    }

    synchronized void tell() {
      if (jars > 0) {
        progress.noted(
            "Downloaded %d of %d libraries (%.1f MB with their descriptions); they are kept for the next time."
                .formatted(jars, expected, bytes / (double) (KILO * KILO)));
      }
    }
  }
}
