package dev.assay.tck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Adds up how hard the kit tried to find something, from what its tests noted. */
final class Effort {

  private final Report report;

  private Effort(Report report) {
    this.report = report;
  }

  /** Returns what was tried, one line each; none if it was nothing that can be counted. */
  static List<String> of(Report report) {
    return new Effort(report).lines();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    int histories = report.histories().size();
    long calls = report.histories().stream().mapToLong(Report.RecordedHistory::operations).sum();
    add(
        lines,
        calls,
        "%s of concurrent clients, in %s"
            .formatted(
                counted(calls, "recorded call"), counted(histories, "history", "histories")));
    long points = sum("FAULT", "points");
    long visited = sum("FAULT", "visited");
    add(
        lines,
        points,
        "%s of %s at which the network was broken"
            .formatted(number(visited), counted(points, "point")));
    long crashes = sum("CRASH", "crashes");
    long kept = sum("CRASH", "acknowledged commits") + sum("CRASH", "acknowledged writes");
    add(
        lines,
        crashes,
        "%s of the server under load, with %s looked for afterwards"
            .formatted(counted(crashes, "crash", "crashes"), counted(kept, "acknowledged write")));
    long sequences = sum("MODEL", "sequences");
    add(
        lines,
        sequences,
        "%s of %s compared with the reference"
            .formatted(
                counted(sequences, "random sequence"), counted(sum("MODEL", "calls"), "call")));
    return lines;
  }

  private static void add(List<String> lines, long count, String line) {
    if (count > 0) {
      lines.add(line);
    }
  }

  private long sum(String group, String evidence) {
    return report.groups().stream()
        .filter(found -> found.id().equals(group))
        .flatMap(found -> found.rules().stream())
        .mapToLong(rule -> number(rule, evidence))
        .sum();
  }

  // Evidence is text; what is no number counts nothing.
  private static long number(Report.Rule rule, String evidence) {
    String said = rule.evidence().getOrDefault(evidence, "");
    return said.matches("[0-9]{1,15}") ? Long.parseLong(said) : 0;
  }

  private static String counted(long count, String one) {
    return counted(count, one, one + "s");
  }

  private static String counted(long count, String one, String many) {
    return number(count) + " " + (count == 1 ? one : many);
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
