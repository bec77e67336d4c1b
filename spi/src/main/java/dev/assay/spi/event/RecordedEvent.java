package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import java.time.Instant;

/**
 * An event in its place.
 *
 * @param stream its stream
 * @param version its version, from 1
 * @param recordedAt when its commit was recorded
 * @param event what was written
 */
public record RecordedEvent(StreamId stream, long version, Instant recordedAt, Event event) {

  /** Checks the version. */
  public RecordedEvent {
    Checks.atLeast("version", 1, version);
  }

  /** Returns the event's type. */
  public String type() {
    return event.type();
  }

  /** Returns the event's data. */
  public Json data() {
    return event.data();
  }

  /** Returns the event's metadata. */
  public JsonObject metadata() {
    return event.metadata();
  }
}
