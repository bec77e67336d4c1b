package dev.assay.spi;

import org.jspecify.annotations.Nullable;

/**
 * Something is broken, or was asked for that the store does not do. What a caller must handle in
 * the normal course is a value, never an exception.
 *
 * <p>The difference between {@link StoreUnavailable} and {@link OutcomeUnknown} is the heart of the
 * contract: the first says that nothing was applied and never will be, the second that it may have
 * been, or may yet be.
 */
public abstract sealed class StoreException extends RuntimeException
    permits StoreUnavailable,
        OutcomeUnknown,
        LimitExceeded,
        UnsupportedCapability,
        StoreClosed,
        CorruptStore,
        NameTaken,
        RepairNeeded {

  private static final long serialVersionUID = 1L;

  StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
