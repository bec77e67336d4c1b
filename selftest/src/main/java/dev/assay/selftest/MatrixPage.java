package dev.assay.selftest;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import dev.assay.tck.report.CleanText;
import dev.assay.tck.report.MarkdownEscaper;
import dev.assay.tck.rule.KitVersion;
import dev.assay.tck.rule.RuleGroup;
import dev.assay.tck.rule.RuleText;
import dev.assay.tck.rule.Specification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A kill matrix as people read it. The templates {@code kill-matrix.html.mustache} and {@code
 * kill-matrix.md.mustache} ask for the components by name and escape all of them.
 */
record MatrixPage(
    String headline,
    String outcomeClass,
    String outcome,
    String sentence,
    String kit,
    String date,
    String took,
    String seed,
    String command,
    List<KillMatrix.Figure> figures,
    List<ProblemView> problems,
    List<TrialView> trials,
    List<AreaView> areas,
    List<GroupView> groups,
    String script,
    String scriptDigest) {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH);

  record ProblemView(String text, String details, String fence) {}

  record TrialView(String title, String text, String judged, boolean good, String verdict) {}

  /** The faulty stores that break rules of one group first. */
  record AreaView(String id, String title, List<KillView> kills) {}

  record KillView(
      String name,
      String title,
      List<Part> flaw,
      String again,
      boolean good,
      List<RuleLink> rules) {}

  boolean wrong() {
    return !problems.isEmpty();
  }

  /** A rule that caught a store, or must have caught it. */
  record RuleLink(String id, String title, String kind) {

    boolean also() {
      return kind.equals("also");
    }

    boolean missed() {
      return kind.equals("missed");
    }
  }

  record GroupView(String id, String title, List<RuleView> rules) {}

  record RuleView(String id, String title, List<Part> must, String caught, List<StoreLink> stores) {

    boolean idle() {
      return stores.isEmpty();
    }
  }

  record StoreLink(String name, String flaw) {}

  /** A part of a sentence, whose Markdown has nothing but code in it. */
  record Part(String text, boolean code) {}

  /** Writes {@code kill-matrix.md} and {@code kill-matrix.html}; returns the latter. */
  static Path write(KillMatrix matrix, Path folder) throws IOException {
    MatrixPage page = of(matrix);
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("kill-matrix.md"),
        page.render("kill-matrix.md.mustache", MarkdownEscaper.INSTANCE));
    Path html = folder.resolve("kill-matrix.html");
    return Files.writeString(html, page.render("kill-matrix.html.mustache", Escapers.HTML));
  }

  static MatrixPage of(KillMatrix matrix) {
    Specification specification = Specification.load();
    String script = resource("kill-matrix.js");
    boolean good = matrix.problems().isEmpty();
    return new MatrixPage(
        good ? "Every faulty store is caught" : "The kit is not proven",
        good ? "good" : "bad",
        good ? "proven" : "not proven",
        sentence(matrix),
        KitVersion.VERSION,
        date(matrix.started()),
        time(matrix.took()),
        Long.toString(matrix.plan().seed()),
        matrix.plan().command(),
        matrix.figures(),
        matrix.problems().stream().map(MatrixPage::problem).toList(),
        matrix.trials().stream().map(MatrixPage::trial).toList(),
        areas(matrix, specification),
        groups(matrix, specification),
        script,
        digest(script));
  }

  /** Returns a name of a class as words: {@code Version from sequence}. */
  static String title(String name) {
    String words = name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ");
    return words.charAt(0) + words.substring(1).toLowerCase(Locale.ROOT);
  }

  private String render(String template, Mustache.Escaper escaper) {
    return Mustache.compiler()
        .withEscaper(escaper)
        .emptyStringIsFalse(true)
        .compile(resource(template))
        .execute(this);
  }

  private static String sentence(KillMatrix matrix) {
    return matrix.plan().full()
        ? "Each faulty store met every rule that concerns it, and each right store was judged %d times."
            .formatted(matrix.plan().trials())
        : "Each faulty store met the rules that must catch it, and each right store was judged once.";
  }

  private static ProblemView problem(Problem problem) {
    String details = CleanText.lines(problem.details()).strip();
    return new ProblemView(CleanText.line(problem.text()), details, MarkdownEscaper.fence(details));
  }

  private static TrialView trial(Trial trial) {
    int rules = trial.store().rules().size();
    boolean good = trial.accusations().isEmpty();
    return new TrialView(
        title(trial.store().name()),
        trial.store().text(),
        (rules == 0 ? "all rules" : rules == 1 ? "1 group or rule" : rules + " groups and rules")
            + (trial.runs() == 1 ? ", once" : ", %d times".formatted(trial.runs())),
        good,
        good ? "not accused" : "accused");
  }

  private static List<AreaView> areas(KillMatrix matrix, Specification specification) {
    List<AreaView> areas = new ArrayList<>();
    for (RuleGroup group : specification.groups()) {
      List<KillView> kills =
          matrix.kills().stream()
              .filter(kill -> area(kill.store(), specification).equals(group.id()))
              .map(kill -> kill(kill, specification))
              .toList();
      if (!kills.isEmpty()) {
        areas.add(new AreaView(group.id(), group.title(), kills));
      }
    }
    return areas;
  }

  private static String area(FaultyStore store, Specification specification) {
    return specification
        .rules()
        .filter(rule -> store.killedBy().contains(rule.id()))
        .map(RuleText::group)
        .findFirst()
        .orElse("");
  }

  private static KillView kill(Kill kill, Specification specification) {
    List<RuleLink> rules = new ArrayList<>();
    specification.rules().forEach(rule -> link(kill, rule).ifPresent(rules::add));
    return new KillView(
        kill.store().name(),
        title(kill.store().name()),
        parts(kill.store().flaw()),
        again(kill),
        kill.missedBy().isEmpty(),
        rules);
  }

  private static String again(Kill kill) {
    return kill.runs() == 1 || !kill.missedBy().isEmpty()
        ? ""
        : "Caught in run %d of at most %d.".formatted(kill.runs(), SelfTest.RUNS);
  }

  private static Optional<RuleLink> link(Kill kill, RuleText rule) {
    boolean caught = kill.caughtBy().contains(rule.id());
    boolean named = kill.store().killedBy().contains(rule.id());
    if (!caught && !named) {
      return Optional.empty();
    }
    String kind = !caught ? "missed" : named ? "named" : "also";
    return Optional.of(new RuleLink(rule.id(), rule.title(), kind));
  }

  private static List<GroupView> groups(KillMatrix matrix, Specification specification) {
    return specification.groups().stream()
        .map(group -> new GroupView(group.id(), group.title(), rules(group, matrix)))
        .filter(group -> !group.rules().isEmpty())
        .toList();
  }

  private static List<RuleView> rules(RuleGroup group, KillMatrix matrix) {
    return group.rules().stream()
        .map(rule -> rule(rule, matrix))
        .filter(rule -> matrix.plan().whole() || !rule.idle())
        .toList();
  }

  private static RuleView rule(RuleText rule, KillMatrix matrix) {
    List<StoreLink> stores =
        matrix.kills().stream()
            .filter(kill -> kill.caughtBy().contains(rule.id()))
            .map(kill -> new StoreLink(kill.store().name(), kill.store().flaw()))
            .toList();
    return new RuleView(
        rule.id(), rule.title(), parts(rule.must()), Integer.toString(stores.size()), stores);
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

  private static String date(Instant time) {
    return DATE.format(time.atOffset(ZoneOffset.UTC));
  }

  private static String time(Duration time) {
    long seconds = Math.max(1, Math.round(time.toMillis() / 1000.0));
    return seconds < 60
        ? seconds + " s"
        : String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
  }

  // The page runs no script but the one of this digest.
  private static String digest(String script) {
    try {
      byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = MatrixPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
