package dev.assay.selftest;

import java.util.List;

/**
 * What became of a right store.
 *
 * @param store the store
 * @param runs how often it was judged
 * @param accusations what it was accused of, which must be nothing
 */
public record Trial(RightStore store, int runs, List<Accusation> accusations) {

  /** Copies the accusations. */
  public Trial {
    accusations = List.copyOf(accusations);
  }
}
