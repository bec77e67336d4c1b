package dev.assay.spi;

/**
 * The handle is closed, or was closed while the call waited; the call was certainly not applied and
 * never will be.
 */
public final class StoreClosed extends StoreException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code store} names the handle for a person. */
  public StoreClosed(String store) {
    super("The " + store + " is closed", null);
  }
}
