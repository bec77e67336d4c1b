package dev.assay.spi.view;

import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import dev.assay.spi.internal.Checks;
import dev.assay.spi.json.JsonObject;

/**
 * A read model document. A write is accepted if and only if its revision is greater than the stored
 * one.
 *
 * @param key its name; a view that is read through an alias carries the name of the collection
 * @param revision from 1 to 2^63−1, only grows
 * @param document the document
 */
public record View(ViewKey key, long revision, JsonObject document) {

  /** Checks the bound. */
  public View {
    Checks.atLeast("revision", 1, revision);
  }

  /**
   * Checks the view against the limits of a store, in this order: ids, document, bytes.
   *
   * @throws dev.assay.spi.LimitExceeded if one is exceeded
   */
  public void check(Limits limits) {
    limits.checkIds(key.collection(), key.id());
    limits.checkJson(document);
    limits.check(Limit.DOCUMENT_BYTES, Checks.utf8Length(document.toString()));
  }
}
