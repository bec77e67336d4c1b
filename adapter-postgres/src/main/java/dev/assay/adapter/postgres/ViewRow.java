package dev.assay.adapter.postgres;

import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import java.util.Optional;

/**
 * A view or a tombstone as it is sent to be stored.
 *
 * @param key its name
 * @param revision its revision
 * @param document the document as JSON text; empty for a tombstone
 * @param nesting how deep arrays lie directly in arrays
 * @param tokens the digests of its tokens as the text of an array
 */
record ViewRow(ViewKey key, long revision, Optional<String> document, int nesting, String tokens) {

  static ViewRow of(View view) {
    ViewIndex index = ViewIndex.of(view.document());
    return new ViewRow(
        view.key(),
        view.revision(),
        Optional.of(view.document().toString()),
        index.nesting(),
        index.literal());
  }

  static ViewRow tombstone(ViewKey key, long revision) {
    return new ViewRow(key, revision, Optional.empty(), 0, "{}");
  }

  /** Returns about how many bytes it takes to send. */
  long size() {
    return document.map(String::length).orElse(0) + (long) tokens.length();
  }
}
