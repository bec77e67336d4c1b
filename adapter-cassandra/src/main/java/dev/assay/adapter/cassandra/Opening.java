package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import dev.assay.spi.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the server while a store is opened: what may be asked several times, of several nodes.
 *
 * <p>One answer is given half of the time that is left, so that a frozen node does not use it up.
 */
final class Opening {

  private static final long LEAST_NANOS = Duration.ofMillis(50).toNanos();

  private Opening() {}

  /**
   * Returns all rows of a statement that may be repeated.
   *
   * @throws StoreUnavailable if there is no answer within the time budget, or the server refuses
   */
  static List<Row> ask(
      CqlSession session, String server, Statement<?> statement, Deadline deadline) {
    while (true) {
      long share = Math.max(LEAST_NANOS, deadline.leftNanos() / 2);
      try {
        return rows(send(session, statement, share), deadline);
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (!ConnectErrors.isPassing(cause) || deadline.leftNanos() < LEAST_NANOS) {
          throw ConnectErrors.of(server, cause);
        }
        pause(deadline);
      } catch (TimeoutException e) {
        throw ConnectErrors.late(server, e);
      }
    }
  }

  private static CompletionStage<AsyncResultSet> send(
      CqlSession session, Statement<?> statement, long nanos) {
    return session.executeAsync(statement.setIdempotent(true).setTimeout(Duration.ofNanos(nanos)));
  }

  private static List<Row> rows(CompletionStage<AsyncResultSet> first, Deadline deadline)
      throws ExecutionException, TimeoutException {
    List<Row> rows = new ArrayList<>();
    AsyncResultSet page = get(first, deadline.leftNanos());
    page.currentPage().forEach(rows::add);
    while (page.hasMorePages()) {
      page = get(page.fetchNextPage(), deadline.leftNanos());
      page.currentPage().forEach(rows::add);
    }
    return rows;
  }

  /** Returns the answer, if it comes within a time. */
  static <T> Optional<T> await(CompletionStage<T> answer, long nanos) {
    try {
      return Optional.ofNullable(get(answer, nanos));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  private static <T> T get(CompletionStage<T> answer, long nanos)
      throws ExecutionException, TimeoutException {
    try {
      return answer.toCompletableFuture().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("The thread was interrupted before the store was open", e);
    }
  }

  // Connections come back within a second.
  private static void pause(Deadline deadline) {
    long nanos = Math.min(LEAST_NANOS, Math.max(0, deadline.leftNanos()));
    LockSupport.parkNanos(nanos);
  }
}
