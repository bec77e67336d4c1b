package dev.assay.tck.report;

/** What became of a seal. */
public enum SealState {
  /** All of its rules passed or are declined. */
  GIVEN("given"),
  /** One of its rules failed. */
  REFUSED("refused"),
  /** Its rules, or some of them, were not run or could not be judged. */
  NOT_JUDGED("not judged");

  private final String word;

  SealState(String word) {
    this.word = word;
  }

  /** Returns the word that stands in {@code report.json}. */
  public String word() {
    return word;
  }
}
