package dev.assay.tck.history;

import dev.assay.spi.event.ExpectedVersion;
import dev.assay.tck.history.Sweep.Point;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** The versions that may have been a stream's head during a call. */
final class Heads {

  private final Steps finished;
  private final Steps begun;
  private final long boundless;

  /**
   * Prepares the answers.
   *
   * @param points all calls at their places
   * @param boundless when the first attempt began whose place is unknown; from then on there is no
   *     upper bound
   */
  Heads(List<Point> points, long boundless) {
    this.finished = new Steps(points, Point::end);
    this.begun = new Steps(points.stream().filter(Point::write).toList(), Point::start);
    this.boundless = boundless;
  }

  /** Tells whether every head that was possible during the call meets the expectation. */
  boolean alwaysMeet(ExpectedVersion expected, Operation call) {
    long least = finished.greatestBefore(call.start());
    if (!expected.holdsAt(least)) {
      return false;
    }
    if (!(expected instanceof ExpectedVersion.Exactly)) {
      return true;
    }
    return boundless > call.end() && begun.greatestBefore(call.end() + 1) <= least;
  }

  /** The greatest version up to a time. */
  private static final class Steps {

    private final long[] times;
    private final long[] greatest;

    Steps(List<Point> points, ToLongFunction<Point> time) {
      List<Point> sorted = points.stream().sorted(Comparator.comparingLong(time)).toList();
      times = sorted.stream().mapToLong(time).toArray();
      greatest = sorted.stream().mapToLong(Point::at).toArray();
      for (int i = 1; i < greatest.length; i++) {
        greatest[i] = Math.max(greatest[i], greatest[i - 1]);
      }
    }

    long greatestBefore(long time) {
      int found = Arrays.binarySearch(times, time);
      int count = found < 0 ? -found - 1 : found;
      while (count > 0 && times[count - 1] == time) {
        count--;
      }
      return count == 0 ? 0 : greatest[count - 1];
    }
  }
}
