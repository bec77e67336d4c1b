package dev.assay.adapter.postgres;

import dev.assay.spi.StoreUri;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.JsonObject;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures commits beside a yardstick in the same run: plain JDBC that inserts the same rows with
 * the same durability, one transaction per commit, without judging anything.
 *
 * <p>Run by hand, after {@code mvn -B test-compile -pl adapter-postgres -am}: the class's main
 * method with the module's test class path; the one argument is the seconds per measurement. The
 * table says commits per second, and the median and the 99th percentile of a call in microseconds.
 */
public final class EventStoreBenchmark {

  private static final JsonObject DATA =
      JsonObject.EMPTY.with("amount", 1234).with("currency", "EUR").with("note", "x".repeat(100));
  private static final JsonObject METADATA = JsonObject.EMPTY.with("user", "u-17");

  private final Server server;
  private final Duration time;

  private EventStoreBenchmark(Server server, Duration time) {
    this.server = server;
    this.time = time;
  }

  /** Runs all measurements. */
  public static void main(String[] arguments) throws Exception {
    Duration time = Duration.ofSeconds(arguments.length == 0 ? 5 : Long.parseLong(arguments[0]));
    try (Server server = Servers.start(ServerKind.POSTGRES, ServerOptions.defaults())) {
      new EventStoreBenchmark(server, time).run();
    }
  }

  private void run() throws Exception {
    StoreUri uri =
        StoreUri.parse(server.uri()).with("realm", "bench-" + UUID.randomUUID()).with("pool", "20");
    try (EventStore store = EventStores.open(uri)) {
      prepareYardstick();
      measure("warm-up", 4, 1, () -> single(store, "own"), this::plainSingle);
      measure("1 writer, own streams", 1, 1, () -> single(store, "own"), this::plainSingle);
      measure("8 writers, own streams", 8, 1, () -> single(store, "own"), this::plainSingle);
      measure("32 writers, own streams", 32, 1, () -> single(store, "own"), this::plainSingle);
      measure("8 writers, one stream", 8, 1, () -> single(store, "one"), this::plainSingle);
      measure("1 writer, commitAll of 100", 1, 100, () -> all(store, 100), () -> plain(100));
      measure("1 writer, 100 events each", 1, 1, () -> events(store, 100), () -> plainEvents(100));
    }
  }

  private interface Work extends AutoCloseable {
    void once() throws SQLException;

    @Override
    default void close() throws SQLException {}
  }

  private void measure(
      String what, int writers, int commits, Callable<Work> store, Callable<Work> yardstick)
      throws Exception {
    Result plain = run(writers, commits, yardstick);
    Result ours = run(writers, commits, store);
    System.out.printf(
        "%-28s store %8.0f/s p50 %6d p99 %6d   plain %8.0f/s p50 %6d p99 %6d   ratio %.2f%n",
        what,
        ours.perSecond(),
        ours.percentile(50),
        ours.percentile(99),
        plain.perSecond(),
        plain.percentile(50),
        plain.percentile(99),
        ours.perSecond() / plain.perSecond());
  }

  private Result run(int writers, int commits, Callable<Work> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Future<List<Long>>> running = new ArrayList<>();
      long end = System.nanoTime() + time.toNanos();
      for (int i = 0; i < writers; i++) {
        running.add(threads.submit(() -> repeat(work, end)));
      }
      return new Result(collect(running), commits, time);
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Long> repeat(Callable<Work> factory, long end) throws Exception {
    List<Long> micros = new ArrayList<>();
    try (Work work = factory.call()) {
      while (System.nanoTime() < end) {
        long start = System.nanoTime();
        work.once();
        micros.add((System.nanoTime() - start) / 1000);
      }
    }
    return micros;
  }

  private static List<Long> collect(List<Future<List<Long>>> running)
      throws ExecutionException, InterruptedException {
    List<Long> all = new ArrayList<>();
    for (Future<List<Long>> one : running) {
      all.addAll(one.get());
    }
    Collections.sort(all);
    return all;
  }

  private record Result(List<Long> micros, int commits, Duration time) {
    double perSecond() {
      return (double) micros.size() * commits * 1000 / time.toMillis();
    }

    long percentile(int percent) {
      return micros.get(Math.min(micros.size() - 1, micros.size() * percent / 100));
    }
  }

  private static Work single(EventStore store, String which) {
    StreamId stream =
        new StreamId("bench", which.equals("one") ? "one" : UUID.randomUUID().toString());
    return () -> check(store.commit(commit(stream, 1)));
  }

  private static Work events(EventStore store, int count) {
    StreamId stream = new StreamId("bench", UUID.randomUUID().toString());
    return () -> check(store.commit(commit(stream, count)));
  }

  private static Work all(EventStore store, int count) {
    List<StreamId> streams = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      streams.add(new StreamId("bench", UUID.randomUUID().toString()));
    }
    return () -> {
      List<Commit> commits = streams.stream().map(stream -> commit(stream, 1)).toList();
      store.commitAll(commits).forEach(EventStoreBenchmark::check);
    };
  }

