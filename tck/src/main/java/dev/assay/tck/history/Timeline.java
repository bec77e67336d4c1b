package dev.assay.tck.history;

import dev.assay.tck.history.Counterexample.Bar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Draws a counterexample as text of at most 100 columns. The axis shows the order of starts and
 * ends and not their distances: a race of microseconds would else vanish beside a second of rest.
 */
final class Timeline {

  private static final int COLUMNS = 100;
  private static final int STEP = 8;
  private static final char HARD_SPACE = '\u00a0';
  private static final String LABELS =
      "123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private final Counterexample example;
  private final List<Long> times;
  private final int margin;
  private final StringBuilder out = new StringBuilder();

  private Timeline(Counterexample example) {
    this.example = example;
    TreeSet<Long> distinct = new TreeSet<>();
    for (Bar bar : example.bars()) {
      distinct.add(bar.start());
      distinct.add(bar.end());
    }
    this.times = List.copyOf(distinct);
    this.margin = example.bars().stream().mapToInt(bar -> bar.lane().length()).max().orElse(0) + 2;
  }

  static String of(Counterexample example) {
    return new Timeline(example).draw();
  }

  private String draw() {
    paragraph("", example.anomaly() + " on " + example.subject() + ": " + example.explanation());
    out.append('\n');
    lanes().forEach(lane -> row(lane, rows(lane)));
    out.append('\n');
    for (int i = 0; i < example.bars().size(); i++) {
      legend(i);
    }
    return out.toString();
  }

  private List<String> lanes() {
    return example.bars().stream().map(Bar::lane).distinct().sorted(Timeline::byNumber).toList();
  }

  // A client whose call stays open goes on beside it, so a lane may need more than one row.
  private List<List<Integer>> rows(String lane) {
    List<List<Integer>> rows = new ArrayList<>();
    for (int i = 0; i < example.bars().size(); i++) {
      if (example.bars().get(i).lane().equals(lane)) {
        place(i, rows);
      }
    }
    return rows;
  }

  private static int byNumber(String a, String b) {
    int byLength = Integer.compare(a.length(), b.length());
    return byLength != 0 ? byLength : a.compareTo(b);
  }

  private void place(int bar, List<List<Integer>> rows) {
    for (List<Integer> row : rows) {
      Bar last = example.bars().get(row.get(row.size() - 1));
      if (last.end() < example.bars().get(bar).start()) {
        row.add(bar);
        return;
      }
    }
    rows.add(new ArrayList<>(List.of(bar)));
  }

  private void row(String lane, List<List<Integer>> rows) {
    for (int i = 0; i < rows.size(); i++) {
      char[] line = new char[COLUMNS];
      Arrays.fill(line, ' ');
      String label = i == 0 ? lane : "";
      label.getChars(0, label.length(), line, 0);
      rows.get(i).forEach(bar -> bar(bar, line));
      out.append(new String(line).stripTrailing()).append('\n');
    }
  }

  private void bar(int index, char[] line) {
    Bar bar = example.bars().get(index);
    int start = column(bar.start());
    int end = Math.max(column(bar.end()), start + 2);
    Arrays.fill(line, start, Math.min(end + 1, COLUMNS), bar.guilty() ? '#' : '-');
    put(line, start, '[');
    put(line, end, bar.end() == Operation.OPEN ? '>' : ']');
    put(line, (start + end) / 2, label(index));
  }

  private static void put(char[] line, int column, char c) {
    if (column < COLUMNS) {
      line[column] = c;
    }
  }

  private int column(long time) {
    int room = COLUMNS - margin - 3;
    int step = Math.max(1, Math.min(STEP, room / Math.max(1, times.size() - 1)));
    return Math.min(margin + times.indexOf(time) * step, COLUMNS - 3);
  }

  private static char label(int index) {
    return index < LABELS.length() ? LABELS.charAt(index) : '*';
  }

  private void legend(int index) {
    Bar bar = example.bars().get(index);
    String head = "%s %s  %s  ".formatted(bar.guilty() ? "#" : " ", label(index), bar.lane());
    paragraph(head, bar.text() + " " + HARD_SPACE + span(bar));
  }

  // In one piece, so that a line never ends in the middle of it.
  private static String span(Bar bar) {
    String start = millis(bar.start());
    String span =
        bar.end() == Operation.OPEN
            ? "(from %s ms on)".formatted(start)
            : "(%s to %s ms)".formatted(start, millis(bar.end()));
    return span.replace(' ', HARD_SPACE);
  }

  private static String millis(long nanos) {
    return "%d.%03d".formatted(nanos / 1_000_000, nanos / 1_000 % 1_000);
  }

  private void paragraph(String head, String text) {
    StringBuilder line = new StringBuilder(head);
    for (String word : text.split(" ", -1)) {
      if (line.length() > head.length() && line.length() + word.length() + 1 > COLUMNS) {
        end(line);
        line = new StringBuilder(" ".repeat(head.length()));
      }
      line.append(line.length() > head.length() ? " " : "").append(word);
    }
    end(line);
  }

  private void end(StringBuilder line) {
    String text = line.toString().stripTrailing().replace(HARD_SPACE, ' ');
    out.append(text).append('\n');
  }
}
