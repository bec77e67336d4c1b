package dev.assay.adapter.cassandra;

import static dev.assay.adapter.cassandra.Cql.bound;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import dev.assay.adapter.cassandra.Cql.Bound;
import dev.assay.adapter.cassandra.Cql.Level;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Where requests are found in the order of their first receipt. An entry is written before its
 * request, and proves nothing by itself: it counts if the request's row names the same place.
 * Thread-safe.
 */
final class RequestIndex {

  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
  private static final String WHAT = "The search for the requests";

  private static final String ADD_HOUR =
      "insert into assay.request_hours (realm, generation, hour) values (?, ?, ?)"
          + " using timestamp ?";
  private static final String ADD_LOG =
      "insert into assay.request_log (realm, generation, hour, place, type, id, request,"
          + " interaction) values (?, ?, ?, ?, ?, ?, ?, ?) using timestamp ?";
  private static final String ADD_PENDING =
      "insert into assay.request_pending (realm, generation, hour, place, type, id, request)"
          + " values (?, ?, ?, ?, ?, ?, ?) using timestamp ?";
  private static final String ADD_INTERACTION =
      "insert into assay.request_interactions (realm, generation, interaction, place, type, id,"
          + " request) values (?, ?, ?, ?, ?, ?, ?) using timestamp ?";
  private static final String HOURS =
      "select hour from assay.request_hours where realm = ? and generation = ? and hour >= ?";
  private static final String LOG =
      "select place, type, id, request, interaction from assay.request_log where realm = ?"
          + " and generation = ? and hour = ? and place > ? limit ?";
  private static final String PENDING =
      "select place, type, id, request from assay.request_pending where realm = ?"
          + " and generation = ? and hour = ? and place > ? limit ?";
  private static final String INTERACTION =
      "select place, type, id, request from assay.request_interactions where realm = ?"
          + " and generation = ? and interaction = ? and place > ? limit ?";
  private static final String SETTLED =
      "delete from assay.request_pending using timestamp ? where realm = ? and generation = ?"
          + " and hour = ? and place = ?";
  private static final String ERASE_REQUEST =
      "delete from assay.requests using timestamp ? where realm = ? and generation = ?"
          + " and type = ? and id = ? and request = ?";
  private static final String ERASE_INTERACTION =
      "delete from assay.request_interactions using timestamp ? where realm = ?"
          + " and generation = ? and interaction = ?";
  private static final String ERASE_LOG =
      "delete from assay.request_log using timestamp ? where realm = ? and generation = ?"
          + " and hour = ?";
  private static final String ERASE_PENDING =
      "delete from assay.request_pending using timestamp ? where realm = ? and generation = ?"
          + " and hour = ?";
  private static final String ERASE_HOUR =
      "delete from assay.request_hours using timestamp ? where realm = ? and generation = ?"
          + " and hour = ?";

  /** Lies before every place. */
  static final UUID START = Uuids.startOf(0);

  /** How many entries are looked at together. */
  static final int WINDOW = 100;

  private final Cql cql;
  private final String realm;
  private final Set<List<Long>> usedHours = ConcurrentHashMap.newKeySet();

  RequestIndex(Cql cql, String realm) {
    this.cql = cql;
    this.realm = realm;
  }

  /** One entry of the index. */
  record Entry(UUID place, StreamId stream, RequestId request) {

    private static Entry of(Row row) {
      return new Entry(
          Objects.requireNonNull(row.getUuid("place")),
          new StreamId(String.valueOf(row.getString("type")), String.valueOf(row.getString("id"))),
          new RequestId(String.valueOf(row.getString("request"))));
    }
  }

  static long hour(UUID place) {
    return Uuids.unixTimestamp(place) / HOUR_MILLIS;
  }

