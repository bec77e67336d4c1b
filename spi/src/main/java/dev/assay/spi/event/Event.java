package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;

/**
 * Something that happened, as it is written. Once recorded, its identity is (stream, version).
 *
 * @param type what happened
 * @param data the particulars
 * @param metadata what surrounds it: schema version, correlation, causation, user …
 */
public record Event(String type, Json data, JsonObject metadata) {

  /** Checks the type: not empty, without control characters. */
  public Event {
    Checks.id("event type", type);
  }

  /** Creates an event without metadata. */
  public Event(String type, Json data) {
    this(type, data, JsonObject.EMPTY);
  }
}
