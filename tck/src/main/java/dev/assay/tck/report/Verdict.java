package dev.assay.tck.report;

/** What the kit says of one rule. */
public enum Verdict {
  /** Every test of the rule passed. */
  PASS("pass", "passed"),
  /** A test of the rule failed. */
  FAIL("fail", "failed"),
  /** The capability is not declared, and that it is refused is proven. */
  DECLINED("declined", "declined"),
  /** The kit had no means to judge the rule. */
  NOT_JUDGED("not judged", "not judged");

  private final String word;
  private final String past;

  Verdict(String word, String past) {
    this.word = word;
    this.past = past;
  }

  /** Returns the word that stands in {@code report.json}. */
  public String word() {
    return word;
  }

  /** Returns the word for sentences: three rules {@code passed}. */
  public String past() {
    return past;
  }
}
