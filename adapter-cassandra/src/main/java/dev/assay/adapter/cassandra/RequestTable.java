package dev.assay.adapter.cassandra;

import static dev.assay.adapter.cassandra.Cql.bound;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.assay.adapter.cassandra.Cql.Bound;
import dev.assay.adapter.cassandra.Cql.Level;
import dev.assay.adapter.cassandra.RequestIndex.Entry;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The log of requests: a row for each, in a partition of its own, and entries by which it is found.
 *
 * <p>A record of a request:
 *
 * <ol>
 *   <li>Read the request's row. If it is there, go on with the last step.
 *   <li>Write the entries of the index, at quorum, under a place of this moment. Begin anew if the
 *       realm was dropped meanwhile.
 *   <li>Insert the row with that place and count 1, if it does not exist.
 *   <li>If it does: read it and raise its count, if its revision is still the one that was read;
 *       again until that is applied.
 * </ol>
 *
 * <p>Each try of one call carries the call's own attempt id, which an applied write leaves in the
 * row. A try whose answer was lost is sent again as it is: of two that expect one revision only one
 * can ever be applied, however late it comes. Once the revision has moved on, none of them can, and
 * the ids tell whether one was. Requests stand in the order of the clocks of those who received
 * them. Thread-safe.
 */
final class RequestTable {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int HOURS_AT_ONCE = 16;
  private static final String RECORD = "The record of the request";
  private static final String FAIL = "The record of the error";
  private static final String SEARCH = "The search for the requests";

  private static final String READ =
      "select place, interaction, body, received, last_at, error, revision, attempts"
          + " from assay.requests where realm = ? and generation = ? and type = ? and id = ?"
          + " and request = ?";
  private static final String INSERT =
      "insert into assay.requests (realm, generation, type, id, request, place, interaction, body,"
          + " received, last_at, revision, attempts) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " if not exists";
  private static final String UPDATE =
      "update assay.requests set received = ?, last_at = ?, error = ?, revision = ?, attempts = ?"
          + " where realm = ? and generation = ? and type = ? and id = ? and request = ?"
          + " if revision = ?";

  /** Looks for a receipt in the stream's own partition. */
  interface Receipts {
    CompletableFuture<Optional<Receipt>> look(
        long generation, StreamId stream, RequestId request, Deadline deadline);
  }

  private final Cql cql;
  private final Realms realms;
  private final Receipts receipts;
  private final RequestIndex index;

  RequestTable(Cql cql, Realms realms, Receipts receipts) {
    this.cql = cql;
    this.realms = realms;
    this.receipts = receipts;
    this.index = new RequestIndex(cql, realms.name());
  }

  /** A request's name in a generation, and what was found under it. */
  private record Found(
      long generation,
      StreamId stream,
      RequestId request,
      Optional<RequestEntry> entry,
      Optional<Receipt> receipt) {

    Optional<LoggedRequest> logged() {
      return entry.map(one -> one.logged(stream, request, receipt));
    }

    LoggedRequest logged(RequestEntry now) {
      return now.logged(stream, request, receipt);
    }
  }

  LoggedRequest record(Request request, Deadline deadline) {
    UUID attempt = UUID.randomUUID();
    UUID place = RequestEntry.newPlace();
    Found found = announced(request, place, deadline);
    Optional<RequestEntry> written =
        write(
            RECORD,
            found,
            entry ->
                Optional.of(
                    entry
                        .map(one -> one.again(attempt))
                        .orElseGet(() -> RequestEntry.first(request, place, attempt))),
            attempt,
            deadline);
    return written.map(found::logged).orElseThrow();
  }

  /**
   * Looks for a request, and writes the entries of one that is new. The generation is read again
   * after that: who erases it finds the entries of whoever goes on.
   */
  private Found announced(Request request, UUID place, Deadline deadline) {
    while (true) {
      // The receipt is looked for before: a failed search must not hide a record that succeeded.
      Found found = find(request.stream(), request.request(), Level.QUORUM, deadline);
      if (found.entry().isPresent()) {
        return found;
      }
      index.add(found.generation(), request, place, deadline);
      if (!realms.moved(found.generation(), realms.look(deadline), deadline)) {
        return found;
      }
    }
  }

  boolean fail(StreamId stream, RequestId request, String error, Deadline deadline) {
    UUID attempt = UUID.randomUUID();
    Found found = find(stream, request, Level.SERIAL, deadline);
    String cut = cut(error);
    return write(
            FAIL, found, entry -> entry.map(one -> one.failed(cut, attempt)), attempt, deadline)
        .isPresent();
  }

