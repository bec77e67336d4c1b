package dev.assay.adapter.postgres;

import dev.assay.spi.CorruptStore;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.RepairNeeded;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/**
 * Runs calls, each in a transaction and a round trip of its own, and judges what failed.
 *
 * <ol>
 *   <li>Borrow a connection. Refuse one that stands in somebody's transaction; on one that is new,
 *       check that the server is still the one that the store's positions were made with.
 *   <li>Send {@code begin}, the time limits, the call and {@code commit} in one packet. All
 *       settings are local to the transaction: a caller's connection goes back as it came, and
 *       poolers that switch connections between transactions do no harm.
 *   <li>After an error, roll back on the same connection. If the server confirms, the call was
 *       certainly not applied; if it does not, a write may have been.
 *   <li>When the time is up, the watchdog breaks the connection off.
 * </ol>
 *
 * <p>Nothing is sent a second time. Thread-safe.
 */
final class Connections implements AutoCloseable {

  // Plans must not depend on how full the tables were when a session planned them: always by index.
  // A transaction that is sent in halves is not idle for the server: its whole time is limited
  // too, where the server can; where it cannot, it at least finds out that the network is gone.
  private static final String SETTINGS =
      """
      select set_config('statement_timeout', of_server, true), set_config('lock_timeout', '0', true),
        set_config('idle_in_transaction_session_timeout', of_call, true),
        case when current_setting('server_version_num')::int >= 170000
          then set_config('transaction_timeout', of_call, true)
          else set_config('tcp_user_timeout', of_call, true)
            || set_config('tcp_keepalives_idle', greatest(1, of_call::int / 2000)::text, true)
            || set_config('tcp_keepalives_interval', greatest(1, of_call::int / 8000)::text, true)
            || set_config('tcp_keepalives_count', '4', true) end,
        set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
        set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true),
        set_config('plan_cache_mode', 'force_generic_plan', true)
      from (values (?, ?)) budget (of_server, of_call);
      """;
  private static final String BEGIN =
      "begin isolation level read committed, read write;" + SETTINGS;
  private static final String END = ";commit";

  private final Source source;
  private final String store;
  private final Duration timeout;
  private final Set<PgConnection> known =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  private final Set<PgConnection> busy = new HashSet<>();
  private volatile @Nullable Call<Boolean> check;
  private volatile boolean closed;

  /**
   * Creates the connections of a handle.
   *
   * @param store names the handle for a person
   */
  Connections(Source source, String store, Duration timeout) {
    this.source = source;
    this.store = store;
    this.timeout = timeout;
  }

  /** Sets what is asked first on each new connection; its failure refuses the connection. */
  void checkNew(Call<Boolean> call) {
    check = call;
  }

  Deadline deadline() {
    return Deadline.in(timeout);
  }

  boolean isClosed() {
    return closed;
  }

  void checkOpen() {
    if (closed) {
      throw new StoreClosed(store);
    }
  }

  /**
   * Runs a call that changes nothing a caller could see.
   *
   * @throws StoreUnavailable if it failed
   */
  <T> T read(Call<T> call, Deadline deadline) {
    return run(call, deadline, false);
  }

  /**
   * Runs a call that writes.
   *
   * @throws StoreUnavailable if it was certainly not applied and never will be
   * @throws OutcomeUnknown if it may have been applied, or may yet be
   */
  <T> T write(Call<T> call, Deadline deadline) {
    return run(call, deadline, true);
  }

  /**
   * Runs several statements on one connection, with a transaction of their own making; for setting
   * up, not for serving.
   *
   * @throws StoreUnavailable if they failed
   */
  <T> T session(String what, Deadline deadline, Work<T> work) {
    try (Lease lease = borrow(what, deadline)) {
      try {
        return lease.execute(work, deadline);
      } catch (SQLException e) {
        throw judge(what, e, lease.rolledBack(e, deadline), false);
      }
    }
  }

  /** What {@link #session} runs. */
  interface Work<T> {
    T on(Statement statement) throws SQLException;
  }

  private <T> T run(Call<T> call, Deadline deadline, boolean writes) {
    try (Lease lease = borrow(call.what(), deadline)) {
      try {
        return lease.execute(call, deadline);
      } catch (SQLException e) {
        throw judge(call.what(), e, lease.rolledBack(e, deadline), writes);
      }
    }
  }

  private StoreException judge(
      String what, SQLException error, boolean rolledBack, boolean writes) {
    if (PostgresErrors.IDS_WENT_BACK.equals(error.getSQLState()) && rolledBack) {
      return new RepairNeeded(Incarnation.repair("its transaction ids have gone back"));
    }
    if (writes && !rolledBack) {
      return new OutcomeUnknown(
          "%s may have been applied: %s".formatted(what, PostgresErrors.reason(error)), error);
    }
    return closed ? new StoreClosed(store) : PostgresErrors.notApplied(what, error);
  }

  private Lease borrow(String what, Deadline deadline) {
    while (true) {
      checkOpen();
      Lease lease = lease(what, deadline);
      try {
        // Once more: a handle that is being closed does not know of calls that are still borrowing.
        checkOpen();
        if (lease.usable()) {
          lease.checkNew(deadline);
          return lease;
        }
      } catch (RuntimeException e) {
        lease.close();
        throw e;
      }
      // Nothing was sent over it: it had been closed before.
      lease.close();
    }
  }

  private Lease lease(String what, Deadline deadline) {
    if (deadline.passed()) {
      throw new StoreUnavailable(what + " was not sent: its time budget was used up", null);
    }
    try {
      return new Lease(source.get(deadline));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable(what + " was not sent: its thread was interrupted", e);
    } catch (SQLException e) {
      if (closed) {
        throw new StoreClosed(store);
      }
      throw PostgresErrors.noConnection(source.server(), e);
    }
  }

