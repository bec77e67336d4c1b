package dev.assay.spi.view;

import dev.assay.spi.internal.Checks;

/**
 * The name of a view. Compared by code point, case and trailing spaces included.
 *
 * @param collection the collection it lies in; for reads also an alias of one
 * @param id its id there
 */
public record ViewKey(String collection, String id) {

  /** Checks both parts: not empty, without control characters. */
  public ViewKey {
    Checks.id("collection", collection);
    Checks.id("view id", id);
  }

  @Override
  public String toString() {
    return collection + "/" + id;
  }
}
