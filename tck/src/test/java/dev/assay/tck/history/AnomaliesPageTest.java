package dev.assay.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the page of anomalies and the checker together. */
final class AnomaliesPageTest {

  private static final Path PAGE = Path.of("..", "spi", "ANOMALIES.md");
  private static final Path SPECIFICATION = Path.of("..", "spi", "SPEC.md");

  // Name, sentence, meaning, drawing, causes.
  private static final Pattern SECTION =
      Pattern.compile(
          "### (\\S+)\\n\\n(.+)\\n\\n\\*For a user:\\* (.+)\\n\\n```text\\n((?s:.*?))```\\n\\n"
              + "\\*Usual causes:\\* (.+)\\n");

  @Test
  void drawingsAreThoseOfTheChecker() throws IOException {
    String page = Files.readString(PAGE);
    String expected = SECTION.matcher(page).replaceAll(AnomaliesPageTest::drawn);
    if (Boolean.getBoolean("assay.update")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE))
        .as("spi/ANOMALIES.md is stale; the command in its head writes it anew")
        .isEqualTo(expected);
  }

  @Test
  void everyAnomalyHasItsSection() throws IOException {
    String page = Files.readString(PAGE);
    List<String> sections = SECTION.matcher(page).results().map(found -> found.group(1)).toList();
    assertThat(sections)
        .containsExactlyElementsOf(Arrays.stream(Anomaly.values()).map(Anomaly::id).toList());
    assertThat(page.lines().filter(line -> line.startsWith("### "))).hasSameSizeAs(sections);
  }

  @Test
  void specificationLeadsToThePage() throws IOException {
    assertThat(Files.readString(SPECIFICATION)).contains("(ANOMALIES.md)");
  }

  private static String drawn(MatchResult section) {
    Anomaly anomaly =
        Arrays.stream(Anomaly.values())
            .filter(any -> any.id().equals(section.group(1)))
            .findFirst()
            .orElseThrow();
    return Matcher.quoteReplacement(
        "### %s\n\n%s\n\n*For a user:* %s\n\n```text\n%s```\n\n*Usual causes:* %s\n"
            .formatted(
                anomaly.id(),
                anomaly.sentence(),
                section.group(3),
                drawing(anomaly),
                section.group(5)));
  }

  private static String drawing(Anomaly anomaly) {
    return HistoryChecker.check(BadHistories.example(anomaly))
        .counterexample()
        .orElseThrow()
        .text();
  }
}
