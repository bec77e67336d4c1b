package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.assay.adapter.cassandra.Cql.Level;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads streams. A page of events comes with the static columns as they stood at that moment.
 *
 * <p>Reads are at quorum, which Paxos need not take part in. What they show was decided, and what
 * was acknowledged they show. What another coordinator has just decided may be there in part: then
 * versions are missing, and a serial read ends that first. Thread-safe.
 */
final class StreamReader {

  private static final int FIRST_PAGE = 100;
  private static final int LONGEST_PAGE = 1_000;
  private static final int MOST_EVENTS = 10_000;
  private static final long MOST_CHARS = 2L << 20;

  private final Realms realms;
  private final StreamTable streams;

  StreamReader(Realms realms, StreamTable streams) {
    this.realms = realms;
    this.streams = streams;
  }

  /** Finds a receipt; only a serial read proves that there is none. */
  Optional<Receipt> receipt(StreamId stream, RequestId request, Deadline deadline) {
    return realms.inGeneration(
        deadline,
        generation ->
            Cql.await(
                "The look for the receipt",
                deadline,
                receiptAsync(generation, stream, request, deadline)));
  }

  /** Looks for a receipt in a generation, as {@link #receipt} does. */
  CompletableFuture<Optional<Receipt>> receiptAsync(
      long generation, StreamId stream, RequestId request, Deadline deadline) {
    int partition = CassandraCodec.partition(stream, realms.partitions());
    return streams
        .requestAsync(generation, stream, request.value(), Level.QUORUM, deadline)
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedFuture(found)
                    : streams.requestAsync(
                        generation, stream, request.value(), Level.SERIAL, deadline))
        .thenApply(row -> row.map(one -> CassandraCodec.receipt(stream, partition, one)));
  }

  StreamSlice read(StreamId stream, long from, int max, Direction direction, Deadline deadline) {
    return realms.inGeneration(
        deadline,
        generation -> new Reading(generation, stream, from, max, direction, deadline).run());
  }

  /** One read. For one thread. */
  private final class Reading {

    private final long generation;
    private final StreamId stream;
    private final long from;
    private final int max;
    private final boolean backward;
    private final Deadline deadline;
    private final List<RecordedEvent> events = new ArrayList<>();
    private StreamState at = StreamState.FRESH;
    private long chars;
    private int page = FIRST_PAGE;

    Reading(
        long generation,
        StreamId stream,
        long from,
        int max,
        Direction direction,
        Deadline deadline) {
      this.generation = generation;
      this.stream = stream;
      this.from = from;
      this.max = Math.min(max, MOST_EVENTS);
      this.backward = direction == Direction.BACKWARD;
      this.deadline = deadline;
    }

    StreamSlice run() {
      Level level = Level.QUORUM;
      while (!begin(level)) {
        if (deadline.passed()) {
          throw new StoreUnavailable("The stream could not be read as a whole in time", null);
        }
        level = Level.SERIAL;
      }
      boolean goesOn = true;
      while (goesOn && more() && events.size() < max && chars < MOST_CHARS) {
        goesOn = goOn();
      }
      return new StreamSlice(stream, events, at.first(), at.head(), more());
    }

    /** Reads the first page, and with it the state; returns false if they do not fit. */
    private boolean begin(Level level) {
      // A serial read ends what is half done; the rows that are read next are whole.
      at =
          level == Level.SERIAL || max == 0
              ? streams.state(generation, stream, level, deadline)
              : StreamState.FRESH;
      if (max == 0) {
        return true;
      }
      List<Row> rows = rows(backward ? from : Math.max(from, 1));
      if (!rows.isEmpty()) {
        at = StreamState.of(rows.get(0));
        return take(rows);
      }
      at = streams.state(generation, stream, level, deadline);
      return !more();
    }

    private List<Row> rows(long start) {
      int limit = Math.min(page, max - events.size());
      return Cql.await(
          "The read of the stream",
          deadline,
          streams.eventsAsync(
              generation,
              stream,
              backward ? 0 : start,
              backward ? start : Long.MAX_VALUE,
              limit,
              backward,
              deadline));
    }

    /** Reads the next page of the same moment; returns false if that has passed. */
    private boolean goOn() {
      page = (int) Math.min(LONGEST_PAGE, Math.max(1, page * MOST_CHARS / 4 / Math.max(1, chars)));
      List<Row> rows = rows(start());
      rows.removeIf(row -> row.getLong("number") > at.head());
      boolean same = !rows.isEmpty() && StreamState.of(rows.get(0)).first() == at.first();
      return same && take(rows);
    }

    /** Returns the version that comes next. */
    private long start() {
      if (events.isEmpty()) {
        return backward ? Math.min(from, at.head()) : Math.max(Math.max(from, 1), at.first());
      }
      long last = events.get(events.size() - 1).version();
      return backward ? last - 1 : last + 1;
    }

    private boolean more() {
      return backward ? start() >= at.first() : start() <= at.head();
    }

    /** Takes a page, unless versions are missing in it. */
    private boolean take(List<Row> rows) {
      int before = events.size();
      for (Row row : rows) {
        if (row.getLong("number") != start()) {
          events.subList(before, events.size()).clear();
          return false;
        }
        RecordedEvent event = CassandraCodec.event(stream, row);
        events.add(event);
        chars += length(row, "data") + length(row, "metadata");
      }
      return before > 0 || rows.size() == Math.min(page, max) || !more();
    }

    private static int length(Row row, String column) {
      String text = row.getString(column);
      return text == null ? 0 : text.length();
    }
  }
}
