package dev.assay.spi.event;

import java.util.List;

/** The answer to {@link JointCommits#commitTogether}. */
public sealed interface JointResult {

  /**
   * All commits were applied.
   *
   * @param receipts their receipts, in list order
   */
  record Committed(List<Receipt> receipts) implements JointResult {

    /** Copies the receipts. */
    public Committed {
      receipts = List.copyOf(receipts);
    }
  }

  /**
   * All requests were applied before; nothing was written now.
   *
   * @param originals the receipts of the first time, in list order
   */
  record Duplicate(List<Receipt> originals) implements JointResult {

    /** Copies the receipts. */
    public Duplicate {
      originals = List.copyOf(originals);
    }
  }

  /**
   * Nothing was written, because one commit was refused. Where some requests were applied before
   * and others not, the first of the former is named with its {@link CommitResult.Duplicate}.
   *
   * @param index the place in the list of the first refused commit, from 0
   * @param result why it was refused
   */
  record Refused(int index, CommitResult result) implements JointResult {}
}
