package dev.assay.tck.history;

import java.util.List;

/**
 * The fewest calls that still show an anomaly, ready to be drawn.
 *
 * @param anomaly the anomaly
 * @param subject what it happened to, such as {@code stream order/7}
 * @param explanation why the calls contradict each other
 * @param bars the calls, by start
 */
public record Counterexample(Anomaly anomaly, String subject, String explanation, List<Bar> bars) {

  /** Copies the bars. */
  public Counterexample {
    bars = List.copyOf(bars);
  }

  /** Returns the timeline as text: lanes per client, and below them each call in words. */
  public String text() {
    return Timeline.of(this);
  }

  /**
   * A call in a timeline.
   *
   * @param lane who called, such as {@code client 3}
   * @param call what was asked, in words
   * @param answer what was answered, in words
   * @param start when the call began, in nanoseconds since the history began
   * @param end when it was answered; {@link Operation#OPEN} if the outcome is unknown
   * @param status how it went
   * @param guilty whether it is one of the calls that contradict each other; the others are shown
   *     because those would make no sense without them
   */
  public record Bar(
      String lane,
      String call,
      String answer,
      long start,
      long end,
      Status status,
      boolean guilty) {

    /** Returns the call and its answer. */
    public String text() {
      return call + " → " + answer;
    }
  }
}
