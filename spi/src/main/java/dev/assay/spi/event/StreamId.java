package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;

/**
 * The name of a stream: one aggregate's events. Compared by code point, case and trailing spaces
 * included.
 *
 * @param type the aggregate's type
 * @param id the aggregate's id
 */
public record StreamId(String type, String id) {

  /** Checks both parts: not empty, without control characters. */
  public StreamId {
    Checks.id("stream type", type);
    Checks.id("stream id", id);
  }

  @Override
  public String toString() {
    return type + "/" + id;
  }
}
