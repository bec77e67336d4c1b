package dev.assay.tck.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tck.history.Anomaly;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ReportPageTest {

  private static final Pattern ELEMENT = Pattern.compile("<([a-z][a-z0-9]*)");

  @Test
  void thePageSaysWhatIsCertified() {
    String html = ReportPage.of(SampleReports.certified()).html();
    assertThat(html)
        .contains("<strong>certified</strong>")
        .contains("PostgreSQL 18.6")
        .contains("Exactly one racing writer wins")
        .contains("<dt>rounds</dt><dd>25</dd>")
        .contains("./assay certify postgres --seed 4711")
        .contains(ReportJson.digest(SampleReports.certified()))
        .doesNotContain("What failed");
  }

  @Test
  void thePageShowsFailuresOpenWithTheirText() {
    String html = ReportPage.of(SampleReports.failed()).html();
    assertThat(html)
        .contains("<strong>failed</strong>")
        .contains("What failed")
        .contains("<details class=\"group\" open>")
        .contains("expected: 1 winner\nbut was: 2 winners")
        .contains("No server.");
  }

  @Test
  void aCounterexampleIsDrawn() {
    String html = ReportPage.of(SampleReports.anomalous()).html();
    assertThat(html)
        .contains("href=\"../../../../spi/ANOMALIES.md#stale-read\">stale-read</a>")
        .contains(Anomaly.STALE_READ.sentence())
        .contains("on <b>stream order/7</b>")
        .contains("<span class=\"call ok guilty\" style=\"grid-row:2;grid-column:4/6\">2</span>")
        .contains("<span class=\"call unknown open\" style=\"grid-row:1;grid-column:5/8\">3</span>")
        .contains("read order/7 <span class=\"soft\">→</span> head 0")
        .contains("0.030 ms to open")
        .contains("<td><a class=\"id\" href=\"#rule-LOCK-1\">LOCK-1</a></td><td>4\u202F096</td>")
        .contains("<td class=\"verdict fail\">stale-read</td>");
  }

  @Test
  void effortsAreAddedUp() {
    Report.Group fault =
        SampleReports.group(
            "FAULT",
            "Broken networks",
            SampleReports.rule("FAULT-1", Map.of("points", "1200", "visited", "1198")),
            SampleReports.rule("FAULT-2", Map.of("points", "1", "visited", "none")));
    Report.Group crash =
        SampleReports.group(
            "CRASH",
            "Crashes",
            SampleReports.rule("CRASH-1", Map.of("crashes", "1", "acknowledged commits", "340")));
    Report report = SampleReports.report(List.of(fault, crash), List.of(), List.of());
    assertThat(Effort.of(report))
        .containsExactly(
            "1,198 of 1,201 points at which the network was broken",
            "1 crash of the server under load, with 340 acknowledged writes looked for afterwards");
    assertThat(Effort.of(SampleReports.anomalous()))
        .containsExactly("4,096 recorded calls of concurrent clients, in 1 history");
    assertThat(ReportPage.of(report).markdown()).contains("- 1,198 of 1,201 points");
    assertThat(ReportPage.of(report).html()).contains("<li>1,198 of 1,201 points");
    assertThat(Effort.of(SampleReports.certified())).isEmpty();
  }

  @Test
  void costsAreShownBesideTheLeast() {
    String html = ReportPage.of(SampleReports.metered()).html();
    assertThat(html)
        .contains("<td>214</td><td>101</td>")
        .contains("<i style=\"width:16.7%\"></i></span>× 6.0</span>")
        .contains("Server and formula differ in 1 of 6 figures, which are marked.")
        .contains("27<span class=\"dispute\">1 more than the formula</span>")
        .contains("<td class=\"used\">–</td><td>0.5</td>")
        .contains("<td class=\"used\">2 untold</td><td>2</td><td>1</td>")
        .contains("Not measured. StoreUnavailable: the server went away");
    assertThat(ReportPage.of(SampleReports.metered()).markdown())
        .contains("| commit of 1 event | write units | 12 | 12 | 2 | × 6.0 |")
        .contains("(**1 more than the formula**)");
  }

  @Test
  void figuresWithoutAFormulaAreSaidToBeTheServers() {
    assertThat(ReportPage.of(SampleReports.remembered()).markdown())
        .contains("There is no formula: the figures are those that the server tells.")
        .contains("| put of 1 KiB | bytes of memory | 1\u202F485 | – | 1\u202F045 | × 1.4 |");
  }

  @Test
  void withoutAMeterThereIsNoWordOfCost() {
    ReportPage page = ReportPage.of(SampleReports.certified());
    assertThat(page.html()).doesNotContain("costs", "Cost");
    assertThat(page.markdown()).doesNotContain("Cost");
    assertThat(ReportJson.write(SampleReports.certified())).doesNotContain("costs");
  }

  @Test
  void thePageNeedsNoNetworkNoOtherFileAndNoScript() {
    String html = ReportPage.of(SampleReports.failed()).html();
    assertThat(html).doesNotContainPattern("(?i)<script|<link|<img|<iframe|@import|url\\(");
    assertThat(html).doesNotContainPattern("(?i)(src|href)=\"(?!#)");
    // The page of the anomalies is for who wants to know more; the page itself says what they are.
    String hostile = ReportPage.of(SampleReports.hostile()).html();
    assertThat(hostile)
        .doesNotContainPattern(
            "(?i)(src|href)=\"(?!#|\\.\\./\\.\\./\\.\\./\\.\\./spi/ANOMALIES\\.md#)");
    assertThat(html).contains("default-src 'none'");
  }

  @Test
  void hostileTextsAddNoElementToThePage() {
    String html = ReportPage.of(SampleReports.hostile()).html();
    assertThat(html).doesNotContainPattern("(?i)<script").contains("&lt;script&gt;");
    Matcher names = ELEMENT.matcher(html);
    assertThat(names.results().map(found -> found.group(1)).distinct())
        .doesNotContain("script", "iframe", "img", "object");
    assertThat(html).doesNotContain("\u202E").doesNotContain("\u0000");
  }

  @Test
  void hostileTextsAreEscapedInEveryPlaceOfThePage() {
    String html = ReportPage.of(SampleReports.hostile()).html();
    String escaped = "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;";
    int places = html.split(Pattern.quote(escaped), -1).length - 1;
    // Names, backend, title, rule, evidence, failure, seals, environment, settings, command …
    assertThat(places).isGreaterThan(25);
  }

  @Test
  void hostileTextsAreNoMarkupInTheTextPage() {
    String markdown = ReportPage.of(SampleReports.hostile()).markdown();
    String outsideCode = markdown.replaceAll("(?ms)^(`{3,})$.*?^\\1$", "");
    outsideCode = outsideCode.replaceAll("(?m)^ {4}.*$", "");
    assertThat(outsideCode).doesNotContain("<script").contains("&lt;script&gt;");
    assertThat(outsideCode).doesNotContainPattern("[^\\\\]`\\|");
  }

  @Test
  void aFenceIsLongerThanAnyInTheText() {
    assertThat(MarkdownEscaper.fence("no fence")).isEqualTo("```");
    assertThat(MarkdownEscaper.fence("a ```` b ``` c")).isEqualTo("`````");
  }

  @Test
  void theTextPageSaysHowToReproduceAndWhatWasDeclined() {
    String markdown = ReportPage.of(SampleReports.certified()).markdown();
    assertThat(markdown)
        .startsWith("# postgres 0.1.0 on PostgreSQL 18.6: certified\n")
        .contains("    ./assay certify postgres --seed 4711\n")
        .contains("| contract | **given** |")
        .contains("- CLAIM-1: Exactly one racing writer wins (needs Claims)")
        .contains("- Behaviour under broken networks was not examined.")
        .doesNotContain("What failed");
  }

  @Test
  void timesAreWrittenAsPeopleSayThem() {
    assertThat(ReportPage.time(Duration.ofMillis(999))).isEqualTo("999 ms");
    assertThat(ReportPage.time(Duration.ofMillis(2140))).isEqualTo("2.1 s");
    assertThat(ReportPage.time(Duration.ofMillis(59_940))).isEqualTo("59.9 s");
    assertThat(ReportPage.time(Duration.ofMillis(59_960))).isEqualTo("1 min 00 s");
    assertThat(ReportPage.time(Duration.ofSeconds(65))).isEqualTo("1 min 05 s");
  }
}
