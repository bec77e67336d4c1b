package dev.assay.spi;

import dev.assay.spi.internal.Checks;

/**
 * A tenant's namespace. A store handle is opened for exactly one realm; nothing leaks between
 * realms; a realm can be dropped as a whole.
 *
 * @param name the name: not empty, without control characters, compared by code point
 */
public record Realm(String name) {

  /** The realm of a URI that names none. */
  public static final Realm DEFAULT = new Realm("default");

  /** Checks the name. */
  public Realm {
    Checks.id("realm", name);
  }
}