  private static String cut(String error) {
    boolean fits = error.codePointCount(0, error.length()) <= RequestLog.MAX_ERROR;
    return fits ? error : error.substring(0, error.offsetByCodePoints(0, RequestLog.MAX_ERROR));
  }

  Optional<LoggedRequest> find(StreamId stream, RequestId request, Deadline deadline) {
    return find(stream, request, Level.SERIAL, deadline).logged();
  }

  private Found find(StreamId stream, RequestId request, Level level, Deadline deadline) {
    return realms.inGeneration(
        deadline,
        generation ->
            Cql.await(SEARCH, deadline, look(generation, stream, request, level, deadline)));
  }

  private CompletableFuture<Found> look(
      long generation, StreamId stream, RequestId request, Level level, Deadline deadline) {
    CompletableFuture<Optional<RequestEntry>> entry =
        cql.readAsync(level, deadline, read(generation, stream, request))
            .thenApply(RequestTable::first);
    return entry.thenCombine(
        receipts.look(generation, stream, request, deadline),
        (one, receipt) -> new Found(generation, stream, request, one, receipt));
  }

  private static Optional<RequestEntry> first(List<Row> rows) {
    return rows.stream().findFirst().map(RequestEntry::of);
  }

  private Bound read(long generation, StreamId stream, RequestId request) {
    return bound(READ, realms.name(), generation, stream.type(), stream.id(), request.value());
  }

  /**
   * Writes what follows from the row as it is, until it is applied; empty if nothing follows.
   *
   * @throws StoreUnavailable if no try was applied and none ever will be
   * @throws OutcomeUnknown if one may have been, or may yet be
   */
  private Optional<RequestEntry> write(
      String what,
      Found found,
      Function<Optional<RequestEntry>, Optional<RequestEntry>> change,
      UUID attempt,
      Deadline deadline) {
    Optional<RequestEntry> before = found.entry();
    while (true) {
      Optional<RequestEntry> after = change.apply(before);
      if (after.isEmpty()) {
        return after;
      }
      Step step = step(what, deadline, statement(found, before, after.get()));
      if (step.applied()) {
        return after;
      }
      RequestEntry now = reread(found, step, deadline);
      if (now.attempts().contains(attempt)) {
        return Optional.of(now);
      }
      long revision = before.map(RequestEntry::revision).orElse(0L);
      if (step.unknown().isPresent() && now.revision() - revision > RequestEntry.KEPT) {
        throw step.unknown().get();
      }
      before = Optional.of(now);
    }
  }

  /**
   * The answer to a step.
   *
   * @param applied whether it was applied; if not, it never will be
   * @param unknown what an earlier try of it was answered, which may have been applied
   */
  private record Step(boolean applied, Optional<OutcomeUnknown> unknown) {}

