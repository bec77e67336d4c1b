package dev.assay.tck.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.spi.Capability;
import dev.assay.tck.history.History;
import dev.assay.tck.history.HistoryFile;
import dev.assay.tck.history.InvalidHistory;
import dev.assay.tck.rule.KitVersion;
import dev.assay.tck.rule.RuleText;
import dev.assay.tck.rule.Seal;
import dev.assay.tck.rule.Specification;
import dev.assay.tck.run.KitSuites;
import dev.assay.tck.run.SealResult;
import dev.assay.tck.run.Verdict;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Recomputes a published report from what it was made of, offline: its digest, the rule set, the
 * rules that had to be run, every history with its verdict, the seals, and the pages.
 *
 * <p>That everything agrees shows that nothing was damaged or changed in one place only. It does
 * not show honesty: whoever writes a whole report anew can make all of it agree.
 */
public final class ReportVerifier {

  private static final long LARGEST_REPORT = 64L << 20;
  private static final long LARGEST_HISTORIES = 1L << 30;
  private static final int MOST_DIFFERENCES = 20;

  private final Specification specification = Specification.load();
  private final List<String> disagreements = new ArrayList<>();
  private final Path folder;
  private final String json;
  private final JsonNode tree;

  private ReportVerifier(Path folder, String json, JsonNode tree) {
    this.folder = folder;
    this.json = json;
    this.tree = tree;
  }

  /**
   * Verifies the report in a folder.
   *
   * @param schema finds what in a text does not follow {@linkplain ReportJson#schema() the schema},
   *     one sentence each
   * @throws IOException if there is no report in the folder, or it cannot be read; the message says
   *     what the matter is
   */
  public static Verification verify(Path folder, Function<String, List<String>> schema)
      throws IOException {
    String json = read(folder.resolve(ReportWriter.JSON));
    return new ReportVerifier(folder, json, parsed(json)).verify(schema.apply(json));
  }

  private static JsonNode parsed(String json) throws IOException {
    try {
      JsonNode tree = ReportJson.read(json);
      if (tree.isObject()) {
        return tree;
      }
      throw new IOException(ReportWriter.JSON + " is no JSON object");
    } catch (IllegalArgumentException e) {
      throw new IOException(ReportWriter.JSON + " is not JSON", e);
    }
  }

  private static String read(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException("there is no file " + file.getFileName());
    }
    if (Files.size(file) > LARGEST_REPORT) {
      throw new IOException(
          "%s is larger than %d MiB".formatted(file.getFileName(), LARGEST_REPORT >> 20));
    }
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private Verification verify(List<String> schemaErrors) throws IOException {
    if (!schemaErrors.isEmpty()) {
      schemaErrors.forEach(error -> disagree("report.json does not follow its schema: " + error));
      return new Verification(0, 0, 0, disagreements);
    }
    if (!ReportJson.intact(json)) {
      disagree("The digest in report.json is not that of its content: the content was changed");
    }
    Report report;
    try {
      report = ReportReader.read(new JsonPlace("", tree));
    } catch (IllegalArgumentException e) {
      disagree("report.json cannot be understood: " + e.getMessage());
      return new Verification(0, 0, 0, disagreements);
    }
    checkRuleSet(report);
    checkDerived(report);
    checkSeals(report);
    List<History> histories = checkHistories(report);
    checkPages(report);
    return new Verification(
        report.rules().size(),
        histories.size(),
        histories.stream().mapToLong(history -> history.operations().size()).sum(),
        disagreements);
  }

  private void disagree(String sentence) {
    disagreements.add(CleanText.line(sentence) + ".");
  }

  // The rules

  private void checkRuleSet(Report report) {
    String own = "sha256:" + specification.digest();
    if (!report.kit().ruleSetDigest().equals(own)) {
      disagree(
          "The report was judged by another rule set (%s, kit %s) than that of this kit (%s, kit %s): verify it with the kit that wrote it"
              .formatted(
                  report.kit().ruleSetDigest(), report.kit().version(), own, KitVersion.VERSION));
      return;
    }
    report.groups().forEach(this::checkGroup);
    checkPlanned(report);
  }

  private void checkGroup(Report.Group group) {
    boolean known =
        specification.group(group.id()).filter(g -> g.title().equals(group.title())).isPresent();
    if (!known) {
      disagree("The group %s (%s) is not in the rule set".formatted(group.id(), group.title()));
    }
    group.rules().forEach(this::checkRule);
  }

  private void checkRule(Report.Rule rule) {
    boolean same = specification.rule(rule.id()).filter(text -> says(text, rule)).isPresent();
    if (!same) {
      disagree("The rule %s does not say what the rule set says".formatted(rule.id()));
    }
  }

  private static boolean says(RuleText text, Report.Rule rule) {
    return CleanText.line(text.title()).equals(rule.title())
        && CleanText.line(text.must()).equals(rule.must())
        && text.requires().stream().map(Capability::name).toList().equals(rule.requires());
  }

