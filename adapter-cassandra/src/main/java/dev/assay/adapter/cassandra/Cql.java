package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements within a deadline, each prepared once for a session.
 *
 * <p>What may be repeated (reads, and writes that carry their own timestamp) is marked as
 * idempotent, gets a part of the time, and is then tried again, perhaps at another node. A
 * conditional batch is sent once and never by anyone again. Tables are named {@code assay.TABLE};
 * the keyspace takes that place. Thread-safe.
 */
final class Cql {

  // Held by the handles alone: what is here refers to the session, which would never be given free.
  private static final Map<CqlSession, Map<String, WeakReference<Cql>>> OPEN = new WeakHashMap<>();

  private static final Duration FIRST_TRY = Duration.ofMillis(500);
  private static final int PARTS = 3;
  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 100;

  // The driver's timer ticks: its own answer, which says more, may come a little late.
  private static final long GRACE = Duration.ofMillis(50).toNanos();

  private final CqlSession session;
  private final String keyspace;
  private final Map<String, CompletableFuture<PreparedStatement>> prepared =
      new ConcurrentHashMap<>();

  private Cql(CqlSession session, String keyspace) {
    this.session = session;
    this.keyspace = keyspace;
  }

  /** Returns the statements of a session; handles on one session share them. */
  static Cql of(CqlSession session, String keyspace) {
    synchronized (OPEN) {
      Map<String, WeakReference<Cql>> all =
          OPEN.computeIfAbsent(session, some -> new ConcurrentHashMap<>());
      WeakReference<Cql> known = all.get(keyspace);
      Cql cql = known == null ? null : known.get();
      if (cql == null) {
        cql = new Cql(session, keyspace);
        all.put(keyspace, new WeakReference<>(cql));
      }
      return cql;
    }
  }

  CqlSession session() {
    return session;
  }

  /**
   * One statement with its values.
   *
   * @param text the statement
   * @param values the values of its markers, in order
   */
  record Bound(String text, List<@Nullable Object> values) {}

  static Bound bound(String text, @Nullable Object... values) {
    return new Bound(text, Arrays.asList(values));
  }

  /** How sure a read is. */
  enum Level {
    /** Sees every acknowledged write. */
    QUORUM(ConsistencyLevel.QUORUM),
    /** Besides, first ends what Paxos has decided or left open. */
    SERIAL(ConsistencyLevel.SERIAL);

    private final ConsistencyLevel level;

    Level(ConsistencyLevel level) {
      this.level = level;
    }
  }

  /**
   * Reads all rows of a statement.
   *
   * @param what names the call at the start of a sentence, such as {@code The read}
   * @throws StoreUnavailable if they cannot be read in time
   */
  List<Row> read(String what, Level level, Deadline deadline, Bound query) {
    return await(what, deadline, readAsync(level, deadline, query));
  }

  /** Begins a read of all rows; {@link #await} ends it. */
  CompletableFuture<List<Row>> readAsync(Level level, Deadline deadline, Bound query) {
    return repeated(query, level.level, deadline)
        .thenCompose(result -> rows(result, new ArrayList<>()));
  }

  private static CompletionStage<List<Row>> rows(AsyncResultSet page, List<Row> rows) {
    page.currentPage().forEach(rows::add);
    return page.hasMorePages()
        ? page.fetchNextPage().thenCompose(next -> rows(next, rows))
        : CompletableFuture.completedFuture(rows);
  }

  /**
   * Waits for a read.
   *
   * @throws StoreUnavailable if it did not succeed in time
   */
  static <T> T await(String what, Deadline deadline, CompletableFuture<T> read) {
    try {
      return get(read, deadline);
    } catch (ExecutionException | TimeoutException e) {
      throw CassandraErrors.read(what, e);
    }
  }

  /**
   * Writes what may be written again, at quorum: its timestamp is one of its values.
   *
   * @throws StoreException if it was not acknowledged in time
   */
  void write(String what, Deadline deadline, Bound write) {
    try {
      Object unused = get(writeAsync(deadline, write), deadline);
    } catch (ExecutionException | TimeoutException e) {
      throw CassandraErrors.write(what, e);
    }
  }

