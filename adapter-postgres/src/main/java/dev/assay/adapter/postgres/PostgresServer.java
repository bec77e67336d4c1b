package dev.assay.adapter.postgres;

import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.spi.Durability.Promise;
import dev.assay.spi.StoreUnavailable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The server as it describes itself.
 *
 * @param backend product, version and topology
 * @param durability what its settings promise
 */
record PostgresServer(Declaration.Backend backend, Durability durability) {

  private static final int LEAST_VERSION = 140_000;

  /**
   * Returns what is asked when a store is opened.
   *
   * <p>It throws {@link StoreUnavailable} if the server cannot carry a store: too old, a standby,
   * or a database that does not hold Unicode.
   */
  static Call<PostgresServer> look(Sql sql) {
    return new Call<>(
        "The look at the server", sql.text("server.sql"), binds -> {}, PostgresServer::read);
  }

  private static PostgresServer read(ResultSet row) throws SQLException {
    row.next();
    if (row.getBoolean(4)) {
      throw Incarnation.standby();
    }
    if (row.getInt(2) < LEAST_VERSION) {
      throw new StoreUnavailable(
          "PostgreSQL %s is too old: the store needs version 14 or newer"
              .formatted(row.getString(1)),
          null);
    }
    if (!row.getString(3).equals("UTF8")) {
      throw new StoreUnavailable(
          "The database's encoding is %s: the store needs one with encoding UTF8"
              .formatted(row.getString(3)),
          null);
    }
    return new PostgresServer(backend(row), durability(row));
  }

  private static Declaration.Backend backend(ResultSet row) throws SQLException {
    int standbys = row.getInt(5);
    return new Declaration.Backend(
        "PostgreSQL",
        row.getString(1),
        standbys == 0 ? "single node" : "primary with %d streaming standbys".formatted(standbys));
  }

  private static Durability durability(ResultSet row) throws SQLException {
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put("fsync", row.getString(6));
    settings.put("synchronous_commit", row.getString(7));
    settings.put("full_page_writes", row.getString(8));
    settings.put("wal_level", row.getString(9));
    settings.put("synchronous_standby_names", row.getString(10));
    boolean waits = !row.getString(7).equals("off");
    boolean synced = waits && row.getString(6).equals("on") && row.getString(8).equals("on");
    boolean copied =
        Set.of("on", "remote_apply").contains(row.getString(7)) && !row.getString(10).isEmpty();
    return new Durability(promise(waits), promise(synced), promise(copied), settings);
  }

  private static Promise promise(boolean kept) {
    return kept ? Promise.KEPT : Promise.NOT_KEPT;
  }
}
