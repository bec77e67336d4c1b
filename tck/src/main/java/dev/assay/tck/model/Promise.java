package dev.assay.tck.model;

/** Checks what a store promises by itself, whatever the reference answers. */
final class Promise {

  private Promise() {}

  /** Throws if a promise is broken. */
  static void check(boolean kept, String broken) {
    if (!kept) {
      throw new AssertionError(broken);
    }
  }
}
