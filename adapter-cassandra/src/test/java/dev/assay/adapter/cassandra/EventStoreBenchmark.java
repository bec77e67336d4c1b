package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.JsonObject;
import dev.assay.testbed.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Measures commits beside a yardstick in the same run: the bare driver that writes the same rows
 * with one conditional batch in one partition, and no feed.
 *
 * <p>Run by hand, after {@code mvn -B test-compile -pl adapter-cassandra -am}: the class's main
 * method with the module's test class path; the arguments are the seconds per measurement and the
 * number of nodes. The table says commits per second, and the median and the 99th percentile of a
 * call in microseconds.
 */
public final class EventStoreBenchmark {

  private static final JsonObject DATA =
      JsonObject.EMPTY.with("amount", 1234).with("currency", "EUR").with("note", "x".repeat(100));
  private static final JsonObject METADATA = JsonObject.EMPTY.with("user", "u-17");
  private static final String TABLE =
      "create table if not exists assay.plain (stream text, number bigint, head bigint static,"
          + " data text, metadata text, primary key (stream, number))";

  private EventStoreBenchmark() {}

  /** Runs all measurements. */
  public static void main(String[] arguments) throws Exception {
    Duration time = Duration.ofSeconds(arguments.length < 1 ? 5 : Long.parseLong(arguments[0]));
    int nodes = arguments.length < 2 ? 1 : Integer.parseInt(arguments[1]);
    ServerOptions options = ServerOptions.defaults();
    try (TestServer server = TestServer.start(nodes == 1 ? options : options.withNodes(nodes));
        EventStore store = server.open(TestServer.freshRealm());
        CqlSession session = server.connect()) {
      session.execute(TABLE);
      Plain plain = new Plain(session);
      measure("warm-up", 4, time, () -> single(store, 1), () -> plain.single(1));
      measure("1 writer", 1, time, () -> single(store, 1), () -> plain.single(1));
      measure("8 writers", 8, time, () -> single(store, 1), () -> plain.single(1));
      measure("32 writers", 32, time, () -> single(store, 1), () -> plain.single(1));
      measure("1 writer, 100 events", 1, time, () -> single(store, 100), () -> plain.single(100));
    }
  }

  private static void measure(
      String what, int writers, Duration time, Supplier<Runnable> store, Supplier<Runnable> plain)
      throws Exception {
    List<Long> bare = run(writers, time, plain);
    List<Long> ours = run(writers, time, store);
    System.out.printf(
        "%-22s store %7.0f/s p50 %6d p99 %6d   driver %7.0f/s p50 %6d p99 %6d   ratio %.2f%n",
        what,
        perSecond(ours, time),
        percentile(ours, 50),
        percentile(ours, 99),
        perSecond(bare, time),
        percentile(bare, 50),
        percentile(bare, 99),
        perSecond(ours, time) / perSecond(bare, time));
  }

  private static double perSecond(List<Long> micros, Duration time) {
    return micros.size() * 1000.0 / time.toMillis();
  }

  private static long percentile(List<Long> micros, int percent) {
    return micros.get(Math.min(micros.size() - 1, micros.size() * percent / 100));
  }

  private static List<Long> run(int writers, Duration time, Supplier<Runnable> work)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Future<List<Long>>> running = new ArrayList<>();
      long end = System.nanoTime() + time.toNanos();
      for (int i = 0; i < writers; i++) {
        running.add(threads.submit(() -> repeat(work.get(), end)));
      }
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> one : running) {
        all.addAll(one.get());
      }
      Collections.sort(all);
      return all;
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Long> repeat(Runnable work, long end) {
    List<Long> micros = new ArrayList<>();
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      work.run();
      micros.add((System.nanoTime() - start) / 1000);
    }
    return micros;
  }

  /** Commits to a stream of its own. */
  private static Runnable single(EventStore store, int events) {
    StreamId stream = new StreamId("bench", UUID.randomUUID().toString());
    return () -> {
      Commit.Builder builder = Commit.to(stream, new RequestId(UUID.randomUUID().toString()));
      for (int i = 0; i < events; i++) {
        builder.event("deposited", DATA, METADATA);
      }
      if (!(store.commit(builder.build()) instanceof CommitResult.Committed)) {
        throw new IllegalStateException("not committed");
      }
    };
  }

  /** Writes the rows of a commit on the condition that the head is where it was left. */
  private static final class Plain {

    private final CqlSession session;
    private final PreparedStatement head;
    private final PreparedStatement first;
    private final PreparedStatement event;

    Plain(CqlSession session) {
      this.session = session;
      first = session.prepare("update assay.plain set head = ? where stream = ? if head = null");
      head = session.prepare("update assay.plain set head = ? where stream = ? if head = ?");
      event =
          session.prepare(
              "insert into assay.plain (stream, number, data, metadata) values (?, ?, ?, ?)");
    }

    Runnable single(int events) {
      String stream = UUID.randomUUID().toString();
      long[] at = {0};
      return () -> {
        long before = at[0];
        at[0] += events;
        BatchStatement batch =
            BatchStatement.newInstance(BatchType.UNLOGGED)
                .add(before == 0 ? first.bind(at[0], stream) : head.bind(at[0], stream, before));
        for (long number = before + 1; number <= at[0]; number++) {
          batch = batch.add(event.bind(stream, number, DATA.toString(), METADATA.toString()));
        }
        boolean applied =
            session
                .execute(batch.setConsistencyLevel(ConsistencyLevel.QUORUM).setIdempotent(false))
                .wasApplied();
        if (!applied) {
          throw new IllegalStateException("not applied");
        }
      };
    }
  }
}
