package dev.assay.adapter.postgres;

import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The log of requests: one row each, numbered in the order of their first receipt. */
final class RequestTable {

  private static final int WINDOW = 2_000;

  private final Connections connections;
  private final int realm;
  private final String record;
  private final String fail;
  private final String find;
  private final String byInteraction;
  private final String pending;

  RequestTable(Connections connections, int realm, Sql sql) {
    this.connections = connections;
    this.realm = realm;
    this.record = sql.text("request-record.sql");
    this.fail = sql.text("request-fail.sql");
    this.find = sql.text("request-find.sql");
    this.byInteraction = sql.text("requests-by-interaction.sql");
    this.pending = sql.text("requests-pending.sql");
  }

  LoggedRequest record(Request request) {
    return connections.write(
        new Call<>(
            "The record of the request",
            record,
            binds -> {
              binds.number(realm).number(LockKeys.stream(realm, request.stream()));
              name(binds, request.stream(), request.request());
              binds.text(request.interaction()).text(request.body().toString());
              binds.number(realm);
              name(binds, request.stream(), request.request());
            },
            RequestTable::one),
        connections.deadline());
  }

  boolean fail(StreamId stream, RequestId request, String error) {
    return connections.write(
        new Call<>(
            "The record of the error",
            fail,
            binds -> name(binds.text(cut(error)).number(realm), stream, request),
            ResultSet::next),
        connections.deadline());
  }

  private static String cut(String error) {
    boolean fits = error.codePointCount(0, error.length()) <= RequestLog.MAX_ERROR;
    return fits ? error : error.substring(0, error.offsetByCodePoints(0, RequestLog.MAX_ERROR));
  }

  Optional<LoggedRequest> find(StreamId stream, RequestId request) {
    return connections.read(
        new Call<>(
            "The search for the request",
            find,
            binds -> name(binds.number(realm), stream, request),
            row -> row.next() ? Optional.of(logged(row)) : Optional.<LoggedRequest>empty()),
        connections.deadline());
  }

  Page<LoggedRequest> byInteraction(String interaction, Optional<PageCursor> after, int max) {
    long from = number(after);
    return connections.read(
        new Call<>(
            "The search for the requests",
            byInteraction,
            binds -> binds.number(realm).text(interaction).number(from).number(max + 1),
            rows -> page(rows, max)),
        connections.deadline());
  }

  Page<LoggedRequest> pending(Optional<PageCursor> after, int max) {
    Deadline deadline = connections.deadline();
    List<LoggedRequest> items = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    long from = number(after);
    boolean more = true;
    // What a window marks stays marked, also if the time is up before the last one.
    while (more && items.size() <= max) {
      Window window = window(from, max + 1 - items.size(), deadline);
      items.addAll(window.items());
      numbers.addAll(window.numbers());
      from = window.last();
      more = window.size() == WINDOW;
    }
    return items.size() <= max
        ? new Page<>(items, Optional.empty())
        : new Page<>(
            items.subList(0, max),
            Optional.of(new PageCursor(String.valueOf(numbers.get(max - 1)))));
  }

  /** Some of the requests that were not known as answered, and those that have no answer yet. */
  private record Window(List<LoggedRequest> items, List<Long> numbers, long size, long last) {}

  private Window window(long from, int most, Deadline deadline) {
    return connections.read(
        new Call<>(
            "The search for the requests",
            pending,
            binds -> binds.number(realm).number(realm).number(from).number(WINDOW).number(most),
            RequestTable::read),
        deadline);
  }

  private static Window read(ResultSet row) throws SQLException {
    List<LoggedRequest> items = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    long size = 0;
    long last = 0;
    while (row.next()) {
      size = row.getLong(18);
      last = row.getLong(19);
      long number = row.getLong(1);
      if (number > 0) {
        items.add(logged(row));
        numbers.add(number);
      }
    }
    return new Window(items, numbers, size, last);
  }

  private static void name(Binds binds, StreamId stream, RequestId request) throws SQLException {
    binds.text(stream.type()).text(stream.id()).text(request.value());
  }

  private static long number(Optional<PageCursor> after) {
    try {
      return after.isEmpty() ? 0 : Long.parseLong(after.get().text());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("The page cursor is not of this log", e);
    }
  }

  private static Page<LoggedRequest> page(ResultSet row, int max) throws SQLException {
    List<LoggedRequest> items = new ArrayList<>();
    long last = 0;
    while (row.next()) {
      if (items.size() == max) {
        return new Page<>(items, Optional.of(new PageCursor(String.valueOf(last))));
      }
      items.add(logged(row));
      last = row.getLong(1);
    }
    return new Page<>(items, Optional.empty());
  }

  private static LoggedRequest one(ResultSet row) throws SQLException {
    if (!row.next()) {
      throw new IllegalArgumentException("the request is not in the log");
    }
    return logged(row);
  }

  private static LoggedRequest logged(ResultSet row) throws SQLException {
    StreamId stream = new StreamId(row.getString(2), row.getString(3));
    RequestId request = new RequestId(row.getString(4));
    return new LoggedRequest(
        new Request(stream, request, row.getString(5), Json.parse(row.getString(6))),
        row.getLong(7),
        PostgresCodec.time(row, 8),
        PostgresCodec.time(row, 9),
        Optional.ofNullable(row.getString(10)),
        receipt(stream, request, row));
  }

  private static Optional<Receipt> receipt(StreamId stream, RequestId request, ResultSet row)
      throws SQLException {
    String response = row.getString(17);
    if (response == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Receipt(
            stream,
            request,
            row.getLong(11),
            row.getLong(12),
            Json.parse(response),
            PostgresCodec.time(row, 13),
            PostgresCodec.feed(PostgresCodec.position(row, 14))));
  }
}
