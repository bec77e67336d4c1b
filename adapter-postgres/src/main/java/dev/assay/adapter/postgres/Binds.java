package dev.assay.adapter.postgres;

import dev.assay.spi.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sets the parameters of a statement one after the other. */
final class Binds {

  private final Connection connection;
  private final PreparedStatement statement;
  private int at;

  Binds(Connection connection, PreparedStatement statement) {
    this.connection = connection;
    this.statement = statement;
  }

  Binds text(@Nullable String value) throws SQLException {
    statement.setString(++at, value);
    return this;
  }

  Binds number(long value) throws SQLException {
    statement.setLong(++at, value);
    return this;
  }

  Binds number(int value) throws SQLException {
    statement.setInt(++at, value);
    return this;
  }

  Binds flag(boolean value) throws SQLException {
    statement.setBoolean(++at, value);
    return this;
  }

  Binds uuid(UUID value) throws SQLException {
    statement.setObject(++at, value);
    return this;
  }

  /** Sets an array of texts, or null for null. */
  Binds texts(@Nullable List<? extends @Nullable String> values) throws SQLException {
    return array("text", values == null ? null : values.toArray(new @Nullable String[0]));
  }

  Binds ints(List<Integer> values) throws SQLException {
    return array("int4", values.toArray(new Integer[0]));
  }

  Binds longs(List<Long> values) throws SQLException {
    return array("int8", values.toArray(new Long[0]));
  }

  /** Sets a value in the text form of the type that the place in the statement is cast to. */
  Binds literal(String value) throws SQLException {
    statement.setObject(++at, value, Types.OTHER);
    return this;
  }

  Binds jsons(List<Json> values) throws SQLException {
    return array("jsonb", values.stream().map(Json::toString).toArray());
  }

  Binds uuids(List<UUID> values) throws SQLException {
    return array("uuid", values.toArray());
  }

  private Binds array(String type, @Nullable Object @Nullable [] values) throws SQLException {
    if (values == null) {
      statement.setNull(++at, Types.ARRAY);
    } else {
      statement.setArray(++at, connection.createArrayOf(type, values));
    }
    return this;
  }
}
