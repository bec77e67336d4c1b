package dev.assay.adapter.postgres;

import dev.assay.spi.RepairNeeded;
import dev.assay.spi.StoreUnavailable;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Notices that the store was moved: transaction ids, which order the feed, mean something on one
 * server and one timeline only. They do not survive dump and restore, logical replication, or a
 * failover that lost something.
 */
final class Incarnation {

  private Incarnation() {}

  /** Returns what is asked first on each new connection; it throws if the store was moved. */
  static Call<Boolean> check(Sql sql, int realm) {
    return new Call<>(
        "The check of the server's identity",
        sql.text("identity.sql"),
        binds -> binds.number(realm),
        Incarnation::judgeAll);
  }

  private static Boolean judgeAll(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      throw new StoreUnavailable(
          "The store's tables are incomplete: open it once to mend them", null);
    }
    judge(rows, 1);
    if (!rows.getBoolean(7)) {
      throw idsWentBack();
    }
    return true;
  }

  /**
   * Judges the server by six columns of a row: whether it is a standby, the incarnation, its system
   * identifier and timeline, those of the server.
   *
   * @param first the place of the first of them
   */
  static void judge(ResultSet row, int first) throws SQLException {
    if (row.getBoolean(first)) {
      throw standby();
    }
    if (row.getLong(first + 2) != row.getLong(first + 4)) {
      throw new RepairNeeded(repair("it is on another server than the one it was written on"));
    }
    if (row.getLong(first + 3) != row.getLong(first + 5)) {
      throw new RepairNeeded(repair("its server was restored or has failed over"));
    }
  }

  /**
   * Judges a cursor: one that a server gave out lies at a transaction that has ended there, so it
   * is below the next id.
   */
  static void judge(Position cursor, long incarnation, long nextXid) {
    boolean ahead = cursor.incarnation() == incarnation && cursor.xid() >= nextXid;
    if (ahead || cursor.incarnation() > incarnation) {
      throw idsWentBack();
    }
  }

  static RepairNeeded idsWentBack() {
    return new RepairNeeded(repair("its transaction ids have gone back"));
  }

  static StoreUnavailable standby() {
    return new StoreUnavailable(
        "The server is a standby, which may be behind: connect to the primary", null);
  }

  /** Says how a moved store is mended. */
  static String repair(String noticed) {
    return "The store was moved: %s, so that its feed could skip commits. Mend it by: ./assay repair-feed URI"
        .formatted(noticed);
  }
}
