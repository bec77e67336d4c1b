package dev.assay.tck.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.spi.view.ViewKey;
import dev.assay.tck.MemoryFixture;
import dev.assay.tck.history.Answer;
import dev.assay.tck.history.Call;
import dev.assay.tck.history.History;
import dev.assay.tck.history.HistoryFile;
import dev.assay.tck.history.Operation;
import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import dev.assay.tck.run.RuleResult;
import dev.assay.tck.run.TestResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes published reports in all the ways that must not pass. */
final class ReportVerifierTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ReportJson.schema());
  private static final KitResult RUN = run();
  private static final ViewKey KEY = new ViewKey("views", "v");

  /** A history in which nothing is wrong. */
  private static final History RIGHT =
      new History(
          "right",
          7,
          List.of(
              new Operation(0, 0, 10, new Call.Put(KEY, 1, "a"), new Answer.Applied()),
              new Operation(1, 20, 30, new Call.Get(KEY), new Answer.Present(1, "a"))));

  /** A history in which a view shows what nobody wrote. */
  private static final History WRONG =
      new History(
          "../../wrong",
          7,
          List.of(
              new Operation(0, 0, 10, new Call.Put(KEY, 1, "a"), new Answer.Applied()),
              new Operation(1, 20, 30, new Call.Get(KEY), new Answer.Present(1, "ghost"))));

  @TempDir Path out;

  private static KitResult run() {
    KitOptions options = KitOptions.quick().rules("LOCK-2", "READ-4").seed(7);
    return KitRunner.events(new MemoryFixture() {}, options).run();
  }

  private Path published(History... histories) {
    KitResult result = with(RUN, List.of(histories));
    try {
      return ReportWriter.write(
          Reports.of(result, "memory://x", "./assay certify memory", text -> text),
          Reports.histories(result, text -> text),
          out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  // The histories are attached to the first rule.
  private static KitResult with(KitResult run, List<History> histories) {
    RuleResult first = run.rules().get(0);
    TestResult test = first.tests().get(0);
    Map<String, byte[]> files =
        histories.isEmpty()
            ? Map.of()
            : Map.of("all.history.jsonl.gz", HistoryFile.compressed(histories));
    TestResult attached =
        new TestResult(
            test.rule(),
            test.suite(),
            test.test(),
            test.verdict(),
            test.duration(),
            test.evidence(),
            test.failure(),
            Optional.empty(),
            files,
            Optional.empty());
    return new KitResult(
        run.kitVersion(),
        run.ruleSet(),
        run.started(),
        run.finished(),
        run.seed(),
        run.profile(),
        run.asked(),
        run.events(),
        run.views(),
        List.of(new RuleResult(first.rule(), List.of(attached)), run.rules().get(1)),
        run.groups(),
        run.seals(),
        run.costs());
  }

  private static List<String> disagreements(Path folder) throws IOException {
    return ReportVerifier.verify(folder, ReportVerifierTest::errors).disagreements();
  }

  private static List<String> errors(String json) {
    return SCHEMA.validate(json, InputFormat.JSON).stream().map(Error::toString).toList();
  }

  /** Changes report.json and gives it a digest that fits. */
  private static void change(Path folder, Consumer<ObjectNode> change) throws IOException {
    Path file = folder.resolve("report.json");
    ObjectNode tree = (ObjectNode) MAPPER.readTree(Files.readString(file));
    change.accept(tree);
    tree.remove("digest");
    tree.put("digest", ReportJson.digest(tree));
    Files.writeString(
        file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n");
  }

  private static ObjectNode rule(ObjectNode tree, int group, int rule) {
    return (ObjectNode) tree.at("/groups/%d/rules/%d".formatted(group, rule));
  }

  @Test
  void whatTheKitWroteAgrees() throws IOException {
    Verification verification =
        ReportVerifier.verify(published(RIGHT, RIGHT), ReportVerifierTest::errors);
    assertThat(verification.disagreements()).isEmpty();
    assertThat(verification.rules()).isEqualTo(2);
    assertThat(verification.histories()).isEqualTo(2);
    assertThat(verification.operations()).isEqualTo(4);
    assertThat(disagreements(published())).isEmpty();
  }

  @Test
  void aChangedCostIsToldByThePages() throws IOException {
    Path folder = ReportWriter.write(SampleReports.metered(), List.of(), out);
    assertThat(disagreements(folder)).noneMatch(said -> said.contains("report.json is"));
    change(folder, tree -> ((ObjectNode) tree.at("/costs/0/units/0")).put("told", 3));
    assertThat(disagreements(folder))
        .anyMatch(said -> said.contains("index.html does not show what report.json says"));
  }

  @Test
  void aChangedTextIsToldByTheDigest() throws IOException {
    Path folder = published();
    Path file = folder.resolve("report.json");
    Files.writeString(file, Files.readString(file).replace("./assay certify", "./assay not"));
    assertThat(disagreements(folder))
        .anyMatch(sentence -> sentence.startsWith("The digest in report.json is not"));
  }

  @Test
  void aChangedVerdictIsToldByTheSealAndTheOutcome() throws IOException {
    Path folder = published();
    change(
        folder, tree -> rule(tree, 0, 0).put("verdict", "fail").put("failure", "It was like so."));
    assertThat(disagreements(folder))
        .anyMatch(said -> said.contains("seal contract is called not judged, but by the verdicts"))
        .anyMatch(said -> said.contains("outcome in report.json is \"incomplete\", but \"failed\""))
        .noneMatch(said -> said.contains("digest"));
  }

  @Test
  void aChangedSealIsTold() throws IOException {
    Path folder = published();
    change(
        folder,
        tree ->
            ((ObjectNode) tree.at("/seals/0")).put("state", "given").put("reason", "2 passed."));
    assertThat(disagreements(folder))
        .anyMatch(
            said ->
                said.equals(
                    "The seal contract is called given, but by the verdicts on its rules it is not judged."));
  }

  @Test
  void aRemovedRuleIsTold() throws IOException {
    Path folder = published();
    change(folder, tree -> ((ArrayNode) tree.at("/groups")).remove(0));
    assertThat(disagreements(folder))
        .contains("The run had to judge LOCK-2, but report.json does not tell of it.")
        .anyMatch(said -> said.startsWith("completeness.planned in report.json is 2, but 1"));
  }

  @Test
  void aRuleThatSaysSomethingElseIsTold() throws IOException {
    Path folder = published();
    change(folder, tree -> rule(tree, 0, 0).put("must", "A store MAY do as it likes."));
    assertThat(disagreements(folder))
        .contains("The rule LOCK-2 does not say what the rule set says.");
  }

  @Test
  void anotherRuleSetIsTold() throws IOException {
    Path folder = published();
    change(
        folder,
        tree ->
            ((ObjectNode) tree.at("/kit"))
                .put("ruleSetDigest", "sha256:" + "0".repeat(64))
                .put("version", "9.9.9"));
    assertThat(disagreements(folder))
        .singleElement()
        .asString()
        .startsWith("The report was judged by another rule set (sha256:000")
        .contains("kit 9.9.9", "verify it with the kit that wrote it");
  }

  @Test
  void whatDoesNotFollowTheSchemaIsTold() throws IOException {
    Path folder = published();
    change(folder, tree -> tree.put("comment", "mine"));
    assertThat(disagreements(folder))
        .singleElement()
        .asString()
        .startsWith("report.json does not follow its schema")
        .contains("comment");
  }

  @Test
  void whatTheSchemaLetsPassMustStillBeUnderstood() throws IOException {
    Path folder = published();
    change(folder, tree -> ((ObjectNode) tree.at("/run")).put("start", "yesterdayZ"));
    assertThat(ReportVerifier.verify(folder, json -> List.of()).disagreements())
        .contains("report.json cannot be understood: run.start is no time.");
  }

  @Test
  void otherPagesAreTold() throws IOException {
    Path folder = published();
    Files.writeString(folder.resolve("README.md"), "# certified\n");
    Files.delete(folder.resolve("index.html"));
    assertThat(disagreements(folder))
        .containsExactlyInAnyOrder(
            "README.md does not show what report.json says.",
            "There is no file index.html beside report.json.");
  }

  @Test
  void aKeyThatStandsTwiceIsTold() throws IOException {
    Path folder = published();
    Path file = folder.resolve("report.json");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst("\"outcome\"", "\"outcome\" : \"certified\",\n  \"outcome\""));
    assertThat(disagreements(folder))
        .containsExactly(
            "report.json is not written as the kit writes it, although it says the same.");
  }

  @Test
  void aHistoryThatShowsAnAnomalyMustHaveFailedItsRule() throws IOException {
    Path folder = published(WRONG);
    assertThat(disagreements(folder))
        .singleElement()
        .asString()
        .startsWith("The history '../../wrong' of LOCK-2 shows ")
        .endsWith(", but the rule is not called failed.");
  }

  @Test
  void aVerdictOnAHistoryIsJudgedAgain() throws IOException {
    Path folder = published(WRONG);
    change(
        folder,
        tree -> {
          ((ObjectNode) tree.at("/histories/0")).put("verdict", "pass").putArray("anomalies");
        });
    assertThat(disagreements(folder)).anyMatch(said -> said.endsWith(", not nothing wrong."));
  }

  @Test
  void aChangedLineOfAHistoryIsTold() throws IOException {
    Path folder = published(RIGHT);
    String lines = plain(List.of(RIGHT)).replace("\"start\":20", "\"start\":21");
    zip(folder, lines.replace("[1,20,", "[1,21,"));
    assertThat(disagreements(folder))
        .anyMatch(said -> said.startsWith("history.jsonl.gz is damaged: Line "));
  }

  @Test
  void anotherHistoryThatIsWholeInItselfIsTold() throws IOException {
    Path folder = published(RIGHT);
    zip(folder, plain(List.of(WRONG)));
    assertThat(disagreements(folder))
        .singleElement()
        .asString()
        .startsWith("The history 'right' of LOCK-2 has the digest sha256:");
  }

  @Test
  void aRemovedHistoryIsTold() throws IOException {
    Path folder = published(RIGHT, RIGHT);
    zip(folder, plain(List.of(RIGHT)));
    assertThat(disagreements(folder))
        .containsExactly("report.json tells of 2 histories, but history.jsonl.gz holds 1.");
    Files.delete(folder.resolve("history.jsonl.gz"));
    assertThat(disagreements(folder))
        .containsExactly("report.json tells of 2 histories, but history.jsonl.gz holds 0.");
  }

  @Test
  void aHistoryThatNobodyTellsOfIsTold() throws IOException {
    Path folder = published();
    zip(folder, plain(List.of(RIGHT)));
    assertThat(disagreements(folder))
        .containsExactly("report.json tells of 0 histories, but history.jsonl.gz holds 1.");
  }

  @Test
  void aTruncatedOrForeignFileOfHistoriesIsTold() throws IOException {
    Path folder = published(RIGHT);
    Path file = folder.resolve("history.jsonl.gz");
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(disagreements(folder)).as("%d bytes", length).isNotEmpty();
    }
    Files.writeString(file, "this is no gzip");
    assertThat(disagreements(folder)).isNotEmpty();
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(disagreements(folder)).contains("history.jsonl.gz is not a file.");
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Path folder = published(RIGHT);
    Path file = folder.resolve("history.jsonl.gz");
    Path elsewhere = Files.move(file, out.resolve("elsewhere"));
    Files.createSymbolicLink(file, elsewhere);
    assertThat(disagreements(folder)).contains("history.jsonl.gz is not a file.");
  }

  @Test
  void whatIsNoReportCannotBeRead() throws IOException {
    assertThatThrownBy(() -> disagreements(out))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no file report.json");
    Files.writeString(out.resolve("report.json"), "[]");
    assertThatThrownBy(() -> disagreements(out)).hasMessage("report.json is no JSON object");
    Files.writeString(out.resolve("report.json"), "{");
    assertThatThrownBy(() -> disagreements(out)).hasMessage("report.json is not JSON");
  }

  @Test
  void whatUnpacksWithoutEndIsStopped() throws IOException {
    byte[] buffer = new byte[10];
    try (BoundedInput in = new BoundedInput(new ByteArrayInputStream(new byte[100]), 25)) {
      assertThat(in.read(buffer)).isEqualTo(10);
      assertThat(in.read(buffer)).isEqualTo(10);
      assertThatThrownBy(() -> in.read(buffer)).isInstanceOf(BoundedInput.TooLong.class);
    }
  }

  private static String plain(List<History> histories) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    HistoryFile.write(histories, bytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void zip(Path folder, String lines) throws IOException {
    try (GZIPOutputStream zip =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("history.jsonl.gz")))) {
      zip.write(lines.getBytes(StandardCharsets.UTF_8));
    }
  }
}
