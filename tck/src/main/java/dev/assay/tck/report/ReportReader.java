package dev.assay.tck.report;

import dev.assay.spi.Capability;
import dev.assay.spi.Cost;
import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import dev.assay.tck.history.Anomaly;
import dev.assay.tck.history.Counterexample;
import dev.assay.tck.history.Operation;
import dev.assay.tck.history.Status;
import dev.assay.tck.run.SealResult;
import dev.assay.tck.run.Verdict;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads a report from its JSON. What follows from the rest, such as the outcome, is not read: who
 * writes the report again sees whether it agrees.
 */
final class ReportReader {

  private ReportReader() {}

  /**
   * Reads a report.
   *
   * @throws IllegalArgumentException if it has not the form of a report; the message names the
   *     place
   */
  static Report read(JsonPlace root) {
    JsonPlace kit = root.at("kit");
    return new Report(
        new Report.Kit(kit.text("version"), kit.text("ruleSetDigest")),
        root.list("stores", ReportReader::store),
        run(root.at("run")),
        environment(root.at("environment")),
        root.list("groups", ReportReader::group),
        root.list("seals", ReportReader::seal),
        root.texts("notProven"),
        root.list("histories", ReportReader::history),
        root.find("costs").isPresent() ? root.list("costs", ReportReader::cost) : List.of());
  }

  private static Report.Run run(JsonPlace run) {
    return new Report.Run(
        run.time("start"),
        run.time("end"),
        Long.parseLong(run.text("seed")),
        run.text("profile"),
        run.texts("groups"),
        run.text("uri"),
        run.text("command"));
  }

  private static Report.Environment environment(JsonPlace place) {
    return new Report.Environment(
        place.text("os"), place.text("architecture"), place.integer("cpus"), place.text("jvm"));
  }

  private static Report.Seal seal(JsonPlace seal) {
    return new Report.Seal(
        seal.text("name"),
        seal.word("state", SealResult.Status.values(), SealResult.Status::label),
        seal.text("reason"));
  }

  private static Report.Group group(JsonPlace group) {
    return new Report.Group(
        group.text("id"), group.text("title"), group.list("rules", ReportReader::rule));
  }

  private static Report.Rule rule(JsonPlace rule) {
    Verdict verdict = rule.word("verdict", Verdict.values(), Verdict::label);
    String explanation = verdict == Verdict.FAIL ? "failure" : "reason";
    return new Report.Rule(
        rule.text("id"),
        rule.text("title"),
        rule.text("must"),
        rule.texts("requires"),
        verdict,
        Duration.ofMillis(rule.number("milliseconds")),
        rule.map("evidence"),
        rule.find(explanation).map(said -> rule.text(explanation)).orElse(""),
        rule.find("counterexample").map(ReportReader::counterexample));
  }

  private static Counterexample counterexample(JsonPlace place) {
    return new Counterexample(
        place.word("anomaly", Anomaly.values(), Anomaly::id),
        place.text("subject"),
        place.text("explanation"),
        place.list("calls", ReportReader::bar));
  }

  private static Counterexample.Bar bar(JsonPlace bar) {
    return new Counterexample.Bar(
        bar.text("client"),
        bar.text("call"),
        bar.text("answer"),
        bar.number("start"),
        bar.find("end").isPresent() ? bar.number("end") : Operation.OPEN,
        bar.word("status", Status.values(), Status::word),
        bar.flag("guilty"));
  }

  private static Report.RecordedHistory history(JsonPlace history) {
    return new Report.RecordedHistory(
        history.text("rule"),
        history.text("name"),
        history.integer("operations"),
        history.text("digest"),
        history.texts("anomalies"));
  }

  private static Report.WorkCost cost(JsonPlace cost) {
    SortedMap<String, Cost> units = new TreeMap<>();
    for (JsonPlace unit : cost.list("units", place -> place)) {
      units.put(unit.text("unit"), figures(unit));
    }
    return new Report.WorkCost(
        cost.word("kind", Report.StoreKind.values(), Report.StoreKind::word),
        cost.text("work"),
        units,
        cost.find("failure").isPresent() ? cost.text("failure") : "");
  }

  private static Cost figures(JsonPlace unit) {
    return new Cost(
        figure(unit, "told"),
        figure(unit, "untold").orElse(0),
        figure(unit, "formula"),
        unit.figure("least"));
  }

  private static OptionalDouble figure(JsonPlace unit, String name) {
    return unit.find(name).isPresent()
        ? OptionalDouble.of(unit.figure(name))
        : OptionalDouble.empty();
  }

  private static Report.Store store(JsonPlace store) {
    return new Report.Store(
        store.word("kind", Report.StoreKind.values(), Report.StoreKind::word),
        new Declaration(
            store.text("adapter"),
            store.text("adapterVersion"),
            backend(store.at("backend")),
            capabilities(store.texts("capabilities")),
            limits(store.at("limits")),
            durability(store.at("durability")),
            store.find("feed").map(ReportReader::feed)));
  }

  private static Declaration.Backend backend(JsonPlace backend) {
    return new Declaration.Backend(
        backend.text("name"), backend.text("version"), backend.text("topology"));
  }

  private static Set<Capability> capabilities(List<String> names) {
    return names.stream().map(Capability::valueOf).collect(Collectors.toSet());
  }

  private static Limits limits(JsonPlace limits) {
    Map<Limit, Long> values = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      values.put(limit, limits.at(limit.name()).number("value"));
    }
    return new Limits(values);
  }

  private static Durability durability(JsonPlace place) {
    return new Durability(
        promise(place, "processCrash"),
        promise(place, "powerLoss"),
        promise(place, "failover"),
        new TreeMap<>(place.map("settings")));
  }

  private static Durability.Promise promise(JsonPlace place, String name) {
    return place.word(name, Durability.Promise.values(), ReportJson::promise);
  }

  private static Declaration.Feed feed(JsonPlace feed) {
    return new Declaration.Feed(
        feed.integer("partitions"), Duration.ofMillis(feed.number("lagMilliseconds")));
  }
}
