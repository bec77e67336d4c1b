package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verifies reports that the command line published. */
final class ReportVerifyTest {

  @TempDir Path out;

  private Path published() {
    Run run = Run.of("certify", "memory", "--rules", "COMMIT-1", "--out", out.toString());
    assertThat(run.code()).as(run.all()).isZero();
    return CertifyMemoryTest.only(out);
  }

  @Test
  void aPublishedReportAgrees() {
    Run run = Run.of("report", "verify", published().toString());
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.out()).contains("Everything agrees", "1 rule", "no history");
  }

  @Test
  void aChangedReportIsToldWithExitCodeOne() throws IOException {
    Path folder = published();
    Path json = folder.resolve("report.json");
    Files.writeString(json, Files.readString(json).replace("\"pass\"", "\"declined\""));
    Run run = Run.of("report", "verify", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("✗ report.json does not follow its schema", "reason");
  }

  @Test
  void aHistoryIsJudgedAgain() throws IOException {
    Run certified = Run.of("certify", "memory", "--rules", "HISTORY-1", "--out", out.toString());
    assertThat(certified.code()).as(certified.all()).isZero();
    Path folder = CertifyMemoryTest.only(out);
    Run run = Run.of("report", "verify", folder.toString());
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.out()).contains("judged again");
    Path histories = folder.resolve("history.jsonl.gz");
    byte[] whole = Files.readAllBytes(histories);
    Files.write(histories, Arrays.copyOf(whole, whole.length / 2));
    Run cut = Run.of("report", "verify", folder.toString());
    assertThat(cut.code()).isEqualTo(1);
    assertThat(cut.out()).contains("history.jsonl.gz is damaged", "cut off");
  }

  @Test
  void whatIsNoReportIsToldInOneSentence() {
    Run run = Run.of("report", "verify", out.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly(
            "assay: There is no report.json in %s: give the folder of a report.".formatted(out));
  }

  @Test
  void theCommandAsksWhatToDo() {
    Run run = Run.of("report");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("Say what to do with a report: verify.");
  }
}
