package dev.assay.spi.event;

import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
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

  /**
   * Checks the request against the limits of a store.
   *
   * @throws dev.assay.spi.LimitExceeded if an id, the body's depth, a number in it, or its bytes
   *     exceed a limit
   */
  public void check(Limits limits) {
    limits.checkIds(stream.type(), stream.id(), request.value(), interaction);
    limits.checkJson(body);
    limits.check(Limit.COMMIT_BYTES, Checks.utf8Length(body.toString()));
  }
}