  /** Ends calls in flight: those that do not finish within the given time are broken off. */
  @Override
  public void close() {
    // Breaking off may take a moment, in which nobody else should have to wait.
    left(Deadline.in(timeout.dividedBy(2)))
        .forEach(session -> Threads.BLOCKING.execute(() -> Watchdog.breakOff(session)));
    // The pool may wait for a server that does not answer; nobody has to wait for the pool.
    Future<?> closing = Threads.BLOCKING.submit(source::close);
    try {
      closing.get(Deadline.in(timeout.dividedBy(4)).leftNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // It goes on, or it failed: either way the handle is closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes no more calls and waits for those in flight; returns the connections of what is left. */
  private List<PgConnection> left(Deadline patience) {
    synchronized (busy) {
      closed = true;
      source.stopWaiting();
      boolean interrupted = false;
      while (!busy.isEmpty() && !patience.passed() && !interrupted) {
        interrupted = awaitChange(patience);
      }
      return List.copyOf(busy);
    }
  }

  Source source() {
    return source;
  }

  private boolean awaitChange(Deadline patience) {
    try {
      busy.wait(Math.max(1, patience.leftMillis()));
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** A borrowed connection. */
  private final class Lease implements AutoCloseable {

    private final Connection connection;
    private final PgConnection session;
    private boolean sent;

    Lease(Connection connection) throws SQLException {
      this.connection = connection;
      PgConnection unwrapped;
      try {
        unwrapped = connection.unwrap(PgConnection.class);
      } catch (SQLException e) {
        connection.close();
        throw new SQLException(
            "the data source does not hand out connections of the PostgreSQL driver", e);
      }
      this.session = unwrapped;
      synchronized (busy) {
        busy.add(session);
      }
    }

    boolean usable() {
      try {
        return !session.isClosed();
      } catch (SQLException e) {
        return false;
      }
    }

    void checkNew(Deadline deadline) {
      refuseAmbient();
      Call<Boolean> call = check;
      if (call != null && !known.contains(session)) {
        try {
          execute(call, deadline);
        } catch (SQLException e) {
          throw judge(call.what(), e, rolledBack(e, deadline), false);
        }
        known.add(session);
      }
    }

    private void refuseAmbient() {
      boolean ambient;
      try {
        ambient =
            !connection.getAutoCommit() || session.getTransactionState() != TransactionState.IDLE;
      } catch (SQLException e) {
        throw PostgresErrors.noConnection(source.server(), e);
      }
      if (ambient) {
        throw new StoreUnavailable(
            "The data source hands out connections inside a transaction, which a store does not"
                + " join: give it a data source of its own with autocommit on",
            null);
      }
    }

    <T> T execute(Call<T> call, Deadline deadline) throws SQLException {
      Future<?> guard = Watchdog.guard(session, deadline);
      try (PreparedStatement statement = connection.prepareStatement(BEGIN + call.sql() + END)) {
        Binds binds = new Binds(connection, statement);
        binds.text(String.valueOf(deadline.serverMillis()));
        binds.text(String.valueOf(deadline.callMillis()));
        call.bind().to(binds);
        sent = true;
        boolean rows = statement.execute();
        // From here on the transaction is over: an error in what has arrived is no failed call.
        return read(call, statement, rows);
      } finally {
        guard.cancel(false);
      }
    }

    <T> T execute(Work<T> work, Deadline deadline) throws SQLException {
      Future<?> guard = Watchdog.guard(session, deadline);
      try (Statement statement = connection.createStatement()) {
        sent = true;
        return work.on(statement);
      } finally {
        guard.cancel(false);
      }
    }

    private <T> T read(Call<T> call, PreparedStatement statement, boolean rows) {
      try (ResultSet last = lastRows(statement, rows)) {
        return call.read().from(last);
      } catch (SQLException | IllegalArgumentException e) {
        throw new CorruptStore(source.server(), "an answer cannot be read", e);
      }
    }

    private static ResultSet lastRows(PreparedStatement statement, boolean first)
        throws SQLException {
      ResultSet last = null;
      for (boolean rows = first; rows || statement.getUpdateCount() >= 0; ) {
        if (rows) {
          last = statement.getResultSet();
        }
        rows = statement.getMoreResults(Statement.KEEP_CURRENT_RESULT);
      }
      if (last == null) {
        throw new SQLException("the server answered without rows");
      }
      return last;
    }

    /**
     * Rolls back after an error. True proves that the call is not applied and never will be: it was
     * not sent, or the server itself reported the error, and that nothing is left, on the very
     * connection that carried the call. An error of the driver's own may have come after the
     * commit.
     */
    boolean rolledBack(SQLException error, Deadline deadline) {
      if (!sent) {
        return true;
      }
      if (!PostgresErrors.isOfServer(error)
          || PostgresErrors.state(error).startsWith("08")
          || !usable()) {
        Watchdog.breakOff(session);
        return false;
      }
      Future<?> guard = Watchdog.guard(session, deadline);
      try (Statement statement = connection.createStatement()) {
        statement.execute("rollback");
        return true;
      } catch (SQLException e) {
        Watchdog.breakOff(session);
        return false;
      } finally {
        guard.cancel(false);
      }
    }

    @Override
    public void close() {
      synchronized (busy) {
        busy.remove(session);
        busy.notifyAll();
      }
      // A connection that came in somebody's transaction goes back as it came.
      if (sent && session.getTransactionState() != TransactionState.IDLE) {
        Watchdog.breakOff(session);
      }
      try {
        connection.close();
      } catch (SQLException e) {
        Watchdog.breakOff(session);
      }
    }
  }
}
