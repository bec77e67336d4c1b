package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certifies adapters that the command line has never heard of. */
final class CertifyJarTest {

  @TempDir Path folder;

  @Test
  void anAdapterInAJarIsCertified() throws IOException {
    Run run = certify("COMMIT-1", AdapterJar.both(folder));
    assertThat(run.code()).as(run.all()).isZero();
    Path report = CertifyMemoryTest.only(reports());
    CertifyMemoryTest.assertValid(report);
    assertThat(report.resolve("README.md"))
        .content()
        .contains("--jar")
        .contains("--uri 'my://me:***@host'");
  }

  @Test
  void theAdapterMayBeSpreadOverSeveralJars() {
    Run run = certify("COMMIT-1", AdapterJar.withoutReference(folder), AdapterJar.library(folder));
    assertThat(run.code()).as(run.all()).isZero();
  }

  @Test
  void whereThereIsOneStoreTheRulesOfTheOtherDoNotAppear() throws IOException {
    Run run = certify("COMMIT-1,VIEW,CURSOR", AdapterJar.events(folder, AdapterJar.REFERENCE));
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.out()).contains("COMMIT ").doesNotContain("CURSOR ").doesNotContain("VIEW ");
    String json = Files.readString(CertifyMemoryTest.only(reports()).resolve("report.json"));
    assertThat(json).contains("\"events\"").doesNotContain("\"kind\" : \"views\"");
  }

  @Test
  void rulesThatConcernNoStoreOfTheAdapterCannotBeJudged() {
    Run run = certify("COMMIT-1", AdapterJar.views(folder));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "None of the rules asked for concerns this adapter, which has a view store only.");
  }

  @Test
  void aFailedRuleIsToldWithTheCommandThatRepeatsIt() throws IOException {
    Run run = certify("COMMIT-1", AdapterJar.events(folder, AdapterJar.TELLTALE));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("FAILED", "COMMIT-1", "look at:")
        .containsPattern("repeat: +./assay certify --jar .* --rules COMMIT-1 --seed 7")
        .containsPattern("refused +contract");
    CertifyMemoryTest.assertValid(CertifyMemoryTest.only(reports()));
  }

  @Test
  void realmsAreDroppedAlsoWhenARuleFails() {
    System.clearProperty(AdapterJar.DROPPED);
    Run run = certify("COMMIT-1", AdapterJar.events(folder, AdapterJar.TELLTALE));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("dropped at the end").doesNotContain("could not be dropped");
    assertThat(Integer.getInteger(AdapterJar.DROPPED, 0)).isPositive();
  }

  @Test
  void aMissingClassIsNamed() {
    Run run = certify("COMMIT-1", AdapterJar.withoutReference(folder));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("needs the class dev.assay.adapter.memory.MemoryEventStore")
        .contains("--coordinates");
  }

  @Test
  void aJarWithoutAdapterIsToldApart() {
    Run run = certify("COMMIT-1", AdapterJar.library(folder));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("There is no adapter in the given jars");
  }

  @Test
  void aServerThatRefusesIsTheCauseNotARule() {
    Run run = certify("COMMIT-1", AdapterJar.events(folder, AdapterJar.UNREACHABLE));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("The server does not let me in with ***.");
    assertThat(reports()).isEmptyDirectory();
  }

  @Test
  void anAdapterThatThrowsWhatItShouldNotIsToldSo() {
    Run run = certify("COMMIT-1", AdapterJar.events(folder, AdapterJar.BROKEN));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("NullPointerException: no client")
        .contains("mistake in the adapter");
  }

  @Test
  void theBuiltInAdaptersAreHiddenFromAJar() {
    Run run =
        Run.of(
            "certify",
            "--jar",
            AdapterJar.both(folder).toString(),
            "--uri",
            "memory://x",
            "--out",
            reports().toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("No adapter opens 'memory:'; known schemes are my.");
  }

  private Run certify(String rules, Path... jars) {
    List<String> args = new ArrayList<>(List.of("certify", "--seed", "7"));
    for (Path jar : jars) {
      args.addAll(List.of("--jar", jar.toString()));
    }
    if (!rules.isEmpty()) {
      args.addAll(List.of("--rules", rules));
    }
    args.addAll(List.of("--uri", "my://me:hunter2-pw@host", "--out", reports().toString()));
    return Run.of(args.toArray(String[]::new));
  }

  private Path reports() {
    return folder.resolve("reports");
  }
}
