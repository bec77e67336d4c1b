package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;
import java.time.Instant;
import java.util.Optional;

/**
 * A request as the log remembers it.
 *
 * @param request the request as it was first received
 * @param received how often it was received, at least 1
 * @param firstAt when it was first received, in microseconds
 * @param lastAt when it was last received, in microseconds
 * @param error the last error that was reported for it
 * @param receipt what its commit left behind, once it is applied
 */
public record LoggedRequest(
    Request request,
    long received,
    Instant firstAt,
    Instant lastAt,
    Optional<String> error,
    Optional<Receipt> receipt) {

  /** Checks the count. */
  public LoggedRequest {
    Checks.atLeast("received", 1, received);
  }
}
