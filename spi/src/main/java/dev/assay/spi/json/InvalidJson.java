package dev.assay.spi.json;

/** Says that a text is not JSON, or that a value holds what {@link Json} refuses. */
public final class InvalidJson extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message that says what was refused and where. */
  public InvalidJson(String message) {
    super(message);
  }
}
