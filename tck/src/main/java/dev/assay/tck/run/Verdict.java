package dev.assay.tck.run;

import java.util.Collection;
import java.util.Locale;

/** What the kit says of a rule. */
public enum Verdict {
  /** The store keeps the rule. */
  PASS,
  /** The store breaks the rule. */
  FAIL,
  /** The capability is not declared, and its refusal is proven. */
  DECLINED,
  /** The kit had no means to tell. */
  NOT_JUDGED;

  /** Returns the verdict over several tests of one rule. */
  static Verdict over(Collection<Verdict> tests) {
    if (tests.contains(FAIL)) {
      return FAIL;
    }
    if (tests.isEmpty() || tests.contains(NOT_JUDGED)) {
      return NOT_JUDGED;
    }
    return tests.contains(PASS) ? PASS : DECLINED;
  }

  /** Returns the verdict as people write it, such as {@code not judged}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
