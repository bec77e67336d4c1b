package dev.assay.adapter.cassandra;

import static dev.assay.adapter.cassandra.Cql.bound;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.assay.adapter.cassandra.Cql.Bound;
import dev.assay.adapter.cassandra.Cql.Level;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The statements on the table {@code streams}. What writes there is conditional, always. */
final class StreamTable {

  private static final String KEY = " where realm = ? and generation = ? and type = ? and id = ?";
  private static final String STATICS = "head, first_retained, last_attempt, last_recorded";
  private static final String EVENT =
      "kind, number, name, event_type, data, metadata, commit_first, recorded";

  private static final String STATE = "select distinct " + STATICS + " from assay.streams" + KEY;
  private static final String REQUEST =
      "select "
          + STATICS
          + ", kind, number, name, attempt, version_before, version_after, response, effects, bytes,"
          + " recorded from assay.streams"
          + KEY
          + " and kind = 'request' and number = 0 and name = ?";
  private static final String ATTEMPT_OF =
      "select attempt from assay.streams"
          + KEY
          + " and kind = 'request' and number = 0 and name = ?";
  private static final String FORWARD =
      "select "
          + STATICS
          + ", "
          + EVENT
          + " from assay.streams"
          + KEY
          + " and kind = 'event' and number >= ? and number <= ? limit ?";
  private static final String BACKWARD =
      FORWARD.replace(" limit ?", " order by kind desc, number desc, name desc limit ?");

  private static final String BEGIN =
      "update assay.streams set head = ?, last_attempt = ?, last_recorded = ?"
          + KEY
          + " if head = null and last_attempt = null";
  private static final String GO_ON =
      "update assay.streams set head = ?, last_attempt = ?, last_recorded = ?"
          + KEY
          + " if head = ? and last_attempt < ? and last_recorded <= ?";
  private static final String KEEP_FROM = "update assay.streams set first_retained = ?" + KEY;
  private static final String ADD_REQUEST =
      "insert into assay.streams (realm, generation, type, id, kind, number, name, attempt,"
          + " version_before, version_after, response, effects, bytes, recorded)"
          + " values (?, ?, ?, ?, 'request', 0, ?, ?, ?, ?, ?, ?, ?, ?) if not exists";
  private static final String ADD_EVENT =
      "insert into assay.streams (realm, generation, type, id, kind, number, name, event_type, data,"
          + " metadata, commit_first, recorded) values (?, ?, ?, ?, 'event', ?, '', ?, ?, ?, ?, ?)";
  private static final String FENCE =
      "update assay.streams set last_attempt = ?" + KEY + " if last_attempt < ?";
  private static final String FENCE_FRESH =
      "update assay.streams set head = 0, first_retained = 1, last_attempt = ?, last_recorded = ?"
          + KEY
          + " if head = null and last_attempt = null";
  private static final String ERASE_BELOW =
      "delete from assay.streams" + KEY + " and kind = 'event' and number < ?";
  private static final String ERASE = "delete from assay.streams using timestamp ?" + KEY;
  private static final String TRUNCATE = KEEP_FROM + " if first_retained = ?";

  private final Cql cql;
  private final String realm;

  StreamTable(Cql cql, String realm) {
    this.cql = cql;
    this.realm = realm;
  }

  CompletableFuture<StreamState> stateAsync(
      long generation, StreamId stream, Level level, Deadline deadline) {
    Bound query = bound(STATE, realm, generation, stream.type(), stream.id());
    return cql.readAsync(level, deadline, query).thenApply(StreamState::of);
  }

  StreamState state(long generation, StreamId stream, Level level, Deadline deadline) {
    return Cql.await(
        "The look for the stream", deadline, stateAsync(generation, stream, level, deadline));
  }

  CompletableFuture<Optional<Row>> requestAsync(
      long generation, StreamId stream, String request, Level level, Deadline deadline) {
    Bound query = bound(REQUEST, realm, generation, stream.type(), stream.id(), request);
    return cql.readAsync(level, deadline, query).thenApply(rows -> rows.stream().findFirst());
  }

  Optional<Row> request(
      long generation, StreamId stream, String request, Level level, Deadline deadline) {
    return Cql.await(
        "The look for the receipt",
        deadline,
        requestAsync(generation, stream, request, level, deadline));
  }

  /** Finds which attempt a request was applied by. */
  CompletableFuture<Optional<String>> attemptOfAsync(
      long generation, StreamId stream, String request, Deadline deadline) {
    Bound query = bound(ATTEMPT_OF, realm, generation, stream.type(), stream.id(), request);
    return cql.readAsync(Level.QUORUM, deadline, query)
        .thenApply(rows -> rows.stream().findFirst().map(row -> row.getString("attempt")));
  }

