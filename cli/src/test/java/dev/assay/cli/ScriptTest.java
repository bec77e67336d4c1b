package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the script ./assay in a checkout whose path has spaces, from another folder. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ScriptTest {

  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir Path folder;

  private Path root = Path.of("");
  private Path elsewhere = Path.of("");

  @BeforeEach
  void checkOut() throws IOException {
    root = Files.createDirectories(folder.resolve("a checkout"));
    elsewhere = Files.createDirectories(folder.resolve("some where else"));
    Files.copy(Path.of("..", "assay"), root.resolve("assay"));
    Path pom = Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.setLastModifiedTime(pom, FileTime.from(LONG_AGO));
    Files.createDirectories(root.resolve("cli/target/lib"));
    layOut();
  }

  @Test
  void theCommandLineRunsFromAnyFolder() throws Exception {
    Files.createFile(root.resolve("cli/target/assay-build.stamp"));
    Run run = run("--version");
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.out()).startsWith("assay ");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void argumentsAndExitCodesComeThrough() throws Exception {
    Files.createFile(root.resolve("cli/target/assay-build.stamp"));
    Run judged = run("certify", "memory", "--rules", "COMMIT-1", "--out", "my reports");
    assertThat(judged.code()).as(judged.all()).isZero();
    CertifyMemoryTest.assertValid(CertifyMemoryTest.only(elsewhere.resolve("my reports")));
    Run mistaken = run("certify", "--uri", "foo://a b");
    assertThat(mistaken.code()).isEqualTo(2);
    assertThat(mistaken.err()).contains("No adapter opens 'foo:'");
  }

  @Test
  void theFirstRunBuildsAndShowsHowFarItIs() throws Exception {
    fakeMaven("echo '[INFO] Building Assay SPI 0.1.0 [2/7]'");
    Run run = run("--version");
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.out()).startsWith("assay ");
    assertThat(run.err()).contains("Building Assay for the first time", "[2/7] Assay SPI");
    assertThat(run("--version").err()).isEmpty();
  }

  @Test
  void aBuildThatFailsIsToldWithItsLog() throws Exception {
    fakeMaven("echo '[ERROR] Something is wrong'; exit 1");
    Run run = run("--version");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("Something is wrong", "the build failed; its whole log is");
  }

  private Run run(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", root.resolve("assay").toString()));
    command.addAll(List.of(args));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(elsewhere.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().merge("PATH", "", (path, none) -> folder + File.pathSeparator + path);
    Process process = builder.start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private void fakeMaven(String script) throws IOException {
    Path maven = Files.writeString(folder.resolve("mvn"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  // As the build lays it out: the command line's own classes beside a folder of jars. One jar that
  // names all the others stands for them.
  private void layOut() throws IOException {
    List<String> others = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.exists(path.resolve("dev/assay/cli/Assay.class"))) {
        copy(path, root.resolve("cli/target/classes"));
      } else {
        others.add(path.toUri().toString());
      }
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", others));
    Path jar = root.resolve("cli/target/lib/assay-spi-0.jar");
    try (OutputStream file = Files.newOutputStream(jar)) {
      new JarOutputStream(file, manifest).close();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        Files.createDirectories(target.resolve("..").normalize());
        Files.copy(path, target);
      }
    }
  }
}