  private static Commit commit(StreamId stream, int events) {
    Commit.Builder builder = Commit.to(stream, new RequestId(UUID.randomUUID().toString()));
    for (int i = 0; i < events; i++) {
      builder.event("deposited", DATA, METADATA);
    }
    return builder.build();
  }

  private static void check(CommitOutcome outcome) {
    if (!(outcome instanceof CommitResult.Committed)) {
      throw new IllegalStateException("not committed: " + outcome);
    }
  }

  private void prepareYardstick() throws SQLException {
    try (Connection connection = TestServer.connect(server.uri())) {
      TestServer.execute(connection, "create schema plain");
      TestServer.execute(
          connection, "create table plain.commits (like assay.commits including all)");
      TestServer.execute(connection, "create table plain.events (like assay.events including all)");
      TestServer.execute(connection, "create sequence plain.streams");
    }
  }

  private Work plainSingle() throws SQLException {
    return new Plain(1, 1);
  }

  private Work plain(int commits) throws SQLException {
    return new Plain(commits, 1);
  }

  private Work plainEvents(int events) throws SQLException {
    return new Plain(1, events);
  }

  /** Inserts the rows of commits in batches, in one transaction. */
  private final class Plain implements Work {

    private final int commits;
    private final int events;
    private final Connection connection = TestServer.connect(server.uri());
    private final PreparedStatement commit;
    private final PreparedStatement event;
    private final long stream;
    private long number;
    private long version;

    Plain(int commits, int events) throws SQLException {
      this.commits = commits;
      this.events = events;
      connection.setAutoCommit(false);
      stream = Long.parseLong(TestServer.value(connection, "select nextval('plain.streams')"));
      commit =
          connection.prepareStatement(
              "insert into plain.commits values (?, ?, 1, pg_current_xact_id(), ?, 1, ?, ?,"
                  + " clock_timestamp(), 200, ?, ?, 'null')");
      event =
          connection.prepareStatement(
              "insert into plain.events values (?, ?, clock_timestamp(), 200, 'deposited',"
                  + " ?::jsonb, ?::jsonb)");
    }

    @Override
    public void once() throws SQLException {
      for (int i = 1; i <= commits; i++) {
        addCommit(i);
      }
      if (commits == 1) {
        commit.executeUpdate();
      } else {
        commit.executeBatch();
      }
      if (commits == 1 && events == 1) {
        event.executeUpdate();
      } else {
        event.executeBatch();
      }
      connection.commit();
    }

    private void addCommit(int place) throws SQLException {
      UUID attempt = UUID.randomUUID();
      commit.setLong(1, stream);
      commit.setLong(2, ++number);
      commit.setInt(3, place);
      commit.setLong(4, version);
      commit.setLong(5, version + events);
      commit.setObject(6, attempt);
      commit.setString(7, attempt.toString());
      if (commits > 1) {
        commit.addBatch();
      }
      for (int i = 0; i < events; i++) {
        addEvent();
      }
    }

    private void addEvent() throws SQLException {
      event.setLong(1, stream);
      event.setLong(2, ++version);
      event.setString(3, DATA.toString());
      event.setString(4, METADATA.toString());
      if (commits > 1 || events > 1) {
        event.addBatch();
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
