package dev.assay.cli;

/** What the process tells whoever started it. */
final class ExitCode {

  /** All seals that were asked for are given. */
  static final int GIVEN = 0;

  /** A rule failed. */
  static final int FAILED = 1;

  /** The kit could not judge. */
  static final int NOT_JUDGED = 2;

  private ExitCode() {}
}
