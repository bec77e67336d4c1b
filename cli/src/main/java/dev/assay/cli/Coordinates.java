package dev.assay.cli;

import dev.assay.testbed.MavenLibraries;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

/**
 * Finds an adapter by its coordinates, with everything it needs at run time but Assay's own
 * artifacts, which the command line brings itself. The user's settings and mirrors count.
 */
final class Coordinates {

  /** Assay's own artifacts, at any depth. */
  private static final Exclusion OWN = new Exclusion("dev.assay", "*", "*", "*");

  /** group:artifact[:extension[:classifier]]:version */
  private static final Pattern SHAPE = Pattern.compile("[\\w.-]+(:[\\w.+-]+){2,4}");

  private Coordinates() {}

  /**
   * Returns the jars of an adapter; what is not here yet is downloaded.
   *
   * @throws CannotJudge if a coordinate is malformed or cannot be found
   */
  static List<Path> resolve(
      List<String> coordinates, ContextOverrides.Builder maven, Console console) {
    List<Dependency> libraries = coordinates.stream().map(Coordinates::dependency).toList();
    console.note("Resolving " + String.join(", ", coordinates) + " ...");
    ContextOverrides overrides = maven.transferListener(new Downloads(console)).build();
    try {
      return MavenLibraries.resolve(new MavenLibraries.Wanted(libraries), overrides);
    } catch (RepositoryException e) {
      throw new CannotJudge(
          "The adapter %s cannot be resolved: %s. Check the coordinates, and the repositories in your Maven settings."
              .formatted(String.join(", ", coordinates), MavenLibraries.reason(e)),
          e);
    }
  }

  private static Dependency dependency(String text) {
    if (!SHAPE.matcher(text).matches()) {
      throw new CannotJudge(
          "'%s' names no artifact: write group:artifact:version.".formatted(text));
    }
    return new Dependency(new DefaultArtifact(text), "runtime", false, List.of(OWN));
  }

  /** Shows what is downloaded. */
  private static final class Downloads extends AbstractTransferListener {

    private final Console console;

    Downloads(Console console) {
      this.console = console;
    }

    @Override
    public void transferProgressed(TransferEvent event) {
      long size = event.getResource().getContentLength();
      String share = size > 0 ? " %d %%".formatted(100 * event.getTransferredBytes() / size) : "";
      console.status("Downloading " + name(event) + share);
    }

    @Override
    public void transferSucceeded(TransferEvent event) {
      if (name(event).endsWith(".jar")) {
        console.note(
            "Downloaded %s (%d KiB)".formatted(name(event), event.getTransferredBytes() / 1024));
      }
    }

    private static String name(TransferEvent event) {
      String path = event.getResource().getResourceName();
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }
}
