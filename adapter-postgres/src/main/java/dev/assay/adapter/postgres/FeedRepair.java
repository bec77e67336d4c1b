package dev.assay.adapter.postgres;

import dev.assay.spi.RepairNeeded;
import dev.assay.spi.StoreUnavailable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Mends the feed of a store that was moved: from now on positions belong to a new incarnation,
 * which stands behind every position there is. Old cursors stay valid.
 *
 * <p>The incarnation's number is the time in seconds, and more than the last: a number that a lost
 * server gave out is not given out again.
 */
final class FeedRepair {

  // Every writer shares this lock; once it is ours alone, none is under way with the old number.
  private static final String LOCK = "select pg_advisory_xact_lock(1632859184, 0)";

  private FeedRepair() {}

  static String run(Connections connections, PostgresConfig config, Deadline deadline) {
    Sql sql = new Sql(config.schema());
    connections.read(PostgresServer.look(sql), deadline);
    new PostgresSchema(connections, config).prepare(config.migration(), deadline);
    long begun =
        connections.session(
            "The repair of the feed", deadline, statement -> repair(statement, sql, deadline));
    return begun == 0
        ? "The feed needs no repair: the store is on the server it was written on."
        : "The feed is mended: incarnation %d has begun, nothing is lost and old cursors stay valid."
            .formatted(begun);
  }

  private static long repair(Statement statement, Sql sql, Deadline deadline) throws SQLException {
    statement.execute("begin isolation level read committed, read write");
    statement.execute("set local statement_timeout = " + deadline.serverMillis());
    statement.execute(LOCK);
    long begun = moved(statement, sql) ? begin(statement, sql) : 0;
    statement.execute("commit");
    return begun;
  }

  private static boolean moved(Statement statement, Sql sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql.text("identity-of-all.sql"))) {
      Incarnation.judge(rows);
      return false;
    } catch (RepairNeeded e) {
      return true;
    }
  }

  private static long begin(Statement statement, Sql sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql.text("begin-incarnation.sql"))) {
      if (!row.next()) {
        throw new StoreUnavailable("The repair of the feed wrote nothing", null);
      }
      return row.getLong(1);
    }
  }
}
