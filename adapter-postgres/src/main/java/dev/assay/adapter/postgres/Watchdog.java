package dev.assay.adapter.postgres;

import java.io.IOException;
import java.net.Socket;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.jdbc.PgConnection;

/**
 * Breaks connections off when a call's time is up. A socket timeout would not do: it does not bound
 * a write to a server that no longer reads.
 *
 * <p>With TLS, closing a connection waits for a write that hangs. So the socket below the
 * encryption is closed first, where it is known: see {@link RawSockets}.
 */
final class Watchdog {

  private static final long ABORT_MILLIS = 100;
  private static final Map<PgConnection, Socket> SOCKETS =
      Collections.synchronizedMap(new WeakHashMap<>());
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private Watchdog() {}

  /** Remembers the socket below a connection. */
  static void remember(PgConnection connection, Socket socket) {
    SOCKETS.put(connection, socket);
  }

  /** Breaks a connection off at a deadline, unless it is cancelled before. */
  static ScheduledFuture<?> guard(PgConnection connection, Deadline deadline) {
    // The timer only hands over: all deadlines of all stores depend on this one thread.
    return TIMER.schedule(
        () -> Threads.BLOCKING.execute(() -> breakOff(connection)),
        Math.max(0, deadline.leftNanos()),
        TimeUnit.NANOSECONDS);
  }

  /** Closes a connection without a word to the server; blocks for a moment at most. */
  static void breakOff(PgConnection connection) {
    Socket socket = SOCKETS.get(connection);
    if (socket != null) {
      reset(socket);
    }
    // The driver learns of it too; that may wait for a write that hangs.
    Future<?> aborting = Threads.BLOCKING.submit(() -> abort(connection));
    try {
      aborting.get(ABORT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // It goes on by itself, or it was broken already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes a socket so that what it still holds is not sent either. */
  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already, which is what was wanted.
    }
  }

  private static void abort(PgConnection connection) {
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
