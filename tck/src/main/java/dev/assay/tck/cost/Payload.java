package dev.assay.tck.cost;

import dev.assay.spi.json.JsonObject;

/** Payloads of an exact length. */
final class Payload {

  private static final int FRAME = JsonObject.EMPTY.with("text", "").toString().length();

  private Payload() {}

  /** Returns an object whose text has as many KiB. */
  static JsonObject ofKib(int kib) {
    return JsonObject.EMPTY.with("text", "x".repeat(kib * 1024 - FRAME));
  }
}
