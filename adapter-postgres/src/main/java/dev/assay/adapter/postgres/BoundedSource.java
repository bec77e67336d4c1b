package dev.assay.adapter.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * Takes connections from a data source of unknown manners. It may block for as long as it likes, so
 * another thread asks it; a connection that comes too late is given back at once.
 */
final class BoundedSource implements Source {

  // A data source that hangs must not take ever more threads.
  private static final int MOST_ASKING = 64;

  private final Semaphore asking = new Semaphore(MOST_ASKING, true);
  private final DataSource source;
  private final String server;

  BoundedSource(DataSource source, String server) {
    this.source = source;
    this.server = server;
  }

  @Override
  public Connection get(Deadline deadline) throws SQLException, InterruptedException {
    if (!asking.tryAcquire(Math.max(0, deadline.leftNanos()), TimeUnit.NANOSECONDS)) {
      throw late(new TimeoutException("too many wait for the data source"));
    }
    Asking one = ask();
    try {
      return one.get(Math.max(0, deadline.leftNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      one.abandon();
      throw late(e);
    } catch (InterruptedException e) {
      one.abandon();
      throw e;
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private Asking ask() {
    Asking one = new Asking();
    try {
      Threads.BLOCKING.execute(one);
      return one;
    } catch (RuntimeException | Error e) {
      asking.release();
      throw e;
    }
  }

  private static SQLException late(TimeoutException e) {
    return new SQLTransientConnectionException(
        "no connection was handed out within the time budget", "08001", e);
  }

  private static SQLException failure(ExecutionException e) {
    return e.getCause() instanceof SQLException error
        ? error
        : new SQLException("the data source failed: " + e.getCause(), e.getCause());
  }

  @Override
  public Optional<Connection> dedicated() {
    return Optional.empty();
  }

  @Override
  public String server() {
    return server;
  }

  @Override
  public void close() {
    // The data source is the caller's.
  }

  private final class Asking extends FutureTask<Connection> {

    Asking() {
      super(source::getConnection);
    }

    @Override
    public void run() {
      try {
        super.run();
      } finally {
        asking.release();
      }
    }

    /** Gives up; exactly one of this method and {@link #set} decides where a connection goes. */
    void abandon() {
      if (!cancel(false)) {
        giveBack();
      }
    }

    private void giveBack() {
      try {
        get().close();
      } catch (SQLException | ExecutionException e) {
        // There is no connection, or it is broken; nobody waits for it any more.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    protected void set(Connection connection) {
      super.set(connection);
      if (isCancelled()) {
        close(connection);
      }
    }

    private static void close(Connection connection) {
      try {
        connection.close();
      } catch (SQLException e) {
        // As above.
      }
    }
  }
}
