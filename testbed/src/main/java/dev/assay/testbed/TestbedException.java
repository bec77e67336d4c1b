package dev.assay.testbed;

/**
 * Says that a server could not be provided or controlled. The message is one sentence for the user,
 * with the cause and the mend, and holds no secret.
 */
public final class TestbedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String details;

  TestbedException(String message) {
    this(message, "");
  }

  TestbedException(String message, String details) {
    super(message);
    this.details = details;
  }

  TestbedException(String message, Throwable cause) {
    super(message, cause);
    this.details = "";
  }

  /** Returns what the server itself said, as lines of its log, or an empty text. */
  public String details() {
    return details;
  }
}
