package dev.assay.tck.report;

import dev.assay.tck.history.Counterexample;
import dev.assay.tck.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A counterexample as a drawing: a lane per client, a bar per call. The axis shows the order of
 * starts and ends and not their distances: a race of microseconds would else vanish beside a second
 * of rest.
 *
 * @param anomaly the name of the anomaly
 * @param sentence what the anomaly is
 * @param subject what it happened to
 * @param explanation why the calls contradict each other
 * @param columns how many columns the drawing has
 * @param lanes the clients
 * @param bars the calls, by start
 */
record TimelineView(
    String anomaly,
    String sentence,
    String subject,
    String explanation,
    int columns,
    List<LaneView> lanes,
    List<BarView> bars) {

  /**
   * A lane of the drawing.
   *
   * @param label who called
   * @param row the first of its rows
   * @param rows how many rows it has: who waits for no answer may call again meanwhile
   */
  record LaneView(String label, int row, int rows) {}

  /**
   * A bar of the drawing.
   *
   * @param number its number, from 1
   * @param lane who called
   * @param call what was asked
   * @param answer what was answered
   * @param span from when to when
   * @param status how it went
   * @param guilty whether it is one of the calls that contradict each other
   * @param open whether its outcome is unknown
   * @param row its row
   * @param first its first line of the grid, whose first column holds the names of the lanes
   * @param last its last line
   */
  record BarView(
      int number,
      String lane,
      String call,
      String answer,
      String span,
      String status,
      boolean guilty,
      boolean open,
      int row,
      int first,
      int last) {}

  static TimelineView of(Counterexample example) {
    List<Counterexample.Bar> bars =
        example.bars().stream()
            .sorted(Comparator.comparingLong(Counterexample.Bar::start))
            .toList();
    List<Long> times = times(bars);
    List<LaneView> lanes = new ArrayList<>();
    Map<Counterexample.Bar, Integer> rows = place(bars, lanes);
    return new TimelineView(
        example.anomaly().id(),
        example.anomaly().sentence(),
        example.subject(),
        example.explanation(),
        times.size(),
        lanes,
        IntStream.range(0, bars.size())
            .mapToObj(i -> bar(i + 1, bars.get(i), times, rows.getOrDefault(bars.get(i), 1)))
            .toList());
  }

  // An open end lies behind all others.
  private static List<Long> times(List<Counterexample.Bar> bars) {
    TreeSet<Long> times = new TreeSet<>();
    bars.forEach(bar -> times.add(bar.start()));
    bars.forEach(bar -> times.add(bar.end()));
    return List.copyOf(times);
  }

  private static Map<Counterexample.Bar, Integer> place(
      List<Counterexample.Bar> bars, List<LaneView> lanes) {
    Map<Counterexample.Bar, Integer> rows = new LinkedHashMap<>();
    int next = 1;
    for (String lane : lanes(bars)) {
      List<Long> ends = new ArrayList<>();
      for (Counterexample.Bar bar : bars) {
        if (bar.lane().equals(lane)) {
          rows.put(bar, next + freeRow(bar, ends));
        }
      }
      lanes.add(new LaneView(lane, next, ends.size()));
      next += ends.size();
    }
    return rows;
  }

  private static List<String> lanes(List<Counterexample.Bar> bars) {
    return bars.stream()
        .map(Counterexample.Bar::lane)
        .distinct()
        .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static int freeRow(Counterexample.Bar bar, List<Long> ends) {
    for (int row = 0; row < ends.size(); row++) {
      if (ends.get(row) < bar.start()) {
        ends.set(row, bar.end());
        return row;
      }
    }
    ends.add(bar.end());
    return ends.size() - 1;
  }

  private static BarView bar(int number, Counterexample.Bar bar, List<Long> times, int row) {
    int first = times.indexOf(bar.start()) + 2;
    boolean open = bar.end() == Operation.OPEN;
    return new BarView(
        number,
        bar.lane(),
        bar.call(),
        bar.answer(),
        "%s to %s".formatted(millis(bar.start()), open ? "open" : millis(bar.end())),
        bar.status().word(),
        bar.guilty(),
        open,
        row,
        first,
        open ? times.size() + 2 : Math.max(first + 1, times.indexOf(bar.end()) + 2));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
  }
}