  /** Begins a write that may be written again. */
  CompletableFuture<AsyncResultSet> writeAsync(Deadline deadline, Bound write) {
    return repeated(write, ConsistencyLevel.QUORUM, deadline);
  }

  /**
   * Sends conditional statements on one partition once, as one batch.
   *
   * @throws StoreUnavailable if it was not applied and never will be
   * @throws dev.assay.spi.OutcomeUnknown if it may have been applied, or may yet be
   */
  Applied conditional(String what, Deadline deadline, List<Bound> parts) {
    try {
      AsyncResultSet result = get(conditionalAsync(deadline, parts), deadline);
      // Asked before the rows are taken: it looks at the first of them.
      boolean applied = result.wasApplied();
      List<Row> rows = new ArrayList<>();
      result.currentPage().forEach(rows::add);
      return new Applied(applied, rows);
    } catch (ExecutionException | TimeoutException e) {
      throw CassandraErrors.write(what, e);
    }
  }

  /**
   * The answer to a conditional batch.
   *
   * @param applied whether it was applied
   * @param rows if not, the rows that its conditions looked at, as far as they are there
   */
  record Applied(boolean applied, List<Row> rows) {}

  private CompletableFuture<AsyncResultSet> conditionalAsync(Deadline deadline, List<Bound> parts) {
    List<CompletableFuture<BoundStatement>> all =
        parts.stream().map(part -> prepared(part, deadline)).toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenApply(nothing -> conditional(all.stream().map(CompletableFuture::join).toList()))
        .thenCompose(batch -> sent(batch, deadline, 1));
  }

  /** Sends a batch once; waits for a connection if none is there. */
  private CompletableFuture<AsyncResultSet> sent(Statement<?> batch, Deadline deadline, int count) {
    return execute(batch, deadline)
        .exceptionallyCompose(
            error -> {
              long pause = pause(count);
              return CassandraErrors.noConnection(error) && deadline.leftMillis() > pause
                  ? CompletableFuture.supplyAsync(() -> batch, later(pause))
                      .thenCompose(one -> sent(one, deadline, count + 1))
                  : CompletableFuture.failedFuture(error);
            });
  }

  private static Statement<?> conditional(List<BoundStatement> parts) {
    if (parts.size() == 1) {
      return sure(parts.get(0).setIdempotent(false));
    }
    BatchStatementBuilder batch = BatchStatement.builder(BatchType.UNLOGGED);
    parts.forEach(batch::addStatement);
    return sure(batch.setIdempotence(false).build());
  }

  private static Statement<?> sure(Statement<?> statement) {
    return statement
        .setConsistencyLevel(ConsistencyLevel.QUORUM)
        .setSerialConsistencyLevel(ConsistencyLevel.SERIAL);
  }

  /**
   * Sends a statement that may be repeated until it is answered: a connection that is lost is made
   * again meanwhile.
   */
  private CompletableFuture<AsyncResultSet> repeated(
      Bound one, ConsistencyLevel level, Deadline deadline) {
    return prepared(one, deadline)
        .thenCompose(
            statement ->
                tried(statement.setIdempotent(true).setConsistencyLevel(level), deadline, 1));
  }

  private CompletableFuture<AsyncResultSet> tried(
      Statement<?> statement, Deadline deadline, int count) {
    Deadline patience = deadline.orSooner(Deadline.in(patience(deadline, count)));
    return execute(statement, patience)
        .exceptionallyCompose(
            error -> again(statement, deadline, count, CassandraErrors.cause(error)));
  }

