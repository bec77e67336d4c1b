package dev.assay.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.maveniverse.maven.mima.context.ContextOverrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Dependency;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resolves a server from a repository in a folder, named by the user's settings. */
class ServerLibrariesTest {

  @TempDir Path folder;

  private final List<String> heard = new ArrayList<>();
  private final Progress listener =
      new Progress() {
        @Override
        public void begun(String what) {
          heard.add(what);
        }

        @Override
        public void noted(String fact) {
          heard.add(fact);
        }
      };

  @BeforeEach
  void publish() throws IOException {
    publish("server", "1.0", dependency("library", "1.0"));
    publish("library", "1.1", "");
    Files.createDirectory(folder.resolve("kept"));
    Files.writeString(
        folder.resolve("settings.xml"),
        """
        <settings>
          <mirrors><mirror><id>here</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>
        </settings>
        """
            .formatted(folder.resolve("remote").toUri()));
  }

  @Test
  void fetchesOnceAndTellsHowMuch() throws IOException {
    List<Path> files = fetch("server");
    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .containsExactly("server-1.0.jar", "library-1.1.jar");
    assertThat(heard).hasSize(2).first().isEqualTo("Fetching the libraries of Server 1.0");
    assertThat(heard.get(1)).startsWith("Downloaded 2 of 2 libraries (");

    // Neither the repository nor a look at the descriptions is needed any more.
    Folders.delete(folder.resolve("remote"));
    Files.delete(folder.resolve("settings.xml"));
    assertThat(fetch("server")).isEqualTo(files);
    assertThat(heard).hasSize(2);
  }

  @Test
  void fetchesAgainWhatIsGone() throws IOException {
    List<Path> files = fetch("server");
    Files.delete(files.get(1));
    assertThat(fetch("server")).isEqualTo(files).allSatisfy(file -> assertThat(file).exists());
  }

  @Test
  void saysWhatIsNowhereAndWhatToDo() {
    assertThatThrownBy(() -> fetch("nothing"))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining("The libraries of Server 1.0 cannot be resolved: ")
        .hasMessageContaining("org.acme:nothing:")
        .hasMessageContaining("Check the network, and the repositories in your Maven settings.");
  }

  private List<Path> fetch(String artifact) {
    MavenLibraries.Wanted wanted =
        new MavenLibraries.Wanted(
            List.of(library(artifact, "1.0")), List.of(library("library", "1.1")), List.of());
    return new ServerLibraries("Server", "1.0", wanted)
        .files(Optional.of(folder.resolve("kept")), this::maven, listener);
  }

  private ContextOverrides.Builder maven() {
    return ContextOverrides.create()
        .withUserSettings(true)
        .withUserSettingsXmlOverride(folder.resolve("settings.xml"))
        .withLocalRepositoryOverride(folder.resolve("local"));
  }

  private static Dependency library(String artifact, String version) {
    return new Dependency(new DefaultArtifact("org.acme:" + artifact + ":" + version), "runtime");
  }

  private static String dependency(String artifact, String version) {
    return "<dependency><groupId>org.acme</groupId><artifactId>%s</artifactId><version>%s</version></dependency>"
        .formatted(artifact, version);
  }

  private void publish(String artifact, String version, String dependencies) throws IOException {
    Path place = folder.resolve("remote/org/acme/" + artifact + "/" + version);
    Files.createDirectories(place);
    String name = artifact + "-" + version;
    Files.writeString(place.resolve(name + ".jar"), "a jar");
    Files.writeString(
        place.resolve(name + ".pom"),
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>org.acme</groupId>
          <artifactId>%s</artifactId>
          <version>%s</version>
          <dependencies>%s</dependencies>
        </project>
        """
            .formatted(artifact, version, dependencies));
  }
}
