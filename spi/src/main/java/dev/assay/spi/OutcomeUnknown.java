package dev.assay.spi;

import org.jspecify.annotations.Nullable;

/**
 * The call may have been applied, or may yet be. A retry with the same request id, or of the same
 * view write, is always safe: over all attempts a request is applied at most once.
 */
public final class OutcomeUnknown extends StoreException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one sentence that says what is unknown and why, without any password
   * @param cause the driver's own exception
   */
  public OutcomeUnknown(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
