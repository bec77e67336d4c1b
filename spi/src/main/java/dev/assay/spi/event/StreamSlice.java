package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;
import java.util.List;

/**
 * A part of a stream, as it stood at one moment of the read.
 *
 * @param stream the stream
 * @param events the events, in the direction of the read
 * @param firstRetained the first version that truncation has left; 1 if nothing was truncated,
 *     {@code head + 1} if everything was
 * @param head the version of the last event ever written; 0 if there is none
 * @param more whether retained events lie beyond these in the direction of the read
 */
public record StreamSlice(
    StreamId stream, List<RecordedEvent> events, long firstRetained, long head, boolean more) {

  /** Copies the events and checks the bounds. */
  public StreamSlice {
    events = List.copyOf(events);
    Checks.atLeast("head version", 0, head);
    Checks.atLeast("first retained version", 1, firstRetained);
  }
}
