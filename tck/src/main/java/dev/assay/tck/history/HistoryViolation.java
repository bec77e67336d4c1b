package dev.assay.tck.history;

/** Says that a history shows an anomaly; the message holds the timeline. */
public final class HistoryViolation extends AssertionError {

  private static final long serialVersionUID = 1L;

  private final Counterexample counterexample;

  /**
   * Makes the violation.
   *
   * @param summary what else there is to say about the history; comes before the timeline
   * @param counterexample the fewest calls that show the anomaly
   */
  public HistoryViolation(String summary, Counterexample counterexample) {
    super(summary + "\n\n" + counterexample.text());
    this.counterexample = counterexample;
  }

  /** Returns the anomaly. */
  public Anomaly anomaly() {
    return counterexample.anomaly();
  }

  /** Returns the fewest calls that show the anomaly. */
  public Counterexample counterexample() {
    return counterexample;
  }
}
