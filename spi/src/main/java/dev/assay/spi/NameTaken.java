package dev.assay.spi;

/**
 * A collection was used by a name that belongs to an alias, or the other way round; the call was
 * refused before any write.
 */
public final class NameTaken extends StoreException {

  private static final long serialVersionUID = 1L;

  private final String name;

  /**
   * Creates the exception.
   *
   * @param name the name
   * @param message one sentence that says what the name stands for and what was tried
   */
  public NameTaken(String name, String message) {
    super(message, null);
    this.name = name;
  }

  /** Returns the name. */
  public String name() {
    return name;
  }
}
