package dev.assay.spi;

import org.jspecify.annotations.Nullable;

/** What is stored cannot be read back, or contradicts itself. */
public final class CorruptStore extends StoreException {

  private static final long serialVersionUID = 1L;

  private final String where;

  /**
   * Creates the exception.
   *
   * @param where the place in the store, such as a table and a key
   * @param what what is wrong there
   * @param cause the failure to read it
   */
  public CorruptStore(String where, String what, @Nullable Throwable cause) {
    super("The store is corrupt at %s: %s".formatted(where, what), cause);
    this.where = where;
  }

  /** Returns the place in the store. */
  public String where() {
    return where;
  }
}
