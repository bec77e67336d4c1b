package dev.assay.adapter.cassandra;

import dev.assay.adapter.cassandra.Cql.Level;
import dev.assay.spi.event.StreamId;

/** Fences attempts: raises the last attempt of a stream, below which nothing can be applied. */
final class Fence {

  private Fence() {}

  /**
   * Raises a stream's last attempt to this one.
   *
   * @return whether the attempt was not applied, and never will be; otherwise it stands at or below
   *     the stream's last attempt, applied or not
   */
  static boolean raise(
      StreamTable streams, long generation, StreamId stream, Attempt attempt, Deadline deadline) {
    boolean fresh = streams.state(generation, stream, Level.QUORUM, deadline).fresh();
    if (fresh && streams.fenceFresh(generation, stream, attempt, deadline)) {
      return true;
    }
    return streams.fence(generation, stream, attempt, deadline);
  }
}