  private CompletableFuture<AsyncResultSet> again(
      Statement<?> statement, Deadline deadline, int count, Throwable error) {
    boolean hopeless =
        error instanceof QueryValidationException || error instanceof CassandraErrors.NotSent;
    long pause = pause(count);
    if (hopeless || deadline.leftMillis() <= pause) {
      return CompletableFuture.failedFuture(error);
    }
    return CompletableFuture.supplyAsync(() -> statement, later(pause))
        .thenCompose(one -> tried(one, deadline, count + 1))
        .exceptionallyCompose(last -> CompletableFuture.failedFuture(worse(error, last)));
  }

  /** Returns the error of which less is certain. */
  private static Throwable worse(Throwable first, Throwable last) {
    return CassandraErrors.neverApplied(last) ? first : last;
  }

  private static long pause(int count) {
    return Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(count, 10));
  }

  private static Executor later(long millis) {
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
  }

  private static Duration patience(Deadline deadline, int count) {
    long left = Math.max(0, deadline.leftNanos());
    return Duration.ofNanos(
        Math.max(left / PARTS, Math.min(left / 2, FIRST_TRY.toNanos() << Math.min(count - 1, 10))));
  }

  private CompletableFuture<BoundStatement> prepared(Bound one, Deadline deadline) {
    return prepared(one.text(), deadline, 1)
        .thenApply(statement -> statement.bind(one.values().toArray()));
  }

  private CompletableFuture<PreparedStatement> prepared(String text, Deadline deadline, int count) {
    Duration patience = patience(deadline, count);
    CompletableFuture<PreparedStatement> shared =
        prepared.computeIfAbsent(text, some -> prepare(some, patience));
    if (shared.isDone() && !shared.isCompletedExceptionally()) {
      return shared;
    }
    // A copy: what one call gives up, others still wait for.
    return shared
        .copy()
        .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionallyCompose(
            error -> preparedAgain(text, deadline, count, shared, CassandraErrors.cause(error)));
  }

  private CompletableFuture<PreparedStatement> preparedAgain(
      String text,
      Deadline deadline,
      int count,
      CompletableFuture<PreparedStatement> failed,
      Throwable error) {
    prepared.remove(text, failed);
    long pause = pause(count);
    if (error instanceof QueryValidationException
        || error instanceof CassandraErrors.NotSent
        || deadline.leftMillis() <= pause) {
      return CompletableFuture.failedFuture(
          new CassandraErrors.NotSent("the statement could not be prepared", error));
    }
    return CompletableFuture.supplyAsync(() -> text, later(pause))
        .thenCompose(one -> prepared(one, deadline, count + 1));
  }

  // With a short time of its own, since the node that is asked may be frozen.
  private CompletableFuture<PreparedStatement> prepare(String text, Duration patience) {
    DriverExecutionProfile hasty =
        session
            .getContext()
            .getConfig()
            .getDefaultProfile()
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, patience.plus(Duration.ofMillis(1)));
    SimpleStatement statement =
        SimpleStatement.newInstance(text.replace("assay.", "\"" + keyspace + "\"."))
            .setExecutionProfile(hasty);
    return stage(() -> session.prepareAsync(statement)).copy();
  }

  private CompletableFuture<AsyncResultSet> execute(Statement<?> statement, Deadline deadline) {
    long left = deadline.leftNanos();
    if (left <= 0) {
      return CompletableFuture.failedFuture(
          new CassandraErrors.NotSent("the time budget was used up before it was sent", null));
    }
    return stage(() -> session.executeAsync(statement.setTimeout(Duration.ofNanos(left))));
  }

  // A session that is closed throws instead of failing the stage.
  private static <T> CompletableFuture<T> stage(Supplier<CompletionStage<T>> body) {
    try {
      return body.get().toCompletableFuture();
    } catch (IllegalStateException e) {
      return CompletableFuture.failedFuture(
          new CassandraErrors.NotSent("the session is closed", e));
    }
  }

  /** Waits until the deadline, also on an interrupted thread, whose flag it keeps. */
  private static <T> T get(CompletableFuture<T> future, Deadline deadline)
      throws ExecutionException, TimeoutException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get(Math.max(0, deadline.leftNanos()) + GRACE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
