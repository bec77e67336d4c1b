package dev.assay.adapter.cassandra;

import dev.assay.spi.event.Commit;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.RecordedCommit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A commit with everything that is sent as text, written once and before it waits for its turn.
 *
 * @param commit the commit
 * @param count how many events it has; more than are sent if it is restored after a truncation
 * @param recordedAt when it was recorded elsewhere, in microseconds; empty if it is new
 * @param events its events
 * @param effects its effects as a JSON array
 * @param bytes its size, as {@link Commit#bytes()}; readers are given slices by that
 */
record PreparedCommit(
    Commit commit,
    long count,
    OptionalLong recordedAt,
    List<Payload> events,
    String response,
    String effects,
    long bytes) {

  /** An event as it is stored. */
  record Payload(String type, String data, String metadata) {}

  static PreparedCommit of(Commit commit) {
    return of(commit, commit.events().size(), OptionalLong.empty());
  }

  static PreparedCommit of(RecordedCommit recorded) {
    return of(
        recorded.asCommit(),
        recorded.receipt().events(),
        OptionalLong.of(Attempt.micros(recorded.receipt().recordedAt())));
  }

  private static PreparedCommit of(Commit commit, long count, OptionalLong recordedAt) {
    List<Payload> events = new ArrayList<>();
    for (Event event : commit.events()) {
      events.add(new Payload(event.type(), event.data().toString(), event.metadata().toString()));
    }
    return new PreparedCommit(
        commit,
        count,
        recordedAt,
        events,
        commit.response().toString(),
        CassandraCodec.effects(commit.effects()),
        commit.bytes());
  }

  /** Tells whether its events are gone, but not their versions. */
  boolean truncated() {
    return events.size() < count;
  }
}
