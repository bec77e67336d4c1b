package dev.assay.adapter.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Where connections come from. Thread-safe. */
interface Source extends AutoCloseable {

  /**
   * Hands a connection out before the deadline.
   *
   * @throws SQLException if there is none; nothing was sent
   * @throws InterruptedException if the thread was interrupted while it waited
   */
  Connection get(Deadline deadline) throws SQLException, InterruptedException;

  /**
   * Makes a connection of its own that the caller keeps and closes, if this source can: one taken
   * from a caller's pool for good might be the last.
   */
  Optional<Connection> dedicated() throws SQLException;

  /** Names the server for a person, without any password. */
  String server();

  /** Sends those away who wait for a connection; called before {@link #close}. */
  default void stopWaiting() {}

  /** Closes what this source made, and nothing that a caller owns. */
  @Override
  void close();
}
