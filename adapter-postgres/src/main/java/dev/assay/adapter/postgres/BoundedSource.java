package dev.assay.adapter.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * Takes connections from a data source of unknown manners. It may block for as long as it likes, so
 * another thread asks it; a connection that comes too late is given back at once.
 */
final class BoundedSource implements Source {

  private final DataSource source;
  private final String server;

  BoundedSource(DataSource source, String server) {
    this.source = source;
    this.server = server;
  }

  @Override
  public Connection get(Deadline deadline) throws SQLException, InterruptedException {
    Asking asking = new Asking();
    Threads.BLOCKING.execute(asking);
    try {
      return asking.get(Math.max(0, deadline.leftNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      asking.abandon();
      throw new SQLTransientConnectionException(
          "no connection was handed out within the time budget", "08001", e);
    } catch (InterruptedException e) {
      asking.abandon();
      throw e;
    } catch (ExecutionException e) {
      throw failure(e);
    }
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
