package dev.assay.testbed;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.util.graph.visitor.PreorderNodeListGenerator;

/**
 * Finds libraries in Maven repositories, with everything they need at run time. What is not in the
 * local repository yet is downloaded into it.
 */
public final class MavenLibraries {

  /** The first one is Maven's own; Surefire hands the other one to the tests that it runs. */
  private static final List<String> LOCAL_REPOSITORY =
      List.of("maven.repo.local", "localRepository");

  private MavenLibraries() {}

  /**
   * Returns the user's Maven: settings, mirrors, proxies and local repository, the latter also by
   * the system property {@code maven.repo.local}.
   */
  public static ContextOverrides.Builder ofUser() {
    ContextOverrides.Builder maven = ContextOverrides.create().withUserSettings(true);
    return localRepository()
        .map(folder -> maven.withLocalRepositoryOverride(Path.of(folder)))
        .orElse(maven);
  }

  /** Returns the local repository, where it is not left to the user's settings. */
  static Optional<String> localRepository() {
    return LOCAL_REPOSITORY.stream()
        .map(name -> System.getProperty(name, ""))
        .filter(folder -> !folder.isEmpty())
        .findFirst();
  }

  /**
   * Returns the files of the libraries and of what they need, in the order of a class path.
   *
   * @param libraries what is wanted
   * @param maven how Maven is set up; see {@link #ofUser}
   * @throws RepositoryException if something cannot be found or downloaded
   */
  public static List<Path> resolve(Wanted libraries, ContextOverrides maven)
      throws RepositoryException {
    return resolve(libraries, maven, count -> {});
  }

  /** Tells also how many files there will be, before any of them is downloaded. */
  static List<Path> resolve(Wanted libraries, ContextOverrides maven, Consumer<Integer> files)
      throws RepositoryException {
    try (Context context = Runtimes.INSTANCE.getRuntime().create(maven)) {
      DependencyNode root =
          context
              .repositorySystem()
              .collectDependencies(context.repositorySystemSession(), libraries.request(context))
              .getRoot();
      files.accept(count(root));
      return context
          .repositorySystem()
          .resolveDependencies(context.repositorySystemSession(), new DependencyRequest(root, null))
          .getArtifactResults()
          .stream()
          .map(ArtifactResult::getArtifact)
          .map(Artifact::getFile)
          .map(File::toPath)
          .toList();
    }
  }

  private static int count(DependencyNode root) {
    PreorderNodeListGenerator nodes = new PreorderNodeListGenerator();
    root.accept(nodes);
    return nodes.getArtifacts(true).size();
  }

  /** Returns the innermost reason, without a full stop. */
  public static String reason(RepositoryException thrown) {
    Throwable last = thrown;
    while (last.getCause() instanceof RepositoryException deeper) {
      last = deeper;
    }
    return String.valueOf(last.getMessage()).replaceAll("[.\\s]+$", "");
  }

  /**
   * Says what is wanted.
   *
   * @param libraries the libraries themselves
   * @param managed which versions of other libraries they get, whatever they ask for
   * @param boms artifacts whose managed versions count too
   */
  public record Wanted(List<Dependency> libraries, List<Dependency> managed, List<String> boms) {

    /** Copies the lists. */
    public Wanted {
      libraries = List.copyOf(libraries);
      managed = List.copyOf(managed);
      boms = List.copyOf(boms);
    }

    /** Wants these libraries, with what they themselves ask for. */
    public Wanted(List<Dependency> libraries) {
      this(libraries, List.of(), List.of());
    }

    private CollectRequest request(Context context) throws RepositoryException {
      List<Dependency> versions = new ArrayList<>(managed);
      for (String bom : boms) {
        versions.addAll(managedBy(new DefaultArtifact(bom), context));
      }
      return new CollectRequest(libraries, versions, context.remoteRepositories());
    }

    private static List<Dependency> managedBy(Artifact bom, Context context)
        throws RepositoryException {
      return context
          .repositorySystem()
          .readArtifactDescriptor(
              context.repositorySystemSession(),
              new ArtifactDescriptorRequest(bom, context.remoteRepositories(), null))
          .getManagedDependencies();
    }

    /** Names all that decides the result. */
    String key() {
      Stream<String> texts =
          Stream.concat(libraries.stream(), managed.stream())
              .map(one -> one + " without " + one.getExclusions());
      return String.join("\n", Stream.concat(texts, boms.stream()).toList());
    }
  }
}
