package dev.assay.adapter.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGNotification;
import org.postgresql.jdbc.PgConnection;

/**
 * Wakes readers of the feed after a commit, and those who wait for a view after its write. Nothing
 * depends on it: they look by themselves from time to time.
 *
 * <p>A {@code NOTIFY} inside the commit would take a server-wide lock through it, so it is sent
 * afterwards, on one connection at a time, once for all commits of a short while. Only a store that
 * makes its own connections listens; one on a caller's data source looks more often.
 */
final class Bell implements AutoCloseable {

  private static final long QUIET_MILLIS = 10;
  private static final int LISTEN_MILLIS = 1000;
  private static final long RELISTEN_MILLIS = 1000;

  private final Connections connections;
  private final String channel;
  private final String topic;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicBoolean sending = new AtomicBoolean();
  private volatile boolean due;
  private long rings;
  private volatile boolean listening;
  private @Nullable Thread listener;
  private @Nullable PgConnection ear;

  Bell(Connections connections, String schema, int realm) {
    this(connections, "assay_" + schema, String.valueOf(realm));
  }

  /**
   * Creates a bell.
   *
   * @param channel the channel to notify on
   * @param topic what is told apart on the channel: up to 1000 bytes
   */
  Bell(Connections connections, String channel, String topic) {
    this.connections = connections;
    this.channel = channel;
    this.topic = topic;
  }

  /** Tells of a commit that was acknowledged; returns at once. */
  void ring() {
    wake();
    due = true;
    if (sending.compareAndSet(false, true)) {
      Threads.BLOCKING.execute(this::sendWhileDue);
    }
  }

  private void sendWhileDue() {
    do {
      while (due && !isClosedAfter(0)) {
        due = false;
        send();
        isClosedAfter(QUIET_MILLIS);
      }
      sending.set(false);
      // A ring in between saw that somebody was sending.
    } while (due && !isClosedAfter(0) && sending.compareAndSet(false, true));
  }

  private boolean isClosedAfter(long millis) {
    try {
      return end.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void send() {
    try {
      connections.read(
          new Call<>(
              "The notification",
              "select pg_notify(?, ?)",
              binds -> binds.text(channel).text(topic),
              rows -> true),
          connections.deadline());
    } catch (RuntimeException e) {
      // Readers look by themselves.
    }
  }

  /** Returns how often it rang; taken before one looks, so that nothing is missed in between. */
  long rings() {
    lock.lock();
    try {
      return rings;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it has rung more often than {@code seen}, or for the given time. */
  void await(long seen, long nanos) throws InterruptedException {
    listen();
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (rings == seen && end.getCount() > 0 && left > 0) {
        left = rung.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells whether commits of other processes ring here. */
  boolean hearsOthers() {
    return listening;
  }

  @Override
  public void close() {
    end.countDown();
    wake();
    lock.lock();
    try {
      if (listener != null) {
        listener.interrupt();
      }
      PgConnection open = ear;
      if (open != null) {
        // It ends by itself, unless it waits for a server that does not answer.
        Future<?> unused = Watchdog.guard(open, Deadline.in(Duration.ofMillis(2 * LISTEN_MILLIS)));
      }
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      rings++;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Starts to listen when the first reader waits. */
  private void listen() {
    lock.lock();
    try {
      if (listener == null && end.getCount() > 0) {
        listener = Threads.daemon("assay-postgres-listen", this::listenOn);
        listener.start();
      }
    } finally {
      lock.unlock();
    }
  }

  private void listenOn() {
    boolean able = true;
    while (able && !isClosedAfter(0)) {
      try {
        able = hear();
      } catch (SQLException | RuntimeException e) {
        // Readers look by themselves until there is a connection again.
      } finally {
        listening = false;
        hearOn(null);
      }
      able &= !isClosedAfter(RELISTEN_MILLIS);
    }
  }

  /** Listens until the handle is closed; returns false if there is no connection to listen on. */
  private boolean hear() throws SQLException {
    Optional<Connection> dedicated = connections.source().dedicated();
    if (dedicated.isEmpty()) {
      return false;
    }
    try (Connection connection = dedicated.get();
        Statement statement = connection.createStatement()) {
      PgConnection session = connection.unwrap(PgConnection.class);
      hearOn(session);
      if (isClosedAfter(0)) {
        return false;
      }
      statement.execute("listen \"" + channel + "\"");
      listening = true;
      wake();
      while (!isClosedAfter(0)) {
        if (concernsUs(session.getNotifications(LISTEN_MILLIS))) {
          wake();
        }
      }
      return true;
    }
  }

  /** Lets {@link #close} know the connection, or that there is none. */
  private void hearOn(@Nullable PgConnection session) {
    lock.lock();
    try {
      ear = session;
    } finally {
      lock.unlock();
    }
  }

  private boolean concernsUs(PGNotification[] heard) {
    return Arrays.stream(heard).anyMatch(notice -> notice.getParameter().equals(topic));
  }
}
