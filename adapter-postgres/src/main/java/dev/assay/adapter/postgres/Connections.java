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
  private static final String SETTINGS =
      """
      select set_config('statement_timeout', ?, true),
        set_config('idle_in_transaction_session_timeout', ?, true),
        set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
        set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true),
        set_config('plan_cache_mode', 'force_generic_plan', true);
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
    Deadline patience = Deadline.in(timeout.dividedBy(2));
    synchronized (busy) {
      closed = true;
      boolean interrupted = false;
      while (!busy.isEmpty() && !patience.passed() && !interrupted) {
        interrupted = awaitChange(patience);
      }
      busy.forEach(Watchdog::breakOff);
    }
    // The pool may wait for a server that does not answer; nobody has to wait for the pool.
    Future<?> closing = Threads.BLOCKING.submit(source::close);
    try {
      closing.get(timeout.toMillis() / 4, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // It goes on, or it failed: either way the handle is closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
        binds.text(String.valueOf(Math.max(1, deadline.leftMillis())));
        call.bind().to(binds);
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
     * Rolls back after an error. True proves that the call is not applied and never will be: the
     * server said so on the very connection that carried the call.
     */
    boolean rolledBack(SQLException error, Deadline deadline) {
      if (PostgresErrors.state(error).startsWith("08") || !usable()) {
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
      try {
        connection.close();
      } catch (SQLException e) {
        Watchdog.breakOff(session);
      }
    }
  }
}
