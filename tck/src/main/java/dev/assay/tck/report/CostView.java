package dev.assay.tck.report;

import dev.assay.spi.Cost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the works of one store cost, as people read it.
 *
 * @param title which store
 * @param rows a row for each work and unit
 */
public record CostView(String title, List<Row> rows) {

  private static final String NOTHING = "–";

  /** Copies the rows. */
  public CostView {
    rows = List.copyOf(rows);
  }

  /**
   * A row of the table.
   *
   * @param work the work; empty where the row above names it
   * @param unit the unit
   * @param told what the server told
   * @param formula what the formula gives
   * @param least the least
   * @param ratio how many times the least was used
   * @param share the part of what was used that could not be saved, in per cent
   * @param dispute by how much the server's figure differs from the formula's; empty if it does not
   * @param failure why nothing was measured; empty if it was
   */
  public record Row(
      String work,
      String unit,
      String told,
      String formula,
      String least,
      String ratio,
      String share,
      String dispute,
      String failure) {}

  /** Returns a table for each store that was measured. */
  public static List<CostView> of(Report report) {
    return Arrays.stream(Report.StoreKind.values())
        .map(kind -> new CostView(kind.title(), rows(report, kind)))
        .filter(view -> !view.rows.isEmpty())
        .toList();
  }

  /** Says in one sentence whether server and formula agree; empty if nothing was measured. */
  public static String verdict(Report report) {
    List<Cost> all =
        report.costs().stream().flatMap(cost -> cost.units().values().stream()).toList();
    long disputed = all.stream().filter(Cost::disputed).count();
    if (all.isEmpty()) {
      return "Nothing could be measured.";
    }
    if (all.stream().noneMatch(cost -> cost.told().isPresent())) {
      return "The server does not tell what it charges: the figures are those of the formula.";
    }
    if (all.stream().noneMatch(cost -> cost.formula().isPresent())) {
      return "There is no formula: the figures are those that the server tells.";
    }
    return disputed == 0
        ? "Server and formula agree in all of them."
        : "Server and formula differ in %d of %d figures, which are marked."
            .formatted(disputed, all.size());
  }

  private static List<Row> rows(Report report, Report.StoreKind kind) {
    List<Row> rows = new ArrayList<>();
    report.costs().stream()
        .filter(cost -> cost.kind() == kind)
        .forEach(cost -> rows.addAll(rows(cost)));
    return rows;
  }

  private static List<Row> rows(Report.WorkCost cost) {
    if (!cost.failure().isEmpty()) {
      return List.of(failed(cost.work(), "Not measured. " + cost.failure()));
    }
    if (cost.units().isEmpty()) {
      return List.of(failed(cost.work(), "Nothing was used."));
    }
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, Cost> unit : cost.units().entrySet()) {
      rows.add(row(rows.isEmpty() ? cost.work() : "", unit.getKey(), unit.getValue()));
    }
    return rows;
  }

  private static Row failed(String work, String why) {
    return new Row(work, "", "", "", "", "", "", "", why);
  }

  private static Row row(String work, String unit, Cost cost) {
    double used = cost.used().orElse(0);
    double share = used == 0 ? 100 : Math.min(100, 100 * cost.least() / used);
    return new Row(
        work,
        unit,
        told(cost),
        figure(cost.formula()),
        figure(cost.least()),
        ratio(cost),
        String.format(Locale.ROOT, "%.1f", share),
        dispute(cost),
        "");
  }

  /** Returns how many times the least was used, as text. */
  static String ratio(Cost cost) {
    if (cost.least() == 0 || cost.used().isEmpty()) {
      return NOTHING;
    }
    return String.format(Locale.ROOT, "× %.1f", cost.used().getAsDouble() / cost.least());
  }

  private static String told(Cost cost) {
    if (cost.untold() == 0) {
      return figure(cost.told());
    }
    boolean some = cost.told().orElse(0) > 0;
    return (some ? figure(cost.told()) + " and " : "") + figure(cost.untold()) + " untold";
  }

  private static String dispute(Cost cost) {
    if (!cost.disputed()) {
      return "";
    }
    double more = cost.told().orElse(0) + cost.untold() - cost.formula().orElse(0);
    return "%s %s than the formula".formatted(figure(Math.abs(more)), more > 0 ? "more" : "less");
  }

  /** Returns a figure as text, or a dash if there is none. */
  static String figure(OptionalDouble figure) {
    return figure.isPresent() ? figure(figure.getAsDouble()) : NOTHING;
  }

  /** Returns a figure as text, with at most three decimals. */
  static String figure(double figure) {
    String text = String.format(Locale.ROOT, "%,.3f", figure).replace(',', '\u202F');
    return text.replaceFirst("\\.?0+$", "");
  }
}
