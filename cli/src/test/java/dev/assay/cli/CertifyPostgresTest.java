package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerMode;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certifies the PostgreSQL adapter on real servers; all rules run in the adapter's own tests. */
final class CertifyPostgresTest {

  private static final String RULES = "COMMIT-1,LOCK-1";

  private static final Server SERVER = start();

  @TempDir Path out;

  private static Server start() {
    return Servers.start(
        ServerKind.POSTGRES, ServerOptions.defaults().withMode(ServerMode.EMBEDDED));
  }

  @BeforeAll
  static void serverAnswers() {
    assertThat(SERVER.description().version()).isNotEmpty();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void theCommandStartsAServerCertifiesAndStopsIt() throws IOException {
    Run run = Run.of("certify", "postgres", "--rules", RULES, "--out", out.toString());
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.err()).contains("Starting PostgreSQL", "PostgreSQL 1", "Running ");
    assertThat(run.out()).contains("postgres 0.", " on PostgreSQL 1", "LOCK");
    Path report = CertifyMemoryTest.only(out);
    CertifyMemoryTest.assertValid(report);
    assertThat(report.resolve("report.json")).content().contains("\"fsync\" : \"on\"");
    assertThat(report.resolve("README.md")).content().contains("./assay certify postgres --rules");
  }

  @Test
  void aServerOfOnesOwnIsCertifiedByItsUri() {
    Run run =
        Run.of(
            "certify",
            "postgres",
            "--uri",
            SERVER.uri(),
            "--rules",
            RULES,
            "--out",
            out.toString());
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.err())
        .contains("which are dropped at the end")
        .doesNotContain("could not be dropped", "Starting");
  }

  @Test
  void aWrongPasswordIsTheCause() {
    Run run = certify(SERVER.uri().replaceFirst(":[^:@]+@", ":not-the-password@"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("assay: ").contains("password").contains("mend");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.all()).doesNotContain("not-the-password");
  }

  @Test
  void aServerThatDoesNotAnswerIsTheCause() {
    Run run = certify("postgresql://me:not-the-password@127.0.0.1:1/db?timeout=2s");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("assay: ")
        .contains("127.0.0.1:1")
        .contains("start the server");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.all()).doesNotContain("not-the-password");
  }

  @Test
  void theTraceOfTheDriverShowsNoPassword() {
    String uri = SERVER.uri().replaceFirst(":[^:@]+@", ":not-the-password@");
    Run run = Run.of("certify", "--uri", uri, "--verbose", "--out", out.toString());
    assertThat(run.err()).contains("Caused by: ").doesNotContain("not-the-password");
  }

  @Test
  void aFeedThatNeedsNoRepairIsLeftAlone() {
    Run run = Run.of("repair-feed", SERVER.uri());
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.out()).contains("feed");
  }

  private Run certify(String uri) {
    return Run.of("certify", "--uri", uri, "--out", out.toString());
  }
}
