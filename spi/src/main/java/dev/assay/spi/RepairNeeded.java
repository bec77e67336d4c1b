package dev.assay.spi;

/**
 * The store was restored from a backup or moved to another server, so that its feed would no longer
 * be complete; it serves nothing until it is repaired. The call was certainly not applied.
 */
public final class RepairNeeded extends StoreException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was noticed, and the command that repairs it
   */
  public RepairNeeded(String message) {
    super(message, null);
  }
}
