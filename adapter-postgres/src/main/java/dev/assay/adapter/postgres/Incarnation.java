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
        Incarnation::judge);
  }

  static Boolean judge(ResultSet rows) throws SQLException {
    if (!rows.next()) {
      throw new StoreUnavailable(
          "The store's tables are incomplete: open it once to mend them", null);
    }
    if (rows.getBoolean(1)) {
      throw standby();
    }
    if (rows.getLong(3) != rows.getLong(5)) {
      throw new RepairNeeded(repair("it is on another server than the one it was written on"));
    }
    if (rows.getLong(4) != rows.getLong(6)) {
      throw new RepairNeeded(repair("its server was restored or has failed over"));
    }
    if (!rows.getBoolean(7)) {
      throw new RepairNeeded(repair("its transaction ids have gone back"));
    }
    return true;
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
