package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reports that lie beside the source agree with the kit that lies there too. */
final class PublishedReportsTest {

  private static final Path REPORTS = Path.of("..", "compat-reports");

  static List<Path> published() throws IOException {
    try (Stream<Path> files = Files.walk(REPORTS)) {
      return files
          .filter(file -> file.endsWith("report.json"))
          .map(Path::getParent)
          .sorted()
          .toList();
    }
  }

  @Test
  void everyAdapterHasAReport() throws IOException {
    assertThat(published())
        .extracting(folder -> REPORTS.relativize(folder).getName(0).toString())
        .contains("memory", "postgres", "dynamodb", "cassandra", "redis", "opensearch");
  }

  @ParameterizedTest
  @MethodSource("published")
  void aPublishedReportCanBeVerified(Path folder) {
    Run run = Run.of("report", "verify", folder.toString());
    assertThat(run.code()).as(run.all()).isZero();
  }
}
