package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;

/**
 * The caller's idempotency key. Its scope is the stream: the same id on the same stream is the same
 * request, whatever its content, for as long as the stream exists.
 *
 * @param value the key
 */
public record RequestId(String value) {

  /** Checks the key: not empty, without control characters. */
  public RequestId {
    Checks.id("request id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
