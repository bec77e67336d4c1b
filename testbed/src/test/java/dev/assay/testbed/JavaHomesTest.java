package dev.assay.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaHomesTest {

  /** No version that the JVM of this test can have. */
  private static final int OLD = 5;

  private static final int OLDER = 4;

  @TempDir Path root;

  @Test
  void thisJvmIsTakenWhereItFits() {
    int own = Runtime.version().feature();
    assertThat(new JavaHomes(Map.of(), root).find(own, own)).contains(JavaProgram.own());
  }

  @Test
  void whatAVariableNamesGoesBeforeWhatIsInstalled() throws IOException {
    Path installed = install("usr/lib/jvm/java-5", "5.0.22");
    Path named = install("named", "1.5.0_22");
    install("usr/lib/jvm/java-4", "1.4.2");
    Map<String, String> environment = Map.of("JAVA17_HOME", named.toString());
    assertThat(new JavaHomes(environment, root).find(OLD, OLD)).contains(named);
    assertThat(new JavaHomes(Map.of(), root).find(OLD, OLD)).contains(installed);
  }

  @Test
  void whatIsTooOldOrNoJavaIsPassedOver() throws IOException {
    install("usr/lib/jvm/java-4", "1.4.2");
    Files.createDirectories(root.resolve("usr/lib/jvm/empty"));
    Map<String, String> environment =
        Map.of("JAVA_HOME", root.resolve("nowhere").toString(), "HOME", root.toString());
    assertThat(new JavaHomes(environment, root).find(OLD, OLD)).isEmpty();
    assertThat(new JavaHomes(environment, root).find(OLDER, OLD)).isPresent();
  }

  private Path install(String place, String version) throws IOException {
    Path home = root.resolve(place);
    Path java = home.resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.createFile(java);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }
}
