package dev.assay.tck.history;

import java.util.Locale;

/** How a call went, as far as its caller could know. */
public enum Status {
  /** It did what was asked. */
  OK,
  /** It did nothing. */
  REFUSED,
  /** It may have done what was asked, or may yet do it. */
  UNKNOWN;

  /** Returns the word for reports: {@code ok}, {@code refused} or {@code unknown}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
