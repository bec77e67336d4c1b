package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;
import dev.assay.spi.json.Json;

/**
 * A request as it arrived, before it is processed.
 *
 * @param stream the stream it is for
 * @param request its idempotency key
 * @param interaction what it belongs to, such as a user's session or a saga; searchable
 * @param body what was asked
 */
public record Request(StreamId stream, RequestId request, String interaction, Json body) {

  /** Checks the interaction id: not empty, without control characters. */
  public Request {
    Checks.id("interaction id", interaction);
  }
}
