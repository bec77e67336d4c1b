package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import java.util.concurrent.atomic.AtomicBoolean;

/** A handle's share in a session; closing it twice does nothing. Thread-safe. */
final class Lease implements AutoCloseable {

  private final CqlSession session;
  private final String server;
  private final Runnable giveBack;
  private final AtomicBoolean closed = new AtomicBoolean();

  Lease(CqlSession session, String server, Runnable giveBack) {
    this.session = session;
    this.server = server;
    this.giveBack = giveBack;
  }

  /** Returns a share in a caller's session, which stays the caller's to close. */
  static Lease of(CqlSession session) {
    return new Lease(session, "the session's Cassandra", () -> {});
  }

  CqlSession session() {
    return session;
  }

  /** Names the servers without any secret. */
  String server() {
    return server;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      giveBack.run();
    }
  }
}
