package dev.assay.adapter.redis;

import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;

/**
 * A view or a tombstone as it is sent to be stored.
 *
 * @param key its name
 * @param revision its revision
 * @param document the document as JSON text, which is never empty; empty for a tombstone
 */
record ViewRow(ViewKey key, long revision, String document) {

  static ViewRow of(View view) {
    return new ViewRow(view.key(), view.revision(), view.document().toString());
  }

  static ViewRow tombstone(ViewKey key, long revision) {
    return new ViewRow(key, revision, "");
  }
}