  private void checkPlanned(Report report) {
    List<String> asked = report.run().groups();
    List<String> planned =
        concerned(report).stream()
            .filter(
                rule ->
                    asked.isEmpty() || asked.contains(rule.id()) || asked.contains(rule.group()))
            .map(RuleText::id)
            .toList();
    List<String> found = report.rules().stream().map(Report.Rule::id).toList();
    if (planned.equals(found)) {
      return;
    }
    Set<String> missing = new TreeSet<>(planned);
    found.forEach(missing::remove);
    disagree(
        missing.isEmpty()
            ? "The rules in report.json are not those that the run had to judge, or not in their order"
            : "The run had to judge %s, but report.json does not tell of it"
                .formatted(String.join(", ", missing)));
  }

  private List<RuleText> concerned(Report report) {
    Set<Report.StoreKind> kinds =
        report.stores().stream().map(Report.Store::kind).collect(Collectors.toSet());
    return KitSuites.concerned(
            specification,
            kinds.contains(Report.StoreKind.EVENTS),
            kinds.contains(Report.StoreKind.VIEWS))
        .toList();
  }

  // What follows from the rest of report.json

  private void checkDerived(Report report) {
    String again = ReportJson.write(report);
    if (again.equals(json)) {
      return;
    }
    List<String> differences = new ArrayList<>();
    compare("", tree, ReportJson.read(again), differences);
    // The digest is told of already.
    differences.removeIf(difference -> difference.startsWith("digest "));
    differences.stream().limit(MOST_DIFFERENCES).forEach(this::disagree);
    if (differences.isEmpty() && ReportJson.intact(json)) {
      disagree("report.json is not written as the kit writes it, although it says the same");
    }
  }

  private static void compare(String path, JsonNode said, JsonNode derived, List<String> out) {
    if (said.equals(derived)) {
      return;
    }
    if (said.isObject() && derived.isObject()) {
      names(said, derived).forEach((name) -> compareField(path, name, said, derived, out));
    } else if (said.isArray() && derived.isArray() && said.size() == derived.size()) {
      for (int i = 0; i < said.size(); i++) {
        compare(path + "[" + i + "]", said.get(i), derived.get(i), out);
      }
    } else {
      out.add(
          "%s in report.json is %s, but %s follows from the rest of it"
              .formatted(path, shown(said), shown(derived)));
    }
  }

  private static void compareField(
      String path, String name, JsonNode said, JsonNode derived, List<String> out) {
    compare(path.isEmpty() ? name : path + "." + name, said.path(name), derived.path(name), out);
  }

