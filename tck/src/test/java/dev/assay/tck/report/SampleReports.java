package dev.assay.tck.report;

import dev.assay.spi.Capability;
import dev.assay.spi.Cost;
import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.spi.Durability.Promise;
import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import dev.assay.tck.history.Anomaly;
import dev.assay.tck.history.Counterexample;
import dev.assay.tck.history.Counterexample.Bar;
import dev.assay.tck.history.History;
import dev.assay.tck.history.Operation;
import dev.assay.tck.history.Status;
import dev.assay.tck.report.Report.StoreKind;
import dev.assay.tck.run.SealResult;
import dev.assay.tck.run.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** Reports to test with: one of each outcome, and one whose every text is hostile. */
final class SampleReports {

  static final String HOSTILE = "<script>alert(\"x\")</script>`|\u202E'&{{digest}}\u0000\uD800";

  static final History HOSTILE_HISTORY = new History(HOSTILE, 7, List.of());

  private static final Instant START = Instant.parse("2026-03-01T10:15:30.250Z");

  private SampleReports() {}

  static Report certified() {
    return report(
        List.of(
            group(
                "LOCK",
                "Optimistic locking",
                rule("LOCK-1", Verdict.PASS, ""),
                rule("LOCK-2", Verdict.PASS, "")),
            group("CLAIM", "Unique business keys", rule("CLAIM-1", Verdict.DECLINED, ""))),
        List.of(),
        seals(SealResult.Status.GIVEN));
  }

  /** Ran on a server of this topology. */
  static Report on(String topology) {
    Report plain = certified();
    List<Report.Store> stores =
        plain.stores().stream()
            .map(store -> new Report.Store(store.kind(), on(topology, store.declaration())))
            .toList();
    return new Report(
        plain.kit(),
        stores,
        plain.run(),
        plain.environment(),
        plain.groups(),
        plain.seals(),
        plain.notProven(),
        plain.histories(),
        plain.costs());
  }

  private static Declaration on(String topology, Declaration plain) {
    Declaration.Backend backend = plain.backend();
    return new Declaration(
        plain.adapter(),
        plain.adapterVersion(),
        new Declaration.Backend(backend.name(), backend.version(), topology),
        plain.capabilities(),
        plain.limits(),
        plain.durability(),
        plain.feed());
  }

  static Report failed() {
    return report(
        List.of(
            group(
                "LOCK",
                "Optimistic locking",
                rule("LOCK-1", Verdict.FAIL, "expected: 1 winner\nbut was: 2 winners"),
                rule("LOCK-2", Verdict.PASS, "")),
            group(
                "FEED", "The feed is complete", rule("FEED-1", Verdict.NOT_JUDGED, "No server."))),
        List.of(),
        seals(SealResult.Status.REFUSED));
  }

  /** Has a rule that failed by a history. */
  static Report anomalous() {
    Report plain = failed();
    Report.Rule rule = plain.rules().get(0);
    Counterexample example =
        new Counterexample(
            Anomaly.STALE_READ,
            "stream order/7",
            "Call 2 saw version 0, but call 1 had been answered with version 1 before it began.",
            List.of(
                new Bar(
                    "client 0",
                    "commit r-1 to order/7 expecting 0 [a]",
                    "committed 0 to 1",
                    0,
                    10_000,
                    Status.OK,
                    true),
                new Bar("client 3", "read order/7", "head 0", 20_000, 40_000, Status.OK, true),
                new Bar(
                    "client 0",
                    "commit r-2 to order/7 expecting any [b]",
                    "unknown: connection reset",
                    30_000,
                    Operation.OPEN,
                    Status.UNKNOWN,
                    false)));
    Report.Rule wrong =
        new Report.Rule(
            rule.id(),
            rule.title(),
            rule.must(),
            rule.requires(),
            rule.verdict(),
            rule.duration(),
            rule.evidence(),
            rule.explanation(),
            Optional.of(example));
    List<Report.Group> groups =
        List.of(group("LOCK", "Optimistic locking", wrong), plain.groups().get(1));
    return new Report(
        plain.kit(),
        plain.stores(),
        plain.run(),
        plain.environment(),
        groups,
        plain.seals(),
        plain.notProven(),
        List.of(
            new Report.RecordedHistory(
                "LOCK-1", "streams", 4096, "sha256:" + "ab".repeat(32), List.of("stale-read"))),
        List.of());
  }

