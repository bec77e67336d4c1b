package dev.assay.spi;

import org.jspecify.annotations.Nullable;

/**
 * The store could not be reached or did not answer, and the call was certainly not applied and
 * never will be. It may be repeated with or without the same request id.
 */
public final class StoreUnavailable extends StoreException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one sentence that says what could not be reached and why, without any password
   * @param cause the driver's own exception
   */
  public StoreUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
