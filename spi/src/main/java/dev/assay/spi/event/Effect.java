package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;

/**
 * A message for another service, written with the events of a commit and delivered later at least
 * once. Its identity is (stream, request id, index in the commit).
 *
 * @param target the service it is for
 * @param type what is asked or told
 * @param data the particulars
 * @param metadata what surrounds it: correlation, causation, user …
 */
public record Effect(String target, String type, Json data, JsonObject metadata) {

  /** Checks target and type: not empty, without control characters. */
  public Effect {
    Checks.id("effect target", target);
    Checks.id("effect type", type);
  }

  /** Creates an effect without metadata. */
  public Effect(String target, String type, Json data) {
    this(target, type, data, JsonObject.EMPTY);
  }
}
