package dev.assay.adapter.opensearch;

import org.jspecify.annotations.Nullable;

/** A request was not answered. */
final class SendFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean sent;

  /**
   * Creates the exception.
   *
   * @param sent whether any of its bytes may have left
   * @param message one sentence without any secret
   */
  SendFailure(boolean sent, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.sent = sent;
  }

  /** Tells whether it may have reached the server, or may yet. */
  boolean maybeSent() {
    return sent;
  }

  /** Returns the sentence. */
  String sentence() {
    return String.valueOf(getMessage());
  }
}
