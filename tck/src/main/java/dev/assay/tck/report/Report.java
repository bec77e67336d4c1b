package dev.assay.tck.report;

import dev.assay.spi.Cost;
import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.tck.history.Counterexample;
import dev.assay.tck.run.SealResult;
import dev.assay.tck.run.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one run of the kit found out about one adapter on one backend. Immutable.
 *
 * <p>All texts may come from the adapter or its server and are cleaned with {@link CleanText}; they
 * are still to be escaped wherever they are shown.
 *
 * @param kit the kit that judged
 * @param stores what the adapter's stores say of themselves, the event store first; at least one
 * @param run how the kit was run
 * @param environment where it was run
 * @param groups the rules that were planned with their verdicts, group by group
 * @param seals all seals, in the order of the contract
 * @param notProven what a reader might take for proven and is not, one sentence each
 * @param histories the histories in {@code history.jsonl.gz}, in its order
 * @param costs what the works of the stores cost; none if no store has a meter
 */
public record Report(
    Kit kit,
    List<Store> stores,
    Run run,
    Environment environment,
    List<Group> groups,
    List<Seal> seals,
    List<String> notProven,
    List<RecordedHistory> histories,
    List<WorkCost> costs) {

  /** The name of the schema that {@code report.json} follows. */
  public static final String SCHEMA = "urn:assay:schema:report:1";

  /** Copies the lists. */
  public Report {
    if (stores.isEmpty()) {
      throw new IllegalArgumentException("a report is about at least one store");
    }
    stores = List.copyOf(stores);
    groups = List.copyOf(groups);
    seals = List.copyOf(seals);
    notProven = notProven.stream().map(CleanText::line).toList();
    histories = List.copyOf(histories);
    costs = List.copyOf(costs);
  }

  /** Returns what the first store says of itself: it names adapter and backend. */
  public Declaration subject() {
    return stores.get(0).declaration();
  }

  /** Returns the rules of all groups. */
  public List<Rule> rules() {
    return groups.stream().flatMap(group -> group.rules().stream()).toList();
  }

  /** Counts the rules with a verdict. */
  public int count(Verdict verdict) {
    return groups.stream().mapToInt(group -> group.count(verdict)).sum();
  }

  /** Returns how many rules have a verdict other than {@link Verdict#NOT_JUDGED}. */
  public int judged() {
    return rules().size() - count(Verdict.NOT_JUDGED);
  }

  /** Tells whether all rules were planned and every planned one was judged. */
  public boolean complete() {
    return run.groups().isEmpty() && !rules().isEmpty() && judged() == rules().size();
  }

  /** Returns what the report says as a whole. */
  public Outcome outcome() {
    if (count(Verdict.FAIL) > 0 || seals.stream().anyMatch(Seal::refused)) {
      return Outcome.FAILED;
    }
    return complete() ? Outcome.CERTIFIED : Outcome.INCOMPLETE;
  }

  /**
   * The kit that judged.
   *
   * @param version its version
   * @param ruleSetDigest {@code sha256:} and the digest of the specification that it judged by
   */
  public record Kit(String version, String ruleSetDigest) {

    /** Cleans the texts. */
    public Kit {
      version = CleanText.line(version);
      ruleSetDigest = CleanText.line(ruleSetDigest);
    }
  }

  /**
   * A store that was judged.
   *
   * @param kind which of the two it is
   * @param declaration what it says of itself
   */
  public record Store(StoreKind kind, Declaration declaration) {

    /** Cleans the texts of the declaration. */
    public Store {
      declaration = clean(declaration);
    }

    private static Declaration clean(Declaration said) {
      Declaration.Backend backend = said.backend();
      return new Declaration(
          name(said.adapter()),
          name(said.adapterVersion()),
          new Declaration.Backend(
              name(backend.name()), name(backend.version()), CleanText.line(backend.topology())),
          said.capabilities(),
          said.limits(),
          clean(said.durability()),
          said.feed());
    }

    private static Durability clean(Durability said) {
      SortedMap<String, String> settings = new TreeMap<>();
      said.settings()
          .forEach((name, value) -> settings.put(CleanText.line(name), CleanText.line(value)));
      return new Durability(said.processCrash(), said.powerLoss(), said.failover(), settings);
    }

    private static String name(String text) {
      String clean = CleanText.line(text);
      return clean.isEmpty() ? "unnamed" : clean;
    }
  }

  /** The two kinds of stores. */
  public enum StoreKind {
    /** An event store. */
    EVENTS("events", "Event store"),
    /** A view store. */
    VIEWS("views", "View store");

    private final String word;
    private final String title;

    StoreKind(String word, String title) {
      this.word = word;
      this.title = title;
    }

    /** Returns the word that stands in {@code report.json}. */
    public String word() {
      return word;
    }

    /** Returns the name for people. */
    public String title() {
      return title;
    }
  }

  /**
   * How the kit was run.
   *
   * @param start when it began
   * @param end when it ended
   * @param seed the seed of everything random
   * @param profile {@code quick} or {@code full}
   * @param groups the rule groups that were asked for; empty means all
   * @param uri the address of the store, without any password
   * @param command the command that repeats the run, without any password
   */
  public record Run(
      Instant start,
      Instant end,
      long seed,
      String profile,
      List<String> groups,
      String uri,
      String command) {

    /** Cleans the texts, copies the list and cuts the times to what is written down. */
    public Run {
      start = start.truncatedTo(ChronoUnit.MILLIS);
      end = end.truncatedTo(ChronoUnit.MILLIS);
      profile = CleanText.line(profile);
      groups = groups.stream().map(CleanText::line).toList();
      uri = CleanText.line(uri);
      command = CleanText.line(command);
    }

    /** Returns the time that the run took. */
    public Duration duration() {
      return Duration.between(start, end);
    }
  }

  /**
   * Where the kit was run; the server may be elsewhere.
   *
   * @param os the operating system with its version
   * @param architecture the processor's architecture
   * @param cpus the number of processors that the JVM sees
   * @param jvm the virtual machine with its version
   */
  public record Environment(String os, String architecture, int cpus, String jvm) {

    /** Cleans the texts. */
    public Environment {
      os = CleanText.line(os);
      architecture = CleanText.line(architecture);
      jvm = CleanText.line(jvm);
    }

    /** Returns the environment of this process. */
    public static Environment current() {
      return new Environment(
          property("os.name") + " " + property("os.version"),
          property("os.arch"),
          Runtime.getRuntime().availableProcessors(),
          property("java.vm.name")
              + " "
              + Runtime.version()
              + " ("
              + property("java.vendor")
              + ")");
    }

    private static String property(String name) {
      return System.getProperty(name, "unknown");
    }
  }

  /**
   * A group of rules.
   *
   * @param id its name, such as {@code LOCK}
   * @param title its title in the specification
   * @param rules its rules with their verdicts
   */
  public record Group(String id, String title, List<Rule> rules) {

    /** Cleans the texts and copies the list. */
    public Group {
      id = CleanText.line(id);
      title = CleanText.line(title);
      rules = List.copyOf(rules);
    }

    /** Counts the rules with a verdict. */
    public int count(Verdict verdict) {
      return (int) rules.stream().filter(rule -> rule.verdict() == verdict).count();
    }

    /** Returns the time that the tests of the rules took. */
    public Duration duration() {
      return rules.stream().map(Rule::duration).reduce(Duration.ZERO, Duration::plus);
    }
  }

  /**
   * A rule with its verdict.
   *
   * @param id its name, such as {@code LOCK-1}
   * @param title its title in the specification
   * @param must what a store must do
   * @param requires the capabilities that the rule needs
   * @param verdict what the kit says
   * @param duration the time that its tests took
   * @param evidence what the tests noted, by name
   * @param explanation the failure, or why the rule was declined or not judged; empty if it passed
   */
  public record Rule(
      String id,
      String title,
      String must,
      List<String> requires,
      Verdict verdict,
      Duration duration,
      Map<String, String> evidence,
      String explanation,
      Optional<Counterexample> counterexample) {

    /** Cleans the texts, copies the evidence and cuts the time to what is written down. */
    public Rule {
      duration = Duration.ofMillis(duration.toMillis());
      counterexample = counterexample.map(Rule::clean);
      id = CleanText.line(id);
      title = CleanText.line(title);
      must = CleanText.line(must);
      requires = List.copyOf(requires);
      evidence = clean(evidence);
      explanation = explain(verdict, CleanText.lines(explanation).strip());
    }

    private static String explain(Verdict verdict, String said) {
      return switch (verdict) {
        case FAIL -> said.isEmpty() ? "The test failed without a message." : said;
        case NOT_JUDGED -> said.isEmpty() ? "The kit had no means to judge it." : said;
        case DECLINED -> said.isEmpty() ? "The store does not declare what it needs." : said;
        case PASS -> "";
      };
    }

    private static Counterexample clean(Counterexample said) {
      return new Counterexample(
          said.anomaly(),
          CleanText.line(said.subject()),
          CleanText.line(said.explanation()),
          said.bars().stream().map(Rule::clean).toList());
    }

    private static Counterexample.Bar clean(Counterexample.Bar bar) {
      return new Counterexample.Bar(
          CleanText.line(bar.lane()),
          CleanText.line(bar.call()),
          CleanText.line(bar.answer()),
          bar.start(),
          bar.end(),
          bar.status(),
          bar.guilty());
    }

    private static Map<String, String> clean(Map<String, String> evidence) {
      Map<String, String> copy = new TreeMap<>();
      evidence.forEach((name, value) -> copy.put(CleanText.line(name), CleanText.lines(value)));
      return Collections.unmodifiableMap(copy);
    }
  }

  /**
   * A seal.
   *
   * @param name its name, such as {@code contract}
   * @param state what became of it
   * @param reason why, in one sentence
   */
  public record Seal(String name, SealResult.Status state, String reason) {

    /** Cleans the texts. */
    public Seal {
      name = CleanText.line(name);
      reason = CleanText.line(reason);
    }

    boolean refused() {
      return state == SealResult.Status.REFUSED;
    }

    boolean decided() {
      return state == SealResult.Status.GIVEN || refused();
    }
  }

  /**
   * A history that a rule was judged by.
   *
   * @param rule the rule
   * @param name its name
   * @param operations how many operations it has
   * @param digest {@code sha256:} and the digest of its lines
   * @param anomalies the anomalies that the checker finds in it, by name; none if it is right
   */
  public record RecordedHistory(
      String rule, String name, int operations, String digest, List<String> anomalies) {

    /** Cleans the texts and copies the list. */
    public RecordedHistory {
      rule = CleanText.line(rule);
      name = CleanText.line(name);
      digest = CleanText.line(digest);
      anomalies = anomalies.stream().map(CleanText::line).toList();
    }

    /** Returns what the checker says: {@link Verdict#PASS} or {@link Verdict#FAIL}. */
    public Verdict verdict() {
      return anomalies.isEmpty() ? Verdict.PASS : Verdict.FAIL;
    }
  }

  /**
   * What one work cost.
   *
   * @param kind the store that did it
   * @param work what was done
   * @param units what was used, by the name of the unit; none if it was not measured
   * @param failure why it was not measured; empty if it was
   */
  public record WorkCost(
      StoreKind kind, String work, SortedMap<String, Cost> units, String failure) {

    /** Cleans the texts, copies the units and rounds the figures to what is written down. */
    public WorkCost {
      work = CleanText.line(work);
      failure = CleanText.line(failure);
      SortedMap<String, Cost> copy = new TreeMap<>();
      units.forEach((unit, cost) -> copy.put(CleanText.line(unit), rounded(cost)));
      units = Collections.unmodifiableSortedMap(copy);
    }

    private static Cost rounded(Cost cost) {
      return new Cost(
          rounded(cost.told()),
          rounded(cost.untold()),
          rounded(cost.formula()),
          rounded(cost.least()));
    }

    private static OptionalDouble rounded(OptionalDouble figure) {
      return figure.isPresent() ? OptionalDouble.of(rounded(figure.getAsDouble())) : figure;
    }

    // No service charges for less than a thousandth of a unit.
    private static double rounded(double figure) {
      return Math.round(figure * 1000) / 1000.0;
    }
  }
}
