package dev.assay.adapter.postgres;

import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the feed: below the horizon only, which is the oldest transaction that still runs anywhere
 * on the server. Whatever has a lower id has ended, so nothing can appear there any more.
 */
final class FeedReader {

  /** The longest time between two looks of a waiting reader that nobody wakes. */
  static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private static final Duration PAUSE_UNHEARD = Duration.ofMillis(50);
  private static final Duration PAUSE_HELD = Duration.ofMillis(5);
  private static final int MOST_COMMITS = 2000;

  /** A commit that begins before this ends before {@link FeedSlice#MAX_BYTES}. */
  private static final long MOST_BYTES = FeedSlice.MAX_BYTES - PostgresEventStore.COMMIT_BYTES;

  private static final long LOW_BITS = 0xffff_ffffL;

  private final Connections connections;
  private final Bell bell;
  private final int realm;
  private final String feed;
  private final String feedEnd;
  private final String heldBackBy;

  FeedReader(Connections connections, Bell bell, int realm, Sql sql) {
    this.connections = connections;
    this.bell = bell;
    this.realm = realm;
    this.feed = sql.text("feed.sql");
    this.feedEnd = sql.text("feed-end.sql");
    this.heldBackBy = sql.text("held-back-by.sql");
  }

  FeedSlice read(Cursor after, int max, Duration wait) {
    Position from = Position.of(after);
    Deadline patience = Deadline.in(wait);
    Deadline deadline = connections.deadline().later(wait);
    Duration pause = PAUSE_HELD;
    while (true) {
      long rings = bell.rings();
      Rows rows =
          rows(from, Math.min(max, MOST_COMMITS), connections.deadline().orSooner(deadline));
      if (!rows.commits.isEmpty() || patience.passed()) {
        return slice(after, rows, deadline);
      }
      pause = rows.held ? longer(pause) : PAUSE_HELD;
      await(rings, rows.held ? pause : unheard(), patience);
    }
  }

  private Duration unheard() {
    return bell.hearsOthers() ? LONGEST_PAUSE : PAUSE_UNHEARD;
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void await(long rings, Duration pause, Deadline patience) {
    try {
      bell.await(rings, Math.min(pause.toNanos(), Math.max(0, patience.leftNanos())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("The wait for a commit was interrupted", e);
    }
  }

  private FeedSlice slice(Cursor after, Rows rows, Deadline deadline) {
    int count = rows.commits.size();
    Cursor next = count == 0 ? after : rows.commits.get(count - 1).receipt().position().cursor();
    boolean complete = rows.complete();
    Optional<String> foreign =
        complete && rows.held ? heldBackBy(rows.horizon, deadline) : Optional.empty();
    return new FeedSlice(rows.commits, next, complete && !rows.held, foreign);
  }

  /**
   * Names who holds the feed back, unless it is over by now or a transaction of a store, which
   * lives no longer than the time budget.
   */
  private Optional<String> heldBackBy(long horizon, Deadline deadline) {
    String xid = String.valueOf(horizon & LOW_BITS);
    Deadline budget = connections.deadline();
    long budgetMillis = budget.leftMillis();
    try {
      return connections.read(
          new Call<>(
              "The look for what holds the feed back",
              heldBackBy,
              binds -> binds.text(xid).text(xid).number(budgetMillis).text(String.valueOf(horizon)),
              row -> row.next() ? Optional.of(row.getString(1)) : Optional.<String>empty()),
          budget.orSooner(deadline));
    } catch (StoreException e) {
      // What was read is worth more than the name of who delays the rest.
      return Optional.empty();
    }
  }

  Cursor end(Deadline deadline) {
    return connections.read(
        new Call<>(
            "The look for the feed's end", feedEnd, binds -> binds.number(realm), FeedReader::last),
        deadline);
  }

  private static Cursor last(ResultSet row) throws SQLException {
    row.next();
    Incarnation.judge(row, 1);
    Position last = PostgresCodec.position(row, 7);
    return last.incarnation() == 0 ? Cursor.START : last.cursor();
  }

  private Rows rows(Position from, int max, Deadline deadline) {
    return connections.read(
        new Call<>(
            "The read of the feed",
            feed,
            binds ->
                binds
                    .number(realm)
                    .number(from.incarnation())
                    .text(String.valueOf(from.xid()))
                    .number(from.place())
                    .number(max)
                    .number(realm)
                    .number(MOST_BYTES),
            rows -> new Rows(rows, from, max)),
        deadline);
  }

  /** What one look at the feed found: a row for each event, and for each commit without events. */
  private static final class Rows {

    final List<RecordedCommit> commits = new ArrayList<>();
    final long horizon;
    final boolean held;
    private final int max;
    private final long found;

    Rows(ResultSet row, Position from, int max) throws SQLException {
      if (!row.next()) {
        throw new IllegalArgumentException("the feed has no incarnation");
      }
      this.max = max;
      horizon = row.getLong(2);
      held = row.getBoolean(3);
      found = row.getLong(4);
      Incarnation.judge(row, 23);
      Incarnation.judge(from, row.getLong(1), row.getLong(29));
      if (found > 0) {
        readCommits(row);
      }
    }

    /** Tells whether everything below the horizon was read. */
    boolean complete() {
      return found < max && commits.size() == found;
    }

    private void readCommits(ResultSet row) throws SQLException {
      boolean more = true;
      while (more) {
        Parts parts = new Parts(row);
        do {
          parts.addEvent(row);
          more = row.next();
        } while (more && parts.position.equals(PostgresCodec.position(row, 5)));
        commits.add(parts.commit());
      }
    }
  }

  /** A commit whose events are being collected. */
  private static final class Parts {

    final Position position;
    private final Receipt receipt;
    private final boolean truncated;
    private final RecordedCommit withoutEvents;
    private final List<RecordedEvent> events = new ArrayList<>();

    Parts(ResultSet row) throws SQLException {
      position = PostgresCodec.position(row, 5);
      receipt =
          new Receipt(
              new StreamId(row.getString(8), row.getString(9)),
              new RequestId(row.getString(10)),
              row.getLong(11),
              row.getLong(12),
              Json.parse(row.getString(15)),
              PostgresCodec.time(row, 13),
              PostgresCodec.feed(position));
      truncated = receipt.events() > 0 && receipt.after() < row.getLong(14);
      withoutEvents =
          new RecordedCommit(
              receipt,
              List.of(),
              true,
              PostgresCodec.effects(row.getArray(16)),
              PostgresCodec.claims(row.getString(17)),
              PostgresCodec.claims(row.getString(18)));
    }

    void addEvent(ResultSet row) throws SQLException {
      long version = row.getLong(19);
      if (version > 0) {
        Event event = PostgresCodec.event(row, 20);
        events.add(new RecordedEvent(receipt.stream(), version, receipt.recordedAt(), event));
      }
    }

    RecordedCommit commit() {
      return new RecordedCommit(
          receipt,
          events,
          truncated,
          withoutEvents.effects(),
          withoutEvents.claims(),
          withoutEvents.releases());
    }
  }
}
