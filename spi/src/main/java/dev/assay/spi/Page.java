package dev.assay.spi;

import java.util.List;
import java.util.Optional;

/**
 * A page of a longer list.
 *
 * @param items what is on this page, in the list's order
 * @param next where the next page starts; empty if this is the last one
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, Optional<PageCursor> next) {

  /** Copies the items. */
  public Page {
    items = List.copyOf(items);
  }
}
