package dev.assay.cli;

import dev.assay.tck.report.CleanText;
import dev.assay.tck.report.CostView;
import dev.assay.tck.report.Report;
import dev.assay.tck.run.SealResult;
import dev.assay.tck.run.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prints what the kit found out: the table, what failed, the seals and where the report is. */
final class Summary {

  private final Console console;
  private final Report report;
  private final Request request;

  Summary(Console console, Report report, Request request) {
    this.console = console;
    this.report = report;
    this.request = request;
  }

  void print() {
    console.print("");
    console.print(console.bold(title()));
    console.print("");
    printTable();
    printFailures();
    printSeals();
    printCosts();
  }

  /** Prints where the report is, and the verdict as the last word. */
  void printEnd(Path folder, int exitCode) {
    console.print("");
    console.print("Report: " + folder.resolve("index.html"));
    console.print("");
    console.print(verdict(exitCode));
  }

  private String title() {
    var subject = report.subject();
    var backend = subject.backend();
    return "%s %s on %s %s, %s"
        .formatted(
            subject.adapter(),
            subject.adapterVersion(),
            backend.name(),
            backend.version(),
            backend.topology());
  }

  private void printTable() {
    boolean open = report.count(Verdict.NOT_JUDGED) > 0;
    Table table = new Table();
    table.row(cells(open, "group", "passed", "failed", "declined", "not judged", "time"));
    report.groups().forEach(group -> table.row(row(open, group)));
    table.row(row(open, new Report.Group("all", "all", report.rules())));
    table.lines().forEach(console::print);
  }

  private static List<String> row(boolean open, Report.Group group) {
    return cells(
        open,
        group.id(),
        Integer.toString(group.count(Verdict.PASS)),
        Integer.toString(group.count(Verdict.FAIL)),
        Integer.toString(group.count(Verdict.DECLINED)),
        Integer.toString(group.count(Verdict.NOT_JUDGED)),
        Times.seconds(group.duration()));
  }

  private static List<String> cells(boolean open, String... cells) {
    List<String> row = new ArrayList<>(List.of(cells));
    if (!open) {
      row.remove(4);
    }
    return row;
  }

  private void printFailures() {
    List<Report.Rule> failed =
        report.rules().stream().filter(rule -> rule.verdict() == Verdict.FAIL).toList();
    for (Report.Rule rule : failed) {
      console.print("");
      console.print(console.red("FAILED"));
      rule.explanation().lines().forEach(line -> console.print("  " + line));
      console.print("    repeat:    " + request.only(rule.id()).command(report.run().seed()));
    }
  }

  private void printSeals() {
    console.print("");
    console.print(console.bold("Seals"));
    for (Report.Seal seal : report.seals()) {
      String state = "%-10s".formatted(seal.state().label());
      console.print(
          "  %s  %-11s  %s".formatted(coloured(seal.state(), state), seal.name(), seal.reason()));
    }
  }

  private void printCosts() {
    if (report.costs().isEmpty()) {
      return;
    }
    console.print("");
    console.print(console.bold("Cost"));
    Table table = new Table();
    table.row(List.of("work", "unit", "told", "formula", "least", "ratio", ""));
    CostView.of(report).forEach(view -> view.rows().forEach(row -> table.row(cells(row))));
    table.lines().forEach(line -> console.print("  " + line));
    console.print("  " + CostView.verdict(report));
  }

  private static List<String> cells(CostView.Row row) {
    return List.of(
        row.work(),
        row.unit(),
        row.told(),
        row.formula(),
        row.least(),
        row.ratio(),
        row.dispute() + row.failure());
  }

  private String coloured(SealResult.Status state, String text) {
    return switch (state) {
      case GIVEN -> console.green(text);
      case REFUSED -> console.red(text);
      case DECLINED, NOT_JUDGED -> console.faint(text);
    };
  }

  private String verdict(int exitCode) {
    return switch (exitCode) {
      case ExitCode.GIVEN -> console.green(passed());
      case ExitCode.FAILED ->
          console.red(
                  "%d of %d rules failed."
                      .formatted(report.count(Verdict.FAIL), report.rules().size()))
              + " Repeat with: "
              + CleanText.line(report.run().command());
      default ->
          console.red(
                  "Not judged: %d of %d rules."
                      .formatted(report.count(Verdict.NOT_JUDGED), report.rules().size()))
              + judgeable();
    };
  }

  private String judgeable() {
    String given = String.join(",", given());
    return given.isEmpty() ? "" : " Ask for the seals that can be judged with --only " + given;
  }

  private String passed() {
    String rules = "All %d rules passed or are declined".formatted(report.rules().size());
    List<String> given = given();
    return given.isEmpty()
        ? rules + "; no seal is given, for only part of the rules was run."
        : rules + "; seals given: " + String.join(", ", given) + ".";
  }

  private List<String> given() {
    return report.seals().stream()
        .filter(seal -> seal.state() == SealResult.Status.GIVEN)
        .map(Report.Seal::name)
        .toList();
  }
}
