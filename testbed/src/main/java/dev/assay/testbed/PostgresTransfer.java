package dev.assay.testbed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Moves the rows of a schema to another PostgreSQL server, as a dump and its restoration would:
 * every value arrives as it was, transaction ids and sequences included, and the new server has
 * another system identifier and transaction ids of its own. The embedded binaries have no {@code
 * pg_dump}.
 *
 * <p>The tables must exist on the other server with the same columns: let the store create them
 * there.
 */
public final class PostgresTransfer {
  private static final String TABLES =
      """
      select c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum)
      from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where n.nspname = ? and c.relkind = 'r' and a.attgenerated = ''
      group by c.relname
      order by c.relname
      """;
  private static final String SEQUENCES =
      """
      select quote_ident(schemaname) || '.' || quote_ident(sequencename), last_value
      from pg_sequences
      where schemaname = ? and last_value is not null
      """;

  private PostgresTransfer() {}

  /**
   * Replaces the rows of all tables of a schema, and the state of its sequences, on the second
   * server by those of the first, in one transaction. Needs a superuser there.
   *
   * @return the number of rows
   * @throws TestbedException if a server cannot be used, or a table is missing or different there
   */
  public static long transfer(String fromUri, String toUri, String schema) {
    try (Connection from = PostgresProbe.connect(PostgresUri.parse(fromUri));
        Connection to = PostgresProbe.connect(PostgresUri.parse(toUri))) {
      from.setAutoCommit(false);
      from.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      to.setAutoCommit(false);
      long rows = rows(from, to, schema);
      sequences(from, to, schema);
      to.commit();
      return rows;
    } catch (SQLException e) {
      throw new TestbedException(
          "The rows of schema '%s' could not be transferred.".formatted(schema), e);
    }
  }

  private static long rows(Connection from, Connection to, String schema) throws SQLException {
    List<Table> tables = tables(from, schema);
    // Foreign keys and triggers have had their say where the rows come from.
    execute(to, "set local session_replication_role = replica");
    if (!tables.isEmpty()) {
      execute(
          to, tables.stream().map(Table::name).collect(Collectors.joining(", ", "truncate ", "")));
    }
    long rows = 0;
    for (Table table : tables) {
      rows += copy(from, to, table);
    }
    return rows;
  }

  private static List<Table> tables(Connection from, String schema) throws SQLException {
    List<Table> tables = new ArrayList<>();
    try (PreparedStatement statement = from.prepareStatement(TABLES)) {
      statement.setString(1, schema);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String name = quoted(schema) + "." + quoted(row.getString(1));
          tables.add(new Table(name, row.getString(2)));
        }
      }
    }
    return tables;
  }

  private static long copy(Connection from, Connection to, Table table) throws SQLException {
    String what = table.name() + " (" + table.columns() + ")";
    CopyOut out =
        from.unwrap(PGConnection.class).getCopyAPI().copyOut("copy " + what + " to stdout");
    CopyIn in = to.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + what + " from stdin");
    for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
      in.writeToCopy(row, 0, row.length);
    }
    return in.endCopy();
  }

  private static void sequences(Connection from, Connection to, String schema) throws SQLException {
    try (PreparedStatement read = from.prepareStatement(SEQUENCES);
        PreparedStatement write = to.prepareStatement("select setval(?::regclass, ?)")) {
      read.setString(1, schema);
      try (ResultSet row = read.executeQuery()) {
        while (row.next()) {
          write.setString(1, row.getString(1));
          write.setLong(2, row.getLong(2));
          write.execute();
        }
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** A table's quoted name and its quoted columns, without those that are computed. */
  private record Table(String name, String columns) {}
}
