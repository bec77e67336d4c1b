package dev.assay.testbed;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Talks to a server by its URI. */
final class Sql {
  private Sql() {}

  static Connection connect(Server server) throws SQLException {
    return PostgresProbe.connect(PostgresUri.parse(server.uri()));
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  static String value(Server server, String sql) throws SQLException {
    try (Connection connection = connect(server)) {
      return value(connection, sql);
    }
  }

  static void execute(Server server, String sql) throws SQLException {
    try (Connection connection = connect(server)) {
      execute(connection, sql);
    }
  }
}
