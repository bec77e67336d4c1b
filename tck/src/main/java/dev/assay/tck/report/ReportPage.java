package dev.assay.tck.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.spi.Limit;
import dev.assay.tck.run.SealResult;
import dev.assay.tck.run.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A report as people read it. The templates {@code index.html.mustache} and {@code
 * README.md.mustache} ask for the components by name and escape all of them.
 */
record ReportPage(
    String adapter,
    String adapterVersion,
    String backend,
    String topology,
    String outcome,
    String outcomeClass,
    String sentence,
    String kit,
    String ruleSet,
    String date,
    String took,
    String profile,
    String seed,
    String onlyGroups,
    String uri,
    String command,
    String planned,
    String completeness,
    List<Tally> tallies,
    List<SealView> seals,
    boolean failed,
    List<RuleView> failures,
    List<RuleView> declined,
    List<RuleView> unjudged,
    List<GroupView> groups,
    List<StoreView> stores,
    List<LimitView> limits,
    List<String> notProven,
    List<HistoryView> histories,
    List<String> efforts,
    List<CostView> costs,
    String costVerdict,
    List<Fact> environment,
    String digest) {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH);

  record Tally(String verdict, String word, int count, String share) {}

  record SealView(String name, String state, String stateClass, String reason) {}

  record GroupView(
      String id,
      String title,
      boolean open,
      List<Tally> tallies,
      int total,
      String took,
      List<RuleView> rules) {}

  record RuleView(
      String id,
      String anchor,
      String title,
      List<Part> must,
      String requires,
      String verdict,
      String verdictClass,
      String took,
      List<Fact> evidence,
      String explanation,
      String fence,
      List<TimelineView> timeline) {

    boolean failing() {
      return verdictClass.equals("fail");
    }

    String unjudgedReason() {
      return failing() ? "" : explanation;
    }

    boolean hasEvidence() {
      return !evidence.isEmpty();
    }
  }

  record HistoryView(
      String rule,
      String anchor,
      String name,
      String operations,
      String verdict,
      String verdictClass) {}

  record StoreView(
      String title,
      List<Named> offered,
      List<Named> refused,
      List<Fact> promises,
      List<Fact> settings,
      String feed) {

    boolean hasRefused() {
      return !refused.isEmpty();
    }

    boolean hasSettings() {
      return !settings.isEmpty();
    }
  }

  record Named(String name) {}

  record LimitView(String name, String floor, List<LimitValue> values) {}

  record LimitValue(String value, boolean more) {}

  record Fact(String name, String value) {}

  /** A part of a sentence of the specification, whose Markdown has nothing but code in it. */
  record Part(String text, boolean code) {}

  static ReportPage of(Report report) {
    Declaration subject = report.subject();
    Declaration.Backend backend = subject.backend();
    Report.Run run = report.run();
    List<GroupView> groups = report.groups().stream().map(ReportPage::group).toList();
    return new ReportPage(
        subject.adapter(),
        subject.adapterVersion(),
        backend.name() + " " + backend.version(),
        backend.topology(),
        report.outcome().word(),
        cssClass(report.outcome().word()),
        sentence(report),
        report.kit().version(),
        report.kit().ruleSetDigest(),
        date(run.start()),
        time(run.duration()),
        run.profile(),
        Long.toString(run.seed()),
        String.join(", ", run.groups()),
        run.uri(),
        run.command(),
        rules(report.rules().size()),
        completeness(report),
        tallies(report.rules()),
        report.seals().stream().map(ReportPage::seal).toList(),
        report.count(Verdict.FAIL) > 0,
        having(groups, Verdict.FAIL),
        having(groups, Verdict.DECLINED),
        having(groups, Verdict.NOT_JUDGED),
        groups,
        report.stores().stream().map(ReportPage::store).toList(),
        Arrays.stream(Limit.values()).map(limit -> limit(limit, report)).toList(),
        report.notProven(),
        report.histories().stream().map(ReportPage::history).toList(),
        Effort.of(report),
        CostView.of(report),
        CostView.verdict(report),
        environment(report.environment()),
        ReportJson.digest(report));
  }

  boolean hasEfforts() {
    return !efforts.isEmpty();
  }

  boolean hasCosts() {
    return !costs.isEmpty();
  }

  boolean hasHistories() {
    return !histories.isEmpty();
  }

  /** Returns the page for browsers: one file that needs no other and no network. */
  String html() {
    return render("index.html.mustache", Escapers.HTML);
  }

  /** Returns the page for readers of text. */
  String markdown() {
    return render("README.md.mustache", MarkdownEscaper.INSTANCE);
  }

  private String render(String template, Mustache.Escaper escaper) {
    return Mustache.compiler()
        .withEscaper(escaper)
        .emptyStringIsFalse(true)
        .zeroIsFalse(true)
        .compile(resource(template))
        .execute(this);
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sentence(Report report) {
    return switch (report.outcome()) {
      case CERTIFIED -> certified(report);
      case FAILED ->
          "%s failed. What was expected and what was observed stands below."
              .formatted(rules(report.count(Verdict.FAIL)));
      case INCOMPLETE ->
          "No rule failed, but this run judged only part of the rules; it certifies nothing.";
    };
  }

  private static String certified(Report report) {
    int declined = report.count(Verdict.DECLINED);
    String verdicts = rules(report.count(Verdict.PASS)) + " passed";
    if (declined > 0) {
      verdicts += ", %s declined and the refusal proven".formatted(rules(declined));
    }
    List<String> given =
        report.seals().stream()
            .filter(seal -> seal.state() == SealResult.Status.GIVEN)
            .map(Report.Seal::name)
            .toList();
    return "%s. Seals given: %s.".formatted(verdicts, String.join(", ", given));
  }

  private static String rules(int count) {
    return count == 1 ? "1 rule" : count + " rules";
  }

  private static String completeness(Report report) {
    if (report.complete()) {
      return "Complete: all %d rules were planned and judged.".formatted(report.rules().size());
    }
    return "Not complete: %d of %d planned rules were judged%s."
        .formatted(
            report.judged(),
            report.rules().size(),
            report.run().groups().isEmpty() ? "" : ", and only some groups were planned");
  }

  private static SealView seal(Report.Seal seal) {
    String state = seal.state().label();
    return new SealView(seal.name(), state, cssClass(state), seal.reason());
  }

  private static GroupView group(Report.Group group) {
    return new GroupView(
        group.id(),
        group.title(),
        group.count(Verdict.FAIL) > 0,
        tallies(group.rules()),
        group.rules().size(),
        time(group.duration()),
        group.rules().stream().map(ReportPage::rule).toList());
  }

  private static RuleView rule(Report.Rule rule) {
    return new RuleView(
        rule.id(),
        "rule-" + rule.id(),
        rule.title(),
        parts(rule.must()),
        String.join(" and ", rule.requires().stream().map(ReportPage::words).toList()),
        rule.verdict().label(),
        cssClass(rule.verdict().label()),
        time(rule.duration()),
        facts(rule.evidence()),
        rule.explanation(),
        MarkdownEscaper.fence(rule.explanation()),
        rule.counterexample().stream().map(TimelineView::of).toList());
  }

  private static HistoryView history(Report.RecordedHistory history) {
    return new HistoryView(
        history.rule(),
        "rule-" + history.rule(),
        history.name(),
        number(history.operations()),
        history.anomalies().isEmpty() ? "right" : String.join(", ", history.anomalies()),
        cssClass(history.verdict().label()));
  }

  private static List<Part> parts(String sentence) {
    String[] pieces = sentence.split("`", -1);
    if (pieces.length % 2 == 0) {
      return List.of(new Part(sentence, false));
    }
    return IntStream.range(0, pieces.length)
        .mapToObj(i -> new Part(pieces[i], i % 2 == 1))
        .filter(part -> !part.text().isEmpty())
        .toList();
  }

  private static List<RuleView> having(List<GroupView> groups, Verdict verdict) {
    return groups.stream()
        .flatMap(group -> group.rules().stream())
        .filter(rule -> rule.verdict().equals(verdict.label()))
        .toList();
  }

  private static List<Tally> tallies(List<Report.Rule> rules) {
    Map<Verdict, Long> counts =
        rules.stream().collect(Collectors.groupingBy(Report.Rule::verdict, Collectors.counting()));
    return Stream.of(Verdict.values())
        .map(verdict -> tally(verdict, counts.getOrDefault(verdict, 0L), rules.size()))
        .toList();
  }

  private static String past(Verdict verdict) {
    return switch (verdict) {
      case PASS -> "passed";
      case FAIL -> "failed";
      case DECLINED -> "declined";
      case NOT_JUDGED -> "not judged";
    };
  }

  private static Tally tally(Verdict verdict, long count, int all) {
    double share = all == 0 ? 0 : 100.0 * count / all;
    return new Tally(
        cssClass(verdict.label()),
        past(verdict),
        Math.toIntExact(count),
        String.format(Locale.ROOT, "%.2f", share));
  }

  private static StoreView store(Report.Store store) {
    Declaration said = store.declaration();
    List<Capability> possible = capabilities(store.kind());
    return new StoreView(
        store.kind().title(),
        possible.stream().filter(said::offers).map(ReportPage::named).toList(),
        possible.stream()
            .filter(capability -> !said.offers(capability))
            .map(ReportPage::named)
            .toList(),
        promises(said.durability()),
        facts(said.durability().settings()),
        said.feed().map(ReportPage::feed).orElse(""));
  }

  private static List<Capability> capabilities(Report.StoreKind kind) {
    return Arrays.stream(Capability.values())
        .filter(capability -> kindOf(capability) == kind)
        .toList();
  }

  private static Report.StoreKind kindOf(Capability capability) {
    return switch (capability) {
      case CLAIMS, TOTAL_ORDER, JOINT_COMMITS, TRUNCATION, REQUEST_LOG, RESTORATION ->
          Report.StoreKind.EVENTS;
      case CURSORS, CATALOG, SEARCH, FULL_TEXT -> Report.StoreKind.VIEWS;
    };
  }

  private static Named named(Capability capability) {
    return new Named(words(capability.name()));
  }

  private static List<Fact> promises(Durability said) {
    return List.of(
        new Fact("Process crash", ReportJson.promise(said.processCrash())),
        new Fact("Power loss", ReportJson.promise(said.powerLoss())),
        new Fact("Failover", ReportJson.promise(said.failover())));
  }

  private static String feed(Declaration.Feed feed) {
    return "%s, shows a commit within %s"
        .formatted(
            feed.partitions() == 1 ? "1 partition" : feed.partitions() + " partitions",
            time(feed.lag()));
  }

  private static LimitView limit(Limit limit, Report report) {
    return new LimitView(
        words(limit.name()),
        number(limit.floor()),
        report.stores().stream().map(store -> value(limit, store)).toList());
  }

  private static LimitValue value(Limit limit, Report.Store store) {
    if (!concerns(limit, store.kind())) {
      return new LimitValue("–", false);
    }
    long value = store.declaration().limits().get(limit);
    return new LimitValue(number(value), value > limit.floor());
  }

  private static boolean concerns(Limit limit, Report.StoreKind kind) {
    return switch (limit) {
      case COMMIT_EVENTS, COMMIT_BYTES, COMMIT_EFFECTS, COMMIT_CLAIMS, JOINT_COMMITS ->
          kind == Report.StoreKind.EVENTS;
      case DOCUMENT_BYTES, PAGE_VIEWS -> kind == Report.StoreKind.VIEWS;
      case ID_LENGTH, JSON_DEPTH, NUMBER_DIGITS, NUMBER_EXPONENT -> true;
    };
  }

  private static List<Fact> environment(Report.Environment environment) {
    return List.of(
        new Fact("Operating system", environment.os()),
        new Fact("Processors", environment.cpus() + " × " + environment.architecture()),
        new Fact("JVM", environment.jvm()));
  }

  private static List<Fact> facts(Map<String, String> values) {
    return values.entrySet().stream()
        .map(entry -> new Fact(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static String words(String constant) {
    String lower = constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    String spelt = lower.replace("json", "JSON").replace("id ", "ID ");
    return Character.toUpperCase(spelt.charAt(0)) + spelt.substring(1);
  }

  private static String cssClass(String word) {
    return word.replace(' ', '-');
  }

  private static String number(long value) {
    return Optional.of(value)
        .filter(v -> v < Long.MAX_VALUE)
        .map(v -> String.format(Locale.ROOT, "%,d", v).replace(',', '\u202F'))
        .orElse("none");
  }

  private static String date(Instant time) {
    return DATE.format(time.atOffset(ZoneOffset.UTC));
  }

  /** Returns a time as people say it: 340 ms, 2.1 s, 1 min 05 s. */
  static String time(Duration time) {
    long millis = time.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 59_950) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = Math.round(millis / 1000.0);
    return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
  }
}
