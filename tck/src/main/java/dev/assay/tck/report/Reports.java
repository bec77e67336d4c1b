package dev.assay.tck.report;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.tck.cost.WorkCost;
import dev.assay.tck.history.Counterexample;
import dev.assay.tck.history.History;
import dev.assay.tck.rule.Seal;
import dev.assay.tck.rule.Specification;
import dev.assay.tck.run.GroupTotal;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.RuleResult;
import dev.assay.tck.run.SealResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Makes a report of what the kit found out. */
public final class Reports {

  private final Specification specification = Specification.load();
  private final KitResult result;
  private final UnaryOperator<String> secretless;

  private Reports(KitResult result, UnaryOperator<String> secretless) {
    this.result = result;
    this.secretless = secretless;
  }

  /**
   * Makes a report.
   *
   * @param result what the kit found out; about at least one store
   * @param uri the address of the store, without any password
   * @param command the command that repeats the run, without any password
   * @param secretless takes secrets out of a text; a driver may have put them into what a test
   *     observed
   */
  public static Report of(
      KitResult result, String uri, String command, UnaryOperator<String> secretless) {
    return new Reports(result, secretless).report(uri, command);
  }

  /**
   * Returns the histories that belong into the folder of the report, in its order.
   *
   * @param secretless takes secrets out of a text
   */
  public static List<History> histories(KitResult result, UnaryOperator<String> secretless) {
    return Recording.of(result, secretless).stream().map(Recording::history).toList();
  }

  private Report report(String uri, String command) {
    List<Report.Seal> seals = result.seals().stream().map(this::seal).toList();
    return new Report(
        new Report.Kit(result.kitVersion(), "sha256:" + result.ruleSet()),
        stores(),
        run(uri, command),
        Report.Environment.current(),
        result.groups().stream().map(this::group).toList(),
        seals,
        notProven(seals),
        Recording.of(result, secretless).stream().map(Recording::told).toList(),
        costs());
  }

  private List<Report.Store> stores() {
    List<Report.Store> stores = new ArrayList<>();
    add(stores, Report.StoreKind.EVENTS, result.events());
    add(stores, Report.StoreKind.VIEWS, result.views());
    return stores;
  }

  private static void add(
      List<Report.Store> stores, Report.StoreKind kind, Optional<Declaration> declaration) {
    declaration.ifPresent(said -> stores.add(new Report.Store(kind, said)));
  }

  private Report.Run run(String uri, String command) {
    return new Report.Run(
        result.started(),
        result.finished(),
        result.seed(),
        result.profile().name().toLowerCase(Locale.ROOT),
        result.asked().stream().sorted().toList(),
        uri,
        command);
  }

  private List<Report.WorkCost> costs() {
    List<Report.WorkCost> costs = new ArrayList<>();
    result.costs().events().forEach(cost -> costs.add(cost(Report.StoreKind.EVENTS, cost)));
    result.costs().views().forEach(cost -> costs.add(cost(Report.StoreKind.VIEWS, cost)));
    return costs;
  }

  private Report.WorkCost cost(Report.StoreKind kind, WorkCost cost) {
    return new Report.WorkCost(
        kind, cost.work(), cost.units(), cost.failure().map(secretless).orElse(""));
  }

  private Report.Group group(GroupTotal total) {
    List<Report.Rule> rules =
        result.rules().stream()
            .filter(rule -> rule.rule().group().equals(total.group()))
            .map(this::rule)
            .toList();
    return new Report.Group(total.group(), total.title(), rules);
  }

  private Report.Rule rule(RuleResult found) {
    Map<String, String> evidence = new TreeMap<>();
    found.evidence().forEach((name, value) -> evidence.put(name, secretless.apply(value)));
    return new Report.Rule(
        found.rule().id(),
        found.rule().title(),
        found.rule().must(),
        found.rule().requires().stream().map(Capability::name).toList(),
        found.verdict(),
        found.duration(),
        evidence,
        found.failure().or(found::why).map(secretless).orElse(""),
        found.counterexample().map(this::secretless));
  }

  private Counterexample secretless(Counterexample said) {
    return new Counterexample(
        said.anomaly(),
        secretless.apply(said.subject()),
        secretless.apply(said.explanation()),
        said.bars().stream().map(this::secretless).toList());
  }

  private Counterexample.Bar secretless(Counterexample.Bar bar) {
    return new Counterexample.Bar(
        bar.lane(),
        secretless.apply(bar.call()),
        secretless.apply(bar.answer()),
        bar.start(),
        bar.end(),
        bar.status(),
        bar.guilty());
  }

  private Report.Seal seal(SealResult seal) {
    boolean ruled = specification.rules().anyMatch(rule -> rule.seal() == seal.seal());
    String reason =
        ruled ? sentence(seal.reason()) : "This version of the kit has no rules for it.";
    return new Report.Seal(seal.seal().label(), seal.status(), secretless.apply(reason));
  }

  static String sentence(String reason) {
    String start = reason.substring(0, 1).toUpperCase(Locale.ROOT);
    return start + reason.substring(1) + (reason.endsWith(".") ? "" : ".");
  }

  private List<String> notProven(List<Report.Seal> seals) {
    List<String> out = new ArrayList<>();
    for (Seal seal : Seal.values()) {
      seals.stream()
          .filter(found -> found.name().equals(seal.label()))
          .filter(found -> !found.decided())
          .forEach(found -> out.add(unproven(seal)));
    }
    out.add("Any other version, topology or configuration of the backend than the one it ran on.");
    out.add("Speed: no figure of this report is a measurement of throughput or latency.");
    return out;
  }

  private static String unproven(Seal seal) {
    return switch (seal) {
      case CONTRACT -> "That every operation does what the specification says: not all rules ran.";
      case CONCURRENCY ->
          "That the recorded histories of many concurrent clients are right, beyond the races among the rules above.";
      case FAULTS ->
          "That every answer stays true when the network between client and server fails.";
      case DURABILITY ->
          "That acknowledged writes survive a crash of the server; what stands above is declared, and read from its settings.";
      case PORTABILITY -> "That the same history means the same as on other backends.";
    };
  }
}