  static Report partial() {
    return report(
        List.of(group("LOCK", "Optimistic locking", rule("LOCK-1", Verdict.PASS, ""))),
        List.of("LOCK"),
        seals(SealResult.Status.NOT_JUDGED));
  }

  /** Has a script in every text that an adapter or its server can choose. */
  static Report hostile() {
    Report.Rule rule =
        new Report.Rule(
            "LOCK-1",
            HOSTILE,
            HOSTILE,
            List.of("CLAIMS"),
            Verdict.FAIL,
            Duration.ofMillis(3),
            Map.of(HOSTILE, HOSTILE),
            HOSTILE + "\n```\n" + HOSTILE,
            Optional.of(
                new Counterexample(
                    Anomaly.STALE_READ,
                    HOSTILE,
                    HOSTILE,
                    List.of(
                        new Bar(HOSTILE, HOSTILE, HOSTILE, 0, Operation.OPEN, Status.OK, true)))));
    TreeMap<String, String> settings =
        new TreeMap<>(Map.of(HOSTILE.replace('\u0000', 'x'), HOSTILE));
    Declaration said =
        new Declaration(
            HOSTILE.replace("\u0000", "").replace("\uD800", ""),
            "../../" + HOSTILE.replace("\u0000", "").replace("\uD800", ""),
            new Declaration.Backend(HOSTILE, "../..\\" + HOSTILE, HOSTILE),
            Set.of(),
            Limits.PORTABLE,
            new Durability(Promise.KEPT, Promise.KEPT, Promise.UNKNOWN, settings),
            Optional.of(new Declaration.Feed(1, Duration.ofSeconds(1))));
    return new Report(
        new Report.Kit(HOSTILE, "sha256:" + "0".repeat(64)),
        List.of(new Report.Store(StoreKind.EVENTS, said)),
        new Report.Run(
            START, START.plusSeconds(1), -7, "quick", List.of(), HOSTILE, "./assay " + HOSTILE),
        new Report.Environment(HOSTILE, HOSTILE, 2, HOSTILE),
        List.of(new Report.Group("LOCK", HOSTILE, List.of(rule))),
        seals(SealResult.Status.REFUSED).stream()
            .map(seal -> new Report.Seal(seal.name(), seal.state(), HOSTILE))
            .toList(),
        List.of(HOSTILE),
        List.of(
            new Report.RecordedHistory(
                "LOCK-1", HOSTILE, 0, HOSTILE_HISTORY.digest(), List.of("stale-read"))),
        List.of(
            new Report.WorkCost(
                StoreKind.EVENTS,
                HOSTILE,
                new TreeMap<>(Map.of(HOSTILE, Cost.of(3, 2, 1))),
                HOSTILE)));
  }

  static Report.Rule rule(String id, Verdict verdict, String explanation) {
    return new Report.Rule(
        id,
        "Exactly one racing writer wins",
        "Among N writers that expect the same version, a store MUST answer exactly one with `Committed`.",
        verdict == Verdict.DECLINED ? List.of("CLAIMS") : List.of(),
        verdict,
        Duration.ofMillis(1234),
        verdict == Verdict.PASS ? Map.of("rounds", "25", "threads", "8") : Map.of(),
        explanation,
        Optional.empty());
  }

  static Report.Rule rule(String id, Map<String, String> evidence) {
    return new Report.Rule(
        id,
        "Exactly one racing writer wins",
        "A store MUST keep what it acknowledged.",
        List.of(),
        Verdict.PASS,
        Duration.ofMillis(1234),
        evidence,
        "",
        Optional.empty());
  }

  static Report.Group group(String id, String title, Report.Rule... rules) {
    return new Report.Group(id, title, List.of(rules));
  }

  static Report report(List<Report.Group> groups, List<String> asked, List<Report.Seal> seals) {
    return report(groups, asked, seals, List.of());
  }

