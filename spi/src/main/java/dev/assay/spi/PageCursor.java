package dev.assay.spi;

import dev.assay.spi.internal.Checks;

/**
 * A place in a list that is read page by page. Opaque; valid only for the list, and for a search
 * only for the query, that it came from.
 *
 * @param text the place, as text that can be stored and sent
 */
public record PageCursor(String text) {

  /** Checks the text. */
  public PageCursor {
    Checks.id("page cursor", text);
  }
}
