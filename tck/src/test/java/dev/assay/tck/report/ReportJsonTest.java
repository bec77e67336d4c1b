package dev.assay.tck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ReportJsonTest {

  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ReportJson.schema());

  static Stream<Report> reports() {
    return Stream.of(
        SampleReports.certified(),
        SampleReports.failed(),
        SampleReports.partial(),
        SampleReports.metered(),
        SampleReports.hostile());
  }

  @ParameterizedTest
  @MethodSource("reports")
  void everyReportFollowsTheSchema(Report report) {
    assertThat(errors(ReportJson.write(report))).isEmpty();
  }

  @Test
  void theSchemaItselfFollowsItsOwn() {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));
    assertThat(meta.validate(ReportJson.schema(), InputFormat.JSON)).isEmpty();
  }

  @Test
  void theSchemaRefusesWhatContradictsItself() {
    String json = ReportJson.write(SampleReports.failed());
    assertThat(errors(json.replace("\"failure\"", "\"reason\""))).isNotEmpty();
    assertThat(errors(json.replace("\"verdict\" : \"fail\"", "\"verdict\" : \"pass\"")))
        .isNotEmpty();
    assertThat(errors(json.replace("\"seed\"", "\"sead\""))).isNotEmpty();
    assertThat(errors(json.replace("sha256:", "md5:"))).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("reports")
  void theDigestTellsWhetherAnythingWasChanged(Report report) {
    String json = ReportJson.write(report);
    assertThat(json).contains(ReportJson.digest(report));
    assertThat(ReportJson.intact(json)).isTrue();
    assertThat(ReportJson.intact(json.replace(" : ", ":"))).isTrue();
    assertThat(ReportJson.intact(json.replace("\"quick\"", "\"full\""))).isFalse();
  }

  @Test
  void theDigestIsOfTheCanonicalText() {
    // Computed with: python3 -c 'import
    // json,hashlib;d=json.load(open("report.json"));d.pop("digest")
    // print(hashlib.sha256(json.dumps(d,sort_keys=True,separators=(",",":"),ensure_ascii=False)
    // .encode()).hexdigest())'
    assertThat(ReportJson.digest(SampleReports.certified()))
        .isEqualTo("sha256:aa2d7d2010b6abd737052b3c49c607fab1bedf8588eb82b73e7c5cb995e5eea9");
  }

  @Test
  void whatIsNoReportIsNotIntact() {
    assertThat(ReportJson.intact("{}")).isFalse();
    assertThatThrownBy(() -> ReportJson.intact("[]")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ReportJson.intact("{")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theOutcomeFollowsFromTheVerdicts() {
    assertThat(SampleReports.certified().outcome()).isEqualTo(Outcome.CERTIFIED);
    assertThat(SampleReports.failed().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(SampleReports.partial().outcome()).isEqualTo(Outcome.INCOMPLETE);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    for (Report report :
        List.of(
            SampleReports.certified(),
            SampleReports.failed(),
            SampleReports.partial(),
            SampleReports.metered(),
            SampleReports.hostile())) {
      JsonPlace written = new JsonPlace("", ReportJson.read(ReportJson.write(report)));
      assertThat(ReportReader.read(written)).isEqualTo(report);
    }
  }

  private static List<Error> errors(String json) {
    return SCHEMA.validate(json, InputFormat.JSON);
  }
}