  /** Has a meter, whose figures are told, disputed, half and missing. */
  static Report metered() {
    return report(
        certified().groups(),
        List.of(),
        seals(SealResult.Status.GIVEN),
        List.of(
            cost(StoreKind.EVENTS, "commit of 1 event", "write units", Cost.of(12, 12, 2)),
            cost(StoreKind.EVENTS, "commit of 100 events", "write units", Cost.of(214, 214, 101)),
            cost(StoreKind.EVENTS, "read of 100 events", "read units", Cost.of(27, 26, 25)),
            new Report.WorkCost(
                StoreKind.EVENTS,
                "feed page of 100 commits",
                new TreeMap<>(Map.of()),
                "StoreUnavailable: the server went away"),
            cost(
                StoreKind.VIEWS,
                "put refused for its revision",
                "write units",
                new Cost(OptionalDouble.of(0), 2, OptionalDouble.of(2), 1)),
            cost(StoreKind.VIEWS, "put of 1 KiB", "write units", Cost.of(2, 2, 2)),
            cost(
                StoreKind.VIEWS,
                "get of 1 KiB",
                "read units",
                new Cost(OptionalDouble.empty(), 0, OptionalDouble.of(0.5), 0.5))));
  }

  /** A report of a store whose server tells of memory, for which there is no formula. */
  static Report remembered() {
    Cost told = new Cost(OptionalDouble.of(1485), 0, OptionalDouble.empty(), 1045);
    return report(
        certified().groups(),
        List.of(),
        seals(SealResult.Status.GIVEN),
        List.of(cost(StoreKind.VIEWS, "put of 1 KiB", "bytes of memory", told)));
  }

  private static Report.WorkCost cost(StoreKind kind, String work, String unit, Cost cost) {
    return new Report.WorkCost(kind, work, new TreeMap<>(Map.of(unit, cost)), "");
  }

  private static Report report(
      List<Report.Group> groups,
      List<String> asked,
      List<Report.Seal> seals,
      List<Report.WorkCost> costs) {
    return new Report(
        new Report.Kit("0.1.0", "sha256:" + "ab".repeat(32)),
        List.of(
            new Report.Store(StoreKind.EVENTS, declaration(true)),
            new Report.Store(StoreKind.VIEWS, declaration(false))),
        new Report.Run(
            START,
            START.plusMillis(61_400),
            4711,
            "quick",
            asked,
            "postgresql://me:***@127.0.0.1:5432/postgres",
            "./assay certify postgres --seed 4711"),
        new Report.Environment("Linux 6.1", "amd64", 2, "OpenJDK 64-Bit Server VM 17.0.15"),
        groups,
        seals,
        List.of("Behaviour under broken networks was not examined."),
        List.of(),
        costs);
  }

  static List<Report.Seal> seals(SealResult.Status state) {
    return List.of(
        new Report.Seal("contract", state, "78 rules passed, 4 are declined."),
        notJudged("concurrency"),
        notJudged("faults"),
        notJudged("durability"),
        new Report.Seal("portability", state, "6 rules passed."));
  }

  private static Report.Seal notJudged(String name) {
    return new Report.Seal(
        name, SealResult.Status.NOT_JUDGED, "This version of the kit has no rules for it.");
  }

  private static Declaration declaration(boolean events) {
    return new Declaration(
        "postgres",
        "0.1.0",
        new Declaration.Backend("PostgreSQL", "18.6", "single node"),
        events
            ? Set.of(Capability.TOTAL_ORDER, Capability.TRUNCATION, Capability.JOINT_COMMITS)
            : Set.of(Capability.CURSORS, Capability.SEARCH),
        Limits.PORTABLE.with(Limit.COMMIT_EVENTS, 10_000).with(Limit.NUMBER_DIGITS, Long.MAX_VALUE),
        new Durability(
            Promise.KEPT,
            Promise.KEPT,
            Promise.UNKNOWN,
            new TreeMap<>(Map.of("fsync", "on", "synchronous_commit", "on"))),
        events ? Optional.of(new Declaration.Feed(1, Duration.ofMillis(500))) : Optional.empty());
  }
}
