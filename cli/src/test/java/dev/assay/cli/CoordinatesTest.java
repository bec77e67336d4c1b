package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.maveniverse.maven.mima.context.ContextOverrides;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resolves adapters from a repository in a folder, named by the user's settings. */
final class CoordinatesTest {

  @TempDir Path folder;

  private final StringWriter err = new StringWriter();
  private final Console console =
      new Console(
          new PrintWriter(new StringWriter()), new PrintWriter(err), false, false, new Secrets());

  @BeforeEach
  void publish() throws IOException {
    publish("my-adapter", dependency("dev.assay", "assay-spi", "0.0.0-nowhere"), "my-library");
    publish("my-library", dependency("dev.assay", "assay-tck", "0.0.0-nowhere"));
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
  void anAdapterComesWithWhatItNeedsButNotWithAssaysOwn() {
    List<Path> jars = resolve("org.acme:my-adapter:1.0");
    assertThat(jars)
        .extracting(jar -> jar.getFileName().toString())
        .containsExactly("my-adapter-1.0.jar", "my-library-1.0.jar");
    assertThat(jars).allSatisfy(jar -> assertThat(jar).isRegularFile());
    assertThat(err.toString())
        .contains("Resolving org.acme:my-adapter:1.0 ...", "Downloaded my-library-1.0.jar");
  }

  @Test
  void whatIsNowhereIsNamedWithTheMend() {
    assertThatThrownBy(() -> resolve("org.acme:nothing:1.0"))
        .isInstanceOf(CannotJudge.class)
        .hasMessageContaining("The adapter org.acme:nothing:1.0 cannot be resolved")
        .hasMessageContaining("in your Maven settings.");
  }

  private List<Path> resolve(String coordinates) {
    ContextOverrides.Builder maven =
        ContextOverrides.create()
            .withUserSettings(true)
            .withUserSettingsXmlOverride(folder.resolve("settings.xml"))
            .withLocalRepositoryOverride(folder.resolve("local"));
    return Coordinates.resolve(List.of(coordinates), maven, console);
  }

  private void publish(String artifact, String own, String... needs) throws IOException {
    Path place = folder.resolve("remote/org/acme/" + artifact + "/1.0");
    Files.createDirectories(place);
    Files.writeString(place.resolve(artifact + "-1.0.jar"), "a jar");
    StringBuilder dependencies = new StringBuilder(own);
    for (String need : needs) {
      dependencies.append(dependency("org.acme", need, "1.0"));
    }
    Files.writeString(
        place.resolve(artifact + "-1.0.pom"),
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>org.acme</groupId>
          <artifactId>%s</artifactId>
          <version>1.0</version>
          <dependencies>%s</dependencies>
        </project>
        """
            .formatted(artifact, dependencies));
  }

  private static String dependency(String group, String artifact, String version) {
    return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>"
        .formatted(group, artifact, version);
  }
}
