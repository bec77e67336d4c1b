package dev.assay.spi;

/** The call needs a capability that the store does not declare; it was refused before any write. */
public final class UnsupportedCapability extends StoreException {

  private static final long serialVersionUID = 1L;

  private final Capability capability;

  /**
   * Creates the exception.
   *
   * @param adapter the adapter's name
   * @param capability what is missing
   */
  public UnsupportedCapability(String adapter, Capability capability) {
    super("The %s adapter does not offer %s".formatted(adapter, capability), null);
    this.capability = capability;
  }

  /** Returns the missing capability. */
  public Capability capability() {
    return capability;
  }
}