  /** Reads the events of a range of versions, both included. */
  CompletableFuture<List<Row>> eventsAsync(
      long generation,
      StreamId stream,
      long from,
      long to,
      int max,
      boolean backward,
      Deadline deadline) {
    String text = backward ? BACKWARD : FORWARD;
    return cql.readAsync(
        Level.QUORUM,
        deadline,
        bound(text, realm, generation, stream.type(), stream.id(), from, to, max));
  }

  /**
   * Sends a commit as one conditional batch, once.
   *
   * @return whether it was applied; if not, it never will be
   */
  boolean commit(long generation, CommitRows rows, Deadline deadline) {
    return cql.conditional("The commit", deadline, batch(generation, rows)).applied();
  }

  /**
   * What a commit writes.
   *
   * @param commit the commit
   * @param attempt its attempt
   * @param at the state that it stands on
   * @param recorded its recorded time, in microseconds
   */
  record CommitRows(PreparedCommit commit, Attempt attempt, StreamState at, long recorded) {

    long after() {
      return at.head() + commit.count();
    }

    /** A restored commit may be older than the one before it. */
    long lastRecorded() {
      return Math.max(recorded, at.recorded());
    }
  }

  private List<Bound> batch(long generation, CommitRows rows) {
    StreamId stream = rows.commit().commit().stream();
    List<Bound> batch = new ArrayList<>();
    batch.add(head(generation, stream, rows));
    if (rows.commit().truncated()) {
      batch.add(keepFrom(generation, stream, rows.after() + 1));
      batch.add(eraseBelow(generation, stream, rows.after() + 1));
    } else if (rows.at().fresh()) {
      batch.add(keepFrom(generation, stream, 1));
    }
    batch.add(request(generation, stream, rows));
    long version = rows.at().head();
    for (PreparedCommit.Payload event : rows.commit().events()) {
      version++;
      batch.add(
          bound(
              ADD_EVENT,
              realm,
              generation,
              stream.type(),
              stream.id(),
              version,
              event.type(),
              event.data(),
              event.metadata(),
              rows.at().head() + 1,
              rows.recorded()));
    }
    return batch;
  }

  private Bound head(long generation, StreamId stream, CommitRows rows) {
    String attempt = rows.attempt().text();
    return rows.at().fresh()
        ? bound(
            BEGIN,
            rows.after(),
            attempt,
            rows.lastRecorded(),
            realm,
            generation,
            stream.type(),
            stream.id())
        : bound(
            GO_ON,
            rows.after(),
            attempt,
            rows.lastRecorded(),
            realm,
            generation,
            stream.type(),
            stream.id(),
            rows.at().head(),
            attempt,
            rows.lastRecorded());
  }

  private Bound request(long generation, StreamId stream, CommitRows rows) {
    Commit commit = rows.commit().commit();
    return bound(
        ADD_REQUEST,
        realm,
        generation,
        stream.type(),
        stream.id(),
        commit.request().value(),
        rows.attempt().text(),
        rows.at().head(),
        rows.after(),
        rows.commit().response(),
        rows.commit().effects(),
        rows.commit().bytes(),
        rows.recorded());
  }

  private Bound keepFrom(long generation, StreamId stream, long first) {
    return bound(KEEP_FROM, first, realm, generation, stream.type(), stream.id());
  }

  private Bound eraseBelow(long generation, StreamId stream, long first) {
    return bound(ERASE_BELOW, realm, generation, stream.type(), stream.id(), first);
  }

  /**
   * Raises the stream's last attempt, so that none up to this one can be applied any more.
   *
   * @return whether it was raised; if not, it stood there or further already
   */
  boolean fence(long generation, StreamId stream, Attempt attempt, Deadline deadline) {
    Bound fence =
        bound(FENCE, attempt.text(), realm, generation, stream.type(), stream.id(), attempt.text());
    return cql.conditional("The fence", deadline, List.of(fence)).applied();
  }

  /** Does the same on a stream that nobody has written to; it stays at version 0. */
  boolean fenceFresh(long generation, StreamId stream, Attempt attempt, Deadline deadline) {
    Bound fence =
        bound(FENCE_FRESH, attempt.text(), 0L, realm, generation, stream.type(), stream.id());
    return cql.conditional("The fence", deadline, List.of(fence)).applied();
  }

  /** Removes the events below a version, if the stream still begins where it did. */
  boolean truncate(
      long generation, StreamId stream, StreamState at, long first, Deadline deadline) {
    Bound mark = bound(TRUNCATE, first, realm, generation, stream.type(), stream.id(), at.first());
    return cql.conditional(
            "The truncation", deadline, List.of(mark, eraseBelow(generation, stream, first)))
        .applied();
  }

  /** Erases a stream of a generation that is over, where no conditional write matters any more. */
  CompletableFuture<?> erase(long generation, StreamId stream, long timestamp, Deadline deadline) {
    return cql.writeAsync(
        deadline, bound(ERASE, timestamp, realm, generation, stream.type(), stream.id()));
  }
}
