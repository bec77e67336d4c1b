package dev.assay.tck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.tck.history.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportWriterTest {

  @TempDir Path out;

  @Test
  void theFolderNamesTheCombination() throws IOException {
    Path folder = ReportWriter.write(SampleReports.certified(), List.of(), out);
    assertThat(out.relativize(folder)).hasToString("postgres/0.1.0/postgresql-18.6");
    assertThat(names(folder)).containsExactly("README.md", "index.html", "report.json");
  }

  @Test
  void aClusterHasAFolderBesideThatOfASingleServer() {
    assertThat(ReportWriter.folder(SampleReports.on("3 nodes, replication 3")))
        .hasToString("postgres/0.1.0/postgresql-18.6-3-nodes");
    assertThat(ReportWriter.folder(SampleReports.on("single node")))
        .hasToString("postgres/0.1.0/postgresql-18.6");
  }

  @Test
  void anExistingReportIsReplacedAsAWhole() throws IOException {
    Path folder = ReportWriter.write(SampleReports.certified(), List.of(), out);
    Files.createDirectory(folder.resolve("left-over"));
    Files.writeString(folder.resolve("left-over").resolve("file"), "old");
    assertThat(ReportWriter.write(SampleReports.certified(), List.of(), out)).isEqualTo(folder);
    assertThat(names(folder)).containsExactly("README.md", "index.html", "report.json");
    assertThat(names(out.resolve("postgres/0.1.0"))).containsExactly("postgresql-18.6");
  }

  @Test
  void aPartialReportNeverReplacesACompleteOne() throws IOException {
    Path complete = ReportWriter.write(SampleReports.certified(), List.of(), out);
    String before = Files.readString(complete.resolve("report.json"));
    Path partial = ReportWriter.write(SampleReports.partial(), List.of(), out);
    assertThat(partial).hasFileName("postgresql-18.6-incomplete");
    assertThat(complete.resolve("report.json")).hasContent(before);
  }

  @Test
  void whatCannotBeWrittenLeavesNothingBehind() throws IOException {
    Files.writeString(out.resolve("postgres"), "a file in the way");
    assertThatThrownBy(() -> ReportWriter.write(SampleReports.certified(), List.of(), out))
        .isInstanceOf(IOException.class);
    assertThat(names(out)).containsExactly("postgres");
  }

  @Test
  void writersAtTheSameTimeLeaveOneWholeReport() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Callable<Path> write = () -> ReportWriter.write(SampleReports.certified(), List.of(), out);
      List<Future<Path>> all =
          pool.invokeAll(IntStream.range(0, 4).mapToObj(i -> write).toList(), 30, TimeUnit.SECONDS);
      for (Future<Path> one : all) {
        assertThat(one.get(0, TimeUnit.SECONDS)).exists();
      }
    } finally {
      pool.shutdownNow();
    }
    Path parent = out.resolve("postgres/0.1.0");
    assertThat(names(parent)).containsExactly("postgresql-18.6");
    String json = Files.readString(parent.resolve("postgresql-18.6/report.json"));
    assertThat(ReportJson.intact(json)).isTrue();
  }

  @Test
  void historiesLieBesideTheReportThatTellsOfThem() throws IOException {
    List<History> histories = List.of(SampleReports.HOSTILE_HISTORY);
    Path folder = ReportWriter.write(SampleReports.hostile(), histories, out);
    assertThat(names(folder))
        .containsExactly("README.md", "history.jsonl.gz", "index.html", "report.json");
    assertThatThrownBy(() -> ReportWriter.write(SampleReports.certified(), histories, out))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hostileNamesStayInsideTheFolder() throws IOException {
    Path folder =
        ReportWriter.write(SampleReports.hostile(), List.of(SampleReports.HOSTILE_HISTORY), out);
    assertThat(folder.toAbsolutePath().normalize().startsWith(out.toAbsolutePath())).isTrue();
    assertThat(out.relativize(folder).getNameCount()).isEqualTo(3);
    assertThat(out.relativize(folder).toString()).matches("[a-z0-9._+/-]+");
  }

  @Test
  void namesAreSafeAndStayApart() {
    assertThat(ReportWriter.safe("18.6 (Debian 18.6-1)")).isEqualTo("18.6-debian-18.6-1");
    assertThat(ReportWriter.safe("..")).startsWith("unnamed-");
    assertThat(ReportWriter.safe("../../etc")).doesNotContain("..").doesNotContain("/");
    assertThat(ReportWriter.safe("数据库")).isNotEqualTo(ReportWriter.safe("資料庫"));
    assertThat(ReportWriter.safe("x".repeat(300))).hasSizeLessThan(100);
    assertThat(ReportWriter.safe("x".repeat(300))).isNotEqualTo(ReportWriter.safe("x".repeat(299)));
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
