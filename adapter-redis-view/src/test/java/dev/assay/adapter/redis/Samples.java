package dev.assay.adapter.redis;

import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;

/** Views to write. */
final class Samples {

  private Samples() {}

  static ViewKey key(String id) {
    return new ViewKey("accounts", id);
  }

  static View view(String id, long revision) {
    return new View(key(id), revision, JsonObject.EMPTY.with("name", id + " at " + revision));
  }
}
