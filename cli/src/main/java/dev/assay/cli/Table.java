package dev.assay.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Lines up cells in columns: the first to the left, the others to the right. */
final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  Table row(List<String> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  List<String> lines() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = IntStream.range(0, columns).map(this::width).toArray();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private int width(int column) {
    return rows.stream()
        .filter(row -> column < row.size())
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder out = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String padding = " ".repeat(widths[column] - row.get(column).length());
      out.append(column == 0 ? "" : "  ");
      out.append(column == 0 ? row.get(column) + padding : padding + row.get(column));
    }
    return out.toString().stripTrailing();
  }
}
