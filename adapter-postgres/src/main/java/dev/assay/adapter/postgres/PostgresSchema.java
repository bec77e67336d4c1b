package dev.assay.adapter.postgres;

import dev.assay.adapter.postgres.PostgresConfig.SchemaMigration;
import dev.assay.spi.StoreUnavailable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables and functions of the stores, and how they come to be.
 *
 * <p>Migrations are numbered resource files; {@code schema_version} remembers which were applied.
 * One process migrates at a time, under an advisory lock and in one transaction: another that
 * starts at the same time waits and finds the work done.
 */
final class PostgresSchema {

  private static final List<String> MIGRATIONS =
      List.of("schema-1-events.sql", "schema-2-views.sql");

  private static final String LOCK = "select pg_advisory_xact_lock(1632859188, 0)";

  private final Connections connections;
  private final Sql sql;
  private final String name;

  PostgresSchema(Connections connections, PostgresConfig config) {
    this.connections = connections;
    this.sql = new Sql(config.schema());
    this.name = config.schema();
  }

  /**
   * Brings the schema to where this adapter needs it, or checks that it is there.
   *
   * @throws StoreUnavailable if it is not and may not be changed, or if it is newer than this
   *     adapter
   */
  void prepare(SchemaMigration migration, Deadline deadline) {
    int version = version(deadline);
    if (version < MIGRATIONS.size() && migration == SchemaMigration.CHECK) {
      throw new StoreUnavailable(
          "The schema '%s' is at version %d and this adapter needs %d: open it once with migrate=auto"
              .formatted(name, version, MIGRATIONS.size()),
          null);
    }
    if (version < MIGRATIONS.size()) {
      migrate(deadline);
    }
    if (version > MIGRATIONS.size()) {
      throw new StoreUnavailable(
          "The schema '%s' is at version %d, but this adapter knows only %d: use a newer adapter"
              .formatted(name, version, MIGRATIONS.size()),
          null);
    }
  }

  private int version(Deadline deadline) {
    return connections.session("The look at the schema", deadline, this::version);
  }

  private int version(Statement statement) throws SQLException {
    boolean exists =
        number(statement, "select (to_regclass('\"%s\".schema_version') is not null)::int") == 1;
    return exists
        ? number(statement, "select coalesce(max(version), 0) from \"%s\".schema_version")
        : 0;
  }

  private void migrate(Deadline deadline) {
    connections.session(
        "The creation of the schema",
        deadline,
        statement -> {
          statement.execute("begin isolation level read committed, read write");
          statement.execute("set local statement_timeout = " + deadline.serverMillis());
          statement.execute("set local lock_timeout = 0");
          statement.execute(LOCK);
          for (int version = version(statement); version < MIGRATIONS.size(); version++) {
            apply(version, statement);
          }
          statement.execute("commit");
          return true;
        });
  }

  private void apply(int version, Statement statement) throws SQLException {
    if (version == 0) {
      if (number(statement, "select (to_regnamespace('\"%s\"') is null)::int") == 1) {
        statement.execute("create schema \"%s\"".formatted(name));
      }
      statement.execute(sql.text("schema-0-version.sql"));
    }
    statement.execute(sql.text(MIGRATIONS.get(version)));
    if (version == 0) {
      statement.execute(sql.text("begin-incarnation.sql"));
    }
    statement.execute(
        "insert into \"%s\".schema_version (version) values (%d)".formatted(name, version + 1));
  }

  private int number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query.formatted(name))) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
