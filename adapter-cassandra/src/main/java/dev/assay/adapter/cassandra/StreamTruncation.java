package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.assay.adapter.cassandra.Cql.Level;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.StreamId;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Truncates streams: the mark from where events are retained rises, and what lies below is deleted,
 * in one conditional batch. Late ones find another mark.
 */
final class StreamTruncation {

  private final Realms realms;
  private final StreamTable streams;

  StreamTruncation(Realms realms, StreamTable streams) {
    this.realms = realms;
    this.streams = streams;
  }

  long truncate(StreamId stream, long before, Deadline deadline) {
    return realms.inGeneration(deadline, generation -> run(generation, stream, before, deadline));
  }

  private long run(long generation, StreamId stream, long before, Deadline deadline) {
    @Nullable OutcomeUnknown doubt = null;
    try {
      while (true) {
        StreamState at = streams.state(generation, stream, Level.SERIAL, deadline);
        OptionalLong first = boundary(generation, stream, at, before, deadline);
        if (first.isPresent() && first.getAsLong() <= at.first()) {
          return at.first();
        }
        try {
          if (first.isPresent()
              && streams.truncate(generation, stream, at, first.getAsLong(), deadline.share())) {
            return first.getAsLong();
          }
        } catch (OutcomeUnknown e) {
          doubt = e;
        }
        if (deadline.passed()) {
          throw new StoreUnavailable("The stream was not truncated within the time budget", null);
        }
      }
    } catch (StoreUnavailable e) {
      throw doubt == null ? e : doubt;
    }
  }

  /** Finds the first version of the commit that a version belongs to; empty if it is gone. */
  private OptionalLong boundary(
      long generation, StreamId stream, StreamState at, long before, Deadline deadline) {
    if (before > at.head()) {
      return OptionalLong.of(at.head() + 1);
    }
    if (before <= at.first()) {
      return OptionalLong.of(at.first());
    }
    List<Row> rows =
        Cql.await(
            "The look for the commit",
            deadline,
            streams.eventsAsync(generation, stream, before, before, 1, false, deadline));
    return rows.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(rows.get(0).getLong("commit_first"));
  }
}
