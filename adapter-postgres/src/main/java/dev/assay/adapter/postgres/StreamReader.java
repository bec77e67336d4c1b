package dev.assay.adapter.postgres;

import dev.assay.spi.event.Direction;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads streams: head, truncation and events in one statement, as they stood at one moment. */
final class StreamReader {

  private static final int MOST_EVENTS = 10_000;
  private static final long MOST_BYTES = 4L << 20;

  private final Connections connections;
  private final int realm;
  private final String forward;
  private final String backward;

  StreamReader(Connections connections, int realm, Sql sql) {
    this.connections = connections;
    this.realm = realm;
    this.forward = sql.text("read.sql");
    this.backward = sql.text("read-backward.sql");
  }

  StreamSlice read(StreamId stream, long from, int max, Direction direction) {
    return connections.read(
        new Call<>(
            "The read of the stream",
            direction == Direction.FORWARD ? forward : backward,
            binds ->
                binds
                    .number(realm)
                    .text(stream.type())
                    .text(stream.id())
                    .number(from)
                    .number(Math.min(max, MOST_EVENTS))
                    .number(MOST_BYTES),
            rows -> slice(stream, from, direction, rows)),
        connections.deadline());
  }

  private static StreamSlice slice(StreamId stream, long from, Direction direction, ResultSet row)
      throws SQLException {
    if (!row.next()) {
      return new StreamSlice(stream, List.of(), 1, 0, false);
    }
    long first = row.getLong(1);
    long head = row.getLong(2);
    List<RecordedEvent> events = new ArrayList<>();
    boolean more = row.getLong(3) > 0;
    while (more) {
      events.add(event(stream, row));
      more = row.next();
    }
    return new StreamSlice(
        stream, events, first, head, beyond(from, direction, events, first, head));
  }

  private static RecordedEvent event(StreamId stream, ResultSet row) throws SQLException {
    return new RecordedEvent(
        stream, row.getLong(3), PostgresCodec.time(row, 4), PostgresCodec.event(row, 5));
  }

  /** Tells whether retained events lie beyond these; versions have no holes. */
  private static boolean beyond(
      long from, Direction direction, List<RecordedEvent> events, long first, long head) {
    long last = events.isEmpty() ? 0 : events.get(events.size() - 1).version();
    if (direction == Direction.FORWARD) {
      return (last == 0 ? Math.max(from, first) : last + 1) <= head;
    }
    return (last == 0 ? Math.min(from, head) : last - 1) >= first;
  }
}