  private static Set<String> names(JsonNode one, JsonNode other) {
    Set<String> names = new TreeSet<>();
    for (JsonNode node : List.of(one, other)) {
      for (Iterator<String> fields = node.fieldNames(); fields.hasNext(); ) {
        names.add(fields.next());
      }
    }
    return names;
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "missing" : node.toString();
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  private void checkSeals(Report report) {
    List<String> expected = Arrays.stream(Seal.values()).map(Seal::label).toList();
    if (!report.seals().stream().map(Report.Seal::name).toList().equals(expected)) {
      disagree(
          "The seals in report.json are not %s, in this order"
              .formatted(String.join(", ", expected)));
      return;
    }
    Iterator<Report.Seal> said = report.seals().iterator();
    Arrays.stream(Seal.values()).forEach(seal -> checkSeal(seal, said.next(), report));
  }

  private void checkSeal(Seal seal, Report.Seal said, Report report) {
    List<Report.Rule> rules =
        report.rules().stream()
            .filter(rule -> Seal.ofGroup(RuleText.groupOf(rule.id())) == seal)
            .toList();
    long all = concerned(report).stream().filter(rule -> rule.seal() == seal).count();
    SealResult.Status status =
        SealResult.Status.of(
            rules.stream().map(Report.Rule::verdict).toList(), rules.size() == all);
    if (status != said.state()) {
      disagree(
          "The seal %s is called %s, but by the verdicts on its rules it is %s"
              .formatted(said.name(), said.state().label(), status.label()));
    } else if (!reason(status, rules)
        .map(Reports::sentence)
        .orElse(said.reason())
        .equals(said.reason())) {
      disagree(
          "The reason of the seal %s is not that of the verdicts on its rules"
              .formatted(said.name()));
    }
  }

  // Where a seal is declined or not judged, the reason is what a test said: it stands with the
  // rule.
  private static Optional<String> reason(SealResult.Status status, List<Report.Rule> rules) {
    return switch (status) {
      case GIVEN ->
          Optional.of(SealResult.passed(rules.size(), ids(rules, Verdict.DECLINED).size()));
      case REFUSED -> Optional.of(SealResult.failed(ids(rules, Verdict.FAIL)));
      case DECLINED, NOT_JUDGED -> Optional.empty();
    };
  }

  private static List<String> ids(List<Report.Rule> rules, Verdict verdict) {
    return rules.stream().filter(rule -> rule.verdict() == verdict).map(Report.Rule::id).toList();
  }

  // The histories

  private List<History> checkHistories(Report report) throws IOException {
    List<History> found = histories();
    List<Report.RecordedHistory> told = report.histories();
    if (found.size() != told.size() && !(found.isEmpty() && Files.exists(file()))) {
      disagree(
          "report.json tells of %d histories, but %s holds %d"
              .formatted(told.size(), ReportWriter.HISTORIES, found.size()));
    }
    for (int i = 0; i < Math.min(found.size(), told.size()); i++) {
      checkHistory(told.get(i), found.get(i), report);
    }
    report.rules().forEach(rule -> checkCounterexample(rule, report));
    return found;
  }

  private Path file() {
    return folder.resolve(ReportWriter.HISTORIES);
  }

  // One that is damaged disagrees with the report; it is not that the report could not be read.
  private List<History> histories() throws IOException {
    if (!Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    if (!Files.isRegularFile(file(), LinkOption.NOFOLLOW_LINKS)) {
      disagree(ReportWriter.HISTORIES + " is not a file");
      return List.of();
    }
    try (InputStream in = new BoundedInput(unzipped(file()), LARGEST_HISTORIES)) {
      return HistoryFile.read(in);
    } catch (InvalidHistory e) {
      disagree("%s is damaged: %s".formatted(ReportWriter.HISTORIES, e.getMessage()));
    } catch (BoundedInput.TooLong e) {
      disagree(
          "%s is larger than %d MiB when unpacked"
              .formatted(ReportWriter.HISTORIES, LARGEST_HISTORIES >> 20));
    } catch (ZipException | EOFException e) {
      disagree("%s is no whole gzip file".formatted(ReportWriter.HISTORIES));
    }
    return List.of();
  }

  private static InputStream unzipped(Path file) throws IOException {
    InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    try {
      return new GZIPInputStream(in);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private void checkHistory(Report.RecordedHistory told, History found, Report report) {
    String name = "The history '%s' of %s".formatted(told.name(), told.rule());
    if (!told.digest().equals(found.digest())) {
      disagree("%s has the digest %s, not %s".formatted(name, found.digest(), told.digest()));
      return;
    }
    if (!told.name().equals(CleanText.line(found.name()))) {
      disagree("%s is called '%s' in its file".formatted(name, found.name()));
    }
    if (told.operations() != found.operations().size()) {
      disagree(
          "%s has %d operations, not %d"
              .formatted(name, found.operations().size(), told.operations()));
    }
    try {
      checkVerdict(told, Recording.anomalies(found), name, report);
    } catch (IllegalArgumentException e) {
      disagree("%s cannot be judged: %s".formatted(name, e.getMessage()));
    }
  }

  private void checkVerdict(
      Report.RecordedHistory told, List<String> anomalies, String name, Report report) {
    if (!told.anomalies().equals(anomalies)) {
      disagree("%s shows %s, not %s".formatted(name, listed(anomalies), listed(told.anomalies())));
    }
    boolean failed =
        report.rules().stream()
            .anyMatch(rule -> rule.id().equals(told.rule()) && rule.verdict() == Verdict.FAIL);
    if (!anomalies.isEmpty() && !failed) {
      disagree("%s shows %s, but the rule is not called failed".formatted(name, listed(anomalies)));
    }
  }

  private static String listed(List<String> anomalies) {
    return anomalies.isEmpty() ? "nothing wrong" : String.join(", ", anomalies);
  }

  private void checkCounterexample(Report.Rule rule, Report report) {
    rule.counterexample()
        .map(example -> example.anomaly().id())
        .filter(
            anomaly ->
                report.histories().stream()
                    .filter(history -> history.rule().equals(rule.id()))
                    .noneMatch(history -> history.anomalies().contains(anomaly)))
        .ifPresent(
            anomaly ->
                disagree(
                    "The counterexample of %s shows %s, but no history of it does"
                        .formatted(rule.id(), anomaly)));
  }

  // The pages

  private void checkPages(Report report) throws IOException {
    // Another version may draw them in another way.
    if (!report.kit().version().equals(KitVersion.VERSION)) {
      return;
    }
    ReportPage page = ReportPage.of(report);
    Map<String, String> pages = new TreeMap<>();
    pages.put(ReportWriter.TEXT, page.markdown());
    pages.put(ReportWriter.PAGE, page.html());
    for (Map.Entry<String, String> expected : pages.entrySet()) {
      Path file = folder.resolve(expected.getKey());
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        disagree("There is no file %s beside report.json".formatted(expected.getKey()));
      } else if (!read(file).equals(expected.getValue())) {
        disagree("%s does not show what report.json says".formatted(expected.getKey()));
      }
    }
  }
}
