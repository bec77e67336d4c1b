package dev.assay.adapter.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.assay.spi.StoreUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The pool of a store that was opened by URI. */
final class PoolSource implements Source {

  // HikariCP checks and waits in steps of at least this many milliseconds.
  private static final long LEAST = 250;

  // The pool wakes nobody who waits when it is closed, so nobody waits for longer than this at
  // once.
  private static final long LONGEST_WAIT = 500;

  private final PGSimpleDataSource driver;
  private final String server;
  private final HikariDataSource pool;
  private final Source bounded;
  private final long longest;
  private volatile boolean stopped;

  private PoolSource(
      PGSimpleDataSource driver, String server, HikariDataSource pool, long longest) {
    this.driver = driver;
    this.server = server;
    this.pool = pool;
    this.bounded = new BoundedSource(pool, server);
    this.longest = longest;
  }

  /**
   * Makes a first connection, so that what is wrong is told at once and in clear words, and a pool
   * that begins with it.
   *
   * @param timeout the time budget of each call
   * @param deadline the end of the budget of the opening itself
   * @throws StoreUnavailable if there is no connection
   */
  static PoolSource open(PostgresUri uri, Duration timeout, Deadline deadline) {
    PGSimpleDataSource driver = uri.driver(timeout);
    String server = uri.server();
    long millis = Deadline.in(timeout).leftMillis();
    long validation = Math.max(LEAST, Math.min(1000, millis / 10));
    long waiting = Math.max(LEAST, Math.min(LONGEST_WAIT, millis - validation));
    HikariConfig config = new HikariConfig();
    config.setPoolName("assay-postgres");
    config.setMinimumIdle(0);
    config.setMaximumPoolSize(uri.pool());
    config.setValidationTimeout(validation);
    config.setConnectionTimeout(waiting);
    config.setInitializationFailTimeout(-1);
    // Last, so that nothing that can be refused comes after it.
    config.setDataSource(new FirstThen(first(driver, server, deadline), driver));
    return new PoolSource(driver, server, new HikariDataSource(config), validation + waiting);
  }

  private static Connection first(PGSimpleDataSource driver, String server, Deadline deadline) {
    try {
      return new BoundedSource(driver, server).get(deadline);
    } catch (SQLException e) {
      throw PostgresErrors.noConnection(server, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("Connecting to %s was interrupted".formatted(server), e);
    }
  }

  @Override
  public Connection get(Deadline deadline) throws SQLException, InterruptedException {
    SQLException telling = null;
    while (true) {
      try {
        return once(deadline);
      } catch (SQLTransientConnectionException e) {
        // Why the pool could not connect says more than that the time is up.
        telling = e.getCause() instanceof SQLException || telling == null ? e : telling;
        if (stopped || deadline.leftMillis() <= 0) {
          throw telling;
        }
      }
    }
  }

  // The pool's own patience is fixed when it is made; where less time is left, another thread
  // waits.
  private Connection once(Deadline deadline) throws SQLException, InterruptedException {
    if (deadline.leftMillis() + 1 < longest) {
      return bounded.get(deadline);
    }
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      if (PostgresErrors.cause(e, InterruptedException.class) != null) {
        throw new InterruptedException("interrupted while waiting for a connection");
      }
      throw e;
    }
  }

  @Override
  public void stopWaiting() {
    stopped = true;
  }

  @Override
  public Optional<Connection> dedicated() throws SQLException {
    return Optional.of(driver.getConnection());
  }

  @Override
  public String server() {
    return server;
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Hands out a connection that was made before, then new ones. */
  private static final class FirstThen extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    private final transient AtomicReference<@Nullable Connection> first;
    private final transient PGSimpleDataSource driver;

    FirstThen(Connection first, PGSimpleDataSource driver) {
      this.first = new AtomicReference<>(first);
      this.driver = driver;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection made = first.getAndSet(null);
      return made != null ? made : driver.getConnection();
    }
  }
}
