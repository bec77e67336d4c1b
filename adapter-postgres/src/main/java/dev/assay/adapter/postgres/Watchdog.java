package dev.assay.adapter.postgres;

import java.sql.SQLException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.postgresql.jdbc.PgConnection;

/**
 * Breaks connections off when a call's time is up. A socket timeout would not do: it does not bound
 * a write to a server that no longer reads.
 */
final class Watchdog {

  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private Watchdog() {}

  /** Breaks a connection off at a deadline, unless it is cancelled before. */
  static ScheduledFuture<?> guard(PgConnection connection, Deadline deadline) {
    return TIMER.schedule(
        () -> breakOff(connection), Math.max(0, deadline.leftNanos()), TimeUnit.NANOSECONDS);
  }

  /** Closes the socket without a word to the server; never blocks. */
  static void breakOff(PgConnection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException | RuntimeException e) {
      // It is broken already, which is what was wanted.
    }
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, task -> Threads.daemon("assay-postgres-watchdog", task));
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}