  /**
   * Writes the entries of a request that is about to be written.
   *
   * @throws StoreUnavailable if they may not be there; nothing was recorded then
   */
  void add(long generation, Request request, UUID place, Deadline deadline) {
    long hour = hour(place);
    long now = RequestEntry.micros(place);
    try {
      if (!usedHours.contains(List.of(generation, hour))) {
        cql.write(
            "The record of the request", deadline, bound(ADD_HOUR, realm, generation, hour, now));
        usedHours.add(List.of(generation, hour));
      }
      Object[] name = {request.stream().type(), request.stream().id(), request.request().value()};
      writeAll(
          "The record of the request",
          deadline,
          Stream.of(
              bound(
                  ADD_LOG,
                  realm,
                  generation,
                  hour,
                  place,
                  name[0],
                  name[1],
                  name[2],
                  request.interaction(),
                  now),
              bound(ADD_PENDING, realm, generation, hour, place, name[0], name[1], name[2], now),
              bound(
                  ADD_INTERACTION,
                  realm,
                  generation,
                  request.interaction(),
                  place,
                  name[0],
                  name[1],
                  name[2],
                  now)));
    } catch (StoreException e) {
      throw new StoreUnavailable("The request was not recorded: " + e.getMessage(), e);
    }
  }

  /** Lists the hours that were used, from one on. */
  List<Long> hours(long generation, long from, Deadline deadline) {
    return cql.read(WHAT, Level.QUORUM, deadline, bound(HOURS, realm, generation, from)).stream()
        .map(row -> row.getLong(0))
        .toList();
  }

  /** Begins to read up to {@link #WINDOW} entries that were pending, behind a place. */
  CompletableFuture<List<Entry>> pending(
      long generation, long hour, UUID after, Deadline deadline) {
    return entries(bound(PENDING, realm, generation, hour, after, WINDOW), deadline);
  }

  /** Begins to read up to {@link #WINDOW} entries of an interaction, behind a place. */
  CompletableFuture<List<Entry>> ofInteraction(
      long generation, String interaction, UUID after, Deadline deadline) {
    return entries(bound(INTERACTION, realm, generation, interaction, after, WINDOW), deadline);
  }

  private CompletableFuture<List<Entry>> entries(Bound query, Deadline deadline) {
    return cql.readAsync(Level.QUORUM, deadline, query)
        .thenApply(rows -> rows.stream().map(Entry::of).toList());
  }

  /** Takes entries out of those that are pending, for good. */
  void settled(long generation, List<Entry> entries, Deadline deadline) {
    long now = RequestEntry.micros(RequestEntry.newPlace());
    try {
      writeAll(
          WHAT,
          deadline,
          entries.stream()
              .map(e -> bound(SETTLED, now, realm, generation, hour(e.place()), e.place())));
    } catch (StoreException e) {
      // The next search finds them once more.
    }
  }

  /** Erases all requests of a generation that is over; what is left, the next call erases. */
  void erase(long generation, long timestamp, Deadline deadline) {
    for (long hour : hours(generation, 0, deadline)) {
      UUID after = START;
      List<Row> rows;
      do {
        rows =
            cql.read(
                WHAT, Level.QUORUM, deadline, bound(LOG, realm, generation, hour, after, WINDOW));
        writeAll(
            "The erasure of the requests",
            deadline,
            rows.stream().flatMap(row -> erasures(generation, row, timestamp)));
        after =
            rows.isEmpty() ? after : Objects.requireNonNull(rows.get(rows.size() - 1).getUuid(0));
      } while (rows.size() == WINDOW);
      writeAll(
          "The erasure of the requests",
          deadline,
          Stream.of(ERASE_PENDING, ERASE_LOG)
              .map(t -> bound(t, timestamp, realm, generation, hour)));
      cql.write(
          "The erasure of the requests",
          deadline,
          bound(ERASE_HOUR, timestamp, realm, generation, hour));
    }
  }

  private Stream<Bound> erasures(long generation, Row row, long timestamp) {
    return Stream.of(
        bound(
            ERASE_REQUEST,
            timestamp,
            realm,
            generation,
            row.getString("type"),
            row.getString("id"),
            row.getString("request")),
        bound(ERASE_INTERACTION, timestamp, realm, generation, row.getString("interaction")));
  }

  private void writeAll(String what, Deadline deadline, Stream<Bound> writes) {
    List<CompletableFuture<?>> begun =
        writes.<CompletableFuture<?>>map(write -> cql.writeAsync(deadline, write)).toList();
    Cql.await(what, deadline, CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new)));
  }
}
