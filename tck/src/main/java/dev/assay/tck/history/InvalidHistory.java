package dev.assay.tck.history;

/** Says that a file is not a history as {@link HistoryFile} writes it, and where. */
public final class InvalidHistory extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int line;

  InvalidHistory(int line, String what) {
    super("Line %d of the history: %s".formatted(line, what));
    this.line = line;
  }

  /** Returns the number of the line, from 1. */
  public int line() {
    return line;
  }
}
