package dev.assay.tck.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The real-time check of something that only grows, such as a stream's head or a view's revision.
 *
 * <p>All calls are put in the only order that what they saw allows: the write that makes v, the
 * calls that saw v, the write that makes what comes after v. Going down that order with the
 * earliest end seen so far, a call that began after that end stands below something that had been
 * there before it began. Takes O(n log n).
 */
final class Sweep {

  /**
   * A call, or the merged attempts of one request, at its place in the order.
   *
   * @param at the version or revision
   * @param write whether it made that, or else saw it
   * @param start when it began
   * @param end when it was over; {@link Operation#OPEN} if that is unknown
   * @param begins the call that gives the start
   * @param ends the call that gives the end
   * @param acknowledged when it was acknowledged: whoever begins later must see it; {@link
   *     Operation#OPEN} if it never was, or made nothing that can be seen
   * @param lastSeen when the last call began that shows it by other means than this order
   * @param absences calls that found it absent
   */
  record Point(
      long at,
      boolean write,
      long start,
      long end,
      Operation begins,
      Operation ends,
      long acknowledged,
      long lastSeen,
      List<Operation> absences) {

    static Point seen(long at, Operation by) {
      return new Point(at, false, by.start(), by.end(), by, by, Operation.OPEN, -1, List.of());
    }

    List<Operation> calls() {
      return begins.equals(ends) ? List.of(begins) : List.of(begins, ends);
    }
  }

  /** Is told what the sweep finds. */
  interface Judge {

    /** Something stands below what had been there before it began. */
    void below(Point low, Point high);

    /** Something does not see a write, which nobody saw who began after it was acknowledged. */
    void lost(Point low, Point write);

    /** A call found a write absent although {@code proof} was over before it began. */
    void absent(Operation call, Point write, Point proof);
  }

  private final Judge judge;
  private @Nullable Point earliest;
  private @Nullable Point lost;
  private long latestStart = -1;

  Sweep(Judge judge) {
    this.judge = judge;
  }

  void run(List<Point> points) {
    List<Point> sorted = new ArrayList<>(points);
    sorted.sort(Comparator.comparingLong(Point::at).reversed().thenComparing(Point::write));
    for (int from = 0; from < sorted.size(); ) {
      int to = from + 1;
      while (to < sorted.size() && samePlace(sorted.get(from), sorted.get(to))) {
        to++;
      }
      group(sorted.subList(from, to));
      from = to;
    }
  }

  private static boolean samePlace(Point a, Point b) {
    return a.at == b.at && a.write == b.write;
  }

  private void group(List<Point> points) {
    points.forEach(this::judge);
    points.forEach(this::judgeAbsences);
    for (Point point : points) {
      long seen = Math.max(latestStart, point.lastSeen);
      if (seen <= point.acknowledged && (lost == null || point.acknowledged < lost.acknowledged)) {
        lost = point;
      }
    }
    for (Point point : points) {
      earliest = earlier(earliest, point);
      latestStart = Math.max(latestStart, point.start);
    }
  }

  private void judge(Point point) {
    if (lost != null && !point.write && point.start > lost.acknowledged) {
      judge.lost(point, lost);
    } else if (earliest != null && point.start > earliest.end) {
      judge.below(point, earliest);
    }
  }

  private void judgeAbsences(Point point) {
    Point proof = earlier(earliest, point);
    for (Operation call : point.absences) {
      if (call.start() > proof.end) {
        judge.absent(call, point, proof);
      }
    }
  }

  private static Point earlier(@Nullable Point a, Point b) {
    return a == null || b.end < a.end ? b : a;
  }
}
