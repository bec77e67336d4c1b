package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.tck.report.ReportJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certifies the reference stores from end to end. */
final class CertifyMemoryTest {

  @TempDir Path out;

  @Test
  void theReferenceIsCertified() throws IOException {
    Run run = Run.of("certify", "memory", "--out", out.toString(), "--seed", "42");
    assertThat(run.all()).doesNotContain("FAILED");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("group", "passed", "failed", "declined", "time", "COMMIT", "Seals")
        .containsPattern("given +contract")
        .containsPattern("declined +durability");
    assertThat(run.err()).contains("Running ");
    Path folder = only(out);
    assertThat(run.out()).contains("Report: " + folder.resolve("index.html"));
    assertValid(folder);
    assertThat(folder.resolve("README.md"))
        .content()
        .contains("    ./assay certify memory --seed 42\n")
        .contains(": certified\n");
  }

  @Test
  void partOfTheRulesGivesNoSealAndIsNoFailure() throws IOException {
    Run run = Run.of("certify", "memory", "--rules", "commit", "--out", out.toString());
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsPattern("not judged +contract +Only some of its rules were asked for")
        .contains("no seal is given")
        .doesNotContain("LIFECYCLE");
    Path folder = only(out);
    assertThat(folder.getFileName().toString()).endsWith("-incomplete");
    assertValid(folder);
  }

  @Test
  void aSealIsGivenWhenAllOfItsRulesWereAskedFor() throws IOException {
    Run run = Run.of("certify", "memory", "--only", "Portability", "--out", out.toString());
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.out())
        .containsPattern("given +portability")
        .containsPattern("not judged +contract")
        .contains("seals given: portability.")
        .contains("REPLAY")
        .doesNotContain("COMMIT");
    assertThat(only(out).resolve("README.md"))
        .content()
        .contains("./assay certify memory --only portability --seed ");
  }

  @Test
  void groupsMayBeNamedByTheirWord() {
    Run run =
        Run.of(
            "certify", "memory", "--only", "lock", "--rules", "COMMIT-1", "--out", out.toString());
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.out()).contains("LOCK", "COMMIT").doesNotContain("READ");
  }

  @Test
  void aUriIsCertifiedAsATargetIs() {
    Run run =
        Run.of("certify", "--uri", "memory://mine", "--rules", "COMMIT", "--out", out.toString());
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("in realms of its own with random names, which are dropped");
    assertThat(only(out)).isNotNull();
  }

  static void assertValid(Path folder) throws IOException {
    String json = Files.readString(folder.resolve("report.json"));
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(ReportJson.schema())
                .validate(json, InputFormat.JSON))
        .isEmpty();
    assertThat(ReportJson.intact(json)).isTrue();
    assertThat(folder.resolve("index.html")).isNotEmptyFile();
  }

  /** Returns the folder of the one report. */
  static Path only(Path out) {
    try (Stream<Path> files = Files.walk(out)) {
      Path json =
          files
              .filter(file -> file.endsWith("report.json"))
              .reduce(CertifyMemoryTest::two)
              .orElseThrow();
      return json.resolveSibling(".").normalize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path two(Path one, Path other) {
    throw new AssertionError("Two reports: " + one + " and " + other);
  }
}
