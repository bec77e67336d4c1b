package dev.assay.tck.report;

/** What a report says as a whole. */
public enum Outcome {
  /** Every seal that was asked for is given. */
  CERTIFIED("certified"),
  /** A rule failed. */
  FAILED("failed"),
  /** No rule failed, but only part of the rules was run or could be judged. */
  INCOMPLETE("incomplete");

  private final String word;

  Outcome(String word) {
    this.word = word;
  }

  /** Returns the word that stands in {@code report.json}. */
  public String word() {
    return word;
  }
}
