package dev.assay.tck.report;

import java.util.List;

/**
 * What came of verifying a published report.
 *
 * @param rules how many rules it has
 * @param histories how many histories were judged again
 * @param operations how many operations they have
 * @param disagreements what does not agree, one sentence each that says what and where; none if
 *     everything does
 */
public record Verification(int rules, int histories, long operations, List<String> disagreements) {

  /** Copies the sentences. */
  public Verification {
    disagreements = List.copyOf(disagreements);
  }
}