  /** Sends a step until it is answered. */
  private Step step(String what, Deadline deadline, Bound statement) {
    Optional<OutcomeUnknown> unknown = Optional.empty();
    while (true) {
      try {
        boolean applied = cql.conditional(what, deadline.share(), List.of(statement)).applied();
        return new Step(applied, unknown);
      } catch (OutcomeUnknown e) {
        unknown = Optional.of(e);
      } catch (StoreUnavailable e) {
        if (unknown.isEmpty()) {
          throw e;
        }
      }
      if (deadline.leftNanos() < PAUSE_NANOS) {
        throw unknown.get();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private RequestEntry reread(Found found, Step step, Deadline deadline) {
    try {
      return first(
              cql.read(
                  SEARCH,
                  Level.SERIAL,
                  deadline,
                  read(found.generation(), found.stream(), found.request())))
          .orElseThrow(() -> new StoreUnavailable("The realm was dropped meanwhile", null));
    } catch (StoreUnavailable e) {
      throw step.unknown().isPresent() ? step.unknown().get() : e;
    }
  }

  private Bound statement(Found found, Optional<RequestEntry> before, RequestEntry after) {
    StreamId stream = found.stream();
    String request = found.request().value();
    return before.isEmpty()
        ? bound(
            INSERT,
            realms.name(),
            found.generation(),
            stream.type(),
            stream.id(),
            request,
            after.place(),
            after.interaction(),
            after.body(),
            after.received(),
            after.lastAt(),
            after.revision(),
            after.attempts())
        : bound(
            UPDATE,
            after.received(),
            after.lastAt(),
            after.error().orElse(null),
            after.revision(),
            after.attempts(),
            realms.name(),
            found.generation(),
            stream.type(),
            stream.id(),
            request,
            before.get().revision());
  }

  Page<LoggedRequest> byInteraction(
      String interaction, Optional<PageCursor> after, int max, Deadline deadline) {
    UUID from = place(after);
    return realms.inGeneration(
        deadline,
        generation -> {
          List<Listed> items = new ArrayList<>();
          UUID at = from;
          List<Entry> window;
          do {
            window =
                Cql.await(
                    SEARCH, deadline, index.ofInteraction(generation, interaction, at, deadline));
            resolve(generation, window, deadline).stream()
                .filter(Listed::counts)
                .forEach(items::add);
            at = window.isEmpty() ? at : window.get(window.size() - 1).place();
          } while (window.size() == RequestIndex.WINDOW && items.size() <= max);
          return page(items, max);
        });
  }

  Page<LoggedRequest> pending(Optional<PageCursor> after, int max, Deadline deadline) {
    UUID from = place(after);
    return realms.inGeneration(
        deadline,
        generation -> {
          List<Listed> items = new ArrayList<>();
          List<Long> hours = index.hours(generation, RequestIndex.hour(from), deadline);
          for (int i = 0; i < hours.size() && items.size() <= max; i += HOURS_AT_ONCE) {
            List<Long> some = hours.subList(i, Math.min(hours.size(), i + HOURS_AT_ONCE));
            pendingIn(generation, some, from, max, items, deadline);
          }
          return page(items, max);
        });
  }

  private void pendingIn(
      long generation,
      List<Long> hours,
      UUID from,
      int max,
      List<Listed> items,
      Deadline deadline) {
    List<CompletableFuture<List<Entry>>> first =
        hours.stream().map(hour -> index.pending(generation, hour, from, deadline)).toList();
    for (int i = 0; i < hours.size() && items.size() <= max; i++) {
      List<Entry> window = Cql.await(SEARCH, deadline, first.get(i));
      addPending(generation, window, items, deadline);
      while (window.size() == RequestIndex.WINDOW && items.size() <= max) {
        UUID at = window.get(window.size() - 1).place();
        window = Cql.await(SEARCH, deadline, index.pending(generation, hours.get(i), at, deadline));
        addPending(generation, window, items, deadline);
      }
    }
  }

  private void addPending(
      long generation, List<Entry> window, List<Listed> items, Deadline deadline) {
    List<Listed> all = resolve(generation, window, deadline);
    all.stream().filter(one -> one.counts() && !one.isAnswered()).forEach(items::add);
    // A receipt stays, and so does the place of a row: these entries never count again.
    List<Entry> settled =
        all.stream().filter(one -> one.isOrphan() || one.isAnswered()).map(Listed::entry).toList();
    if (!settled.isEmpty()) {
      index.settled(generation, settled, deadline);
    }
  }

  /** An entry of the index and the row that it leads to. */
  private record Listed(Entry entry, Found found) {

    boolean counts() {
      return found.entry().isPresent() && found.entry().get().place().equals(entry.place());
    }

    /** Tells whether another receipt was the first. */
    boolean isOrphan() {
      return found.entry().isPresent() && !counts();
    }

    boolean isAnswered() {
      return counts() && found.receipt().isPresent();
    }
  }

  private List<Listed> resolve(long generation, List<Entry> entries, Deadline deadline) {
    List<CompletableFuture<Found>> found =
        entries.stream()
            .map(e -> look(generation, e.stream(), e.request(), Level.QUORUM, deadline))
            .toList();
    List<Listed> listed = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      listed.add(new Listed(entries.get(i), Cql.await(SEARCH, deadline, found.get(i))));
    }
    return listed;
  }

  private static Page<LoggedRequest> page(List<Listed> items, int max) {
    List<LoggedRequest> shown =
        items.stream().limit(max).flatMap(one -> one.found().logged().stream()).toList();
    return items.size() <= max
        ? new Page<>(shown, Optional.empty())
        : new Page<>(
            shown, Optional.of(new PageCursor(items.get(max - 1).entry().place().toString())));
  }

  private static UUID place(Optional<PageCursor> after) {
    if (after.isEmpty()) {
      return RequestIndex.START;
    }
    UUID place = uuid(after.get().text());
    if (place.version() != 1) {
      throw new IllegalArgumentException("The page cursor is not of this log");
    }
    return place;
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The page cursor is not of this log", e);
    }
  }

  /** Erases all requests of a generation that is over; what is left, the next call erases. */
  void erase(long generation, long timestamp, Deadline deadline) {
    index.erase(generation, timestamp, deadline);
  }
}
