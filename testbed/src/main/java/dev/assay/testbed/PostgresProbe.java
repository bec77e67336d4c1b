package dev.assay.testbed;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Is what a PostgreSQL server tells of itself.
 *
 * @param version such as {@code 18.6}
 * @param durability the settings that decide what survives a crash
 */
record PostgresProbe(String version, Map<String, String> durability) {
  private static final String SECONDS = "10";
  private static final List<String> DURABILITY =
      List.of(
          "fsync",
          "synchronous_commit",
          "full_page_writes",
          "wal_sync_method",
          "data_checksums",
          "synchronous_standby_names");

  ServerFacts facts() {
    return new ServerFacts(version, durability);
  }

  /** Asks the server, within half a minute. */
  static PostgresProbe of(PostgresUri uri) {
    try (Connection connection = connect(uri)) {
      return new PostgresProbe(version(connection), settings(connection, DURABILITY));
    } catch (SQLException e) {
      throw new TestbedException(sentence(uri, e), e);
    }
  }

  /**
   * Returns those of the settings that the server knows, with their values in the server's
   * spelling.
   */
  static Map<String, String> settings(PostgresUri uri, Collection<String> names) {
    try (Connection connection = connect(uri)) {
      return settings(connection, names);
    } catch (SQLException e) {
      throw new TestbedException(sentence(uri, e), e);
    }
  }

  static Connection connect(PostgresUri uri) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", SECONDS);
    properties.setProperty("socketTimeout", SECONDS);
    properties.setProperty("loginTimeout", "30");
    properties.setProperty("ApplicationName", "assay-testbed");
    properties.putAll(uri.properties());
    String database = URLEncoder.encode(uri.database(), StandardCharsets.UTF_8).replace("+", "%20");
    String url = "jdbc:postgresql://" + uri.address() + "/" + database;
    Connection connection = new Driver().connect(url, properties);
    if (connection == null) {
      throw new SQLException("the driver does not accept its own URL", "08001");
    }
    return connection;
  }

  private static String version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show server_version")) {
      row.next();
      // Distributions add their own name after the number.
      return row.getString(1).split(" ", 2)[0];
    }
  }

  private static Map<String, String> settings(Connection connection, Collection<String> names)
      throws SQLException {
    Map<String, String> settings = new TreeMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement("select current_setting(?, true)")) {
      for (String name : names) {
        statement.setString(1, name);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          String value = row.getString(1);
          if (value != null) {
            settings.put(name, value);
          }
        }
      }
    }
    return Collections.unmodifiableMap(settings);
  }

  private static String sentence(PostgresUri uri, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return switch (state) {
      case "28P01", "28000" ->
          "PostgreSQL at %s does not let user '%s' in: check the user and the password in the URI."
              .formatted(uri.address(), uri.user());
      case "3D000" ->
          "PostgreSQL at %s has no database '%s': create it, or name another one in the URI."
              .formatted(uri.address(), uri.database());
      case "53300" ->
          "PostgreSQL at %s has no connection left: close some, or raise max_connections."
              .formatted(uri.address());
      case "57P03" ->
          "PostgreSQL at %s is starting or stopping: try again in a moment."
              .formatted(uri.address());
      default -> network(uri, e, state);
    };
  }

  private static String network(PostgresUri uri, SQLException e, String state) {
    if (caused(e, UnknownHostException.class)) {
      return "The host '%s' is not known: correct the host in the URI.".formatted(uri.host());
    }
    if (caused(e, ConnectException.class)) {
      return "Nothing answers at %s: start PostgreSQL there, or correct the host and port in the URI."
          .formatted(uri.address());
    }
    // The driver gives no cause when its time for the whole login is over.
    if (caused(e, SocketTimeoutException.class)
        || (state.equals("08001") && e.getCause() == null)) {
      return "%s did not answer in time: is it a PostgreSQL server, and can it be reached from here?"
          .formatted(uri.address());
    }
    return "PostgreSQL at %s could not be used (SQL state %s): is it a PostgreSQL server, and is it well?"
        .formatted(uri.address(), state.isEmpty() ? "unknown" : state);
  }

  private static boolean caused(Throwable thrown, Class<? extends Throwable> type) {
    @Nullable Throwable cause = thrown;
    // A chain of causes may be a ring; none that is honest is this long.
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (type.isInstance(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
