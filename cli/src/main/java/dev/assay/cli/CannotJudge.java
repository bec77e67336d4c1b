package dev.assay.cli;

import org.jspecify.annotations.Nullable;

/** Says in one sentence why a command could not do its work, and what mends it. Exit code 2. */
final class CannotJudge extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CannotJudge(String message) {
    this(message, null);
  }

  CannotJudge(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
