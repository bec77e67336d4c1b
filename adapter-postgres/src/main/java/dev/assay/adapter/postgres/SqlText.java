package dev.assay.adapter.postgres;

import dev.assay.spi.json.Json;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A statement under construction: fixed pieces of SQL, and the values that are bound to their
 * question marks. No value ever becomes part of the text.
 */
final class SqlText {

  private final StringBuilder text = new StringBuilder();
  private final List<Call.Bind> values = new ArrayList<>();

  /** Adds a piece of SQL. */
  SqlText add(String piece) {
    text.append(piece);
    return this;
  }

  /** Binds a text to the next question mark. */
  SqlText text(String value) {
    return bind(binds -> binds.text(value));
  }

  /** Binds a whole number. */
  SqlText number(long value) {
    return bind(binds -> binds.number(value));
  }

  /** Binds a value in the text form of the type that the question mark is cast to. */
  SqlText literal(String value) {
    return bind(binds -> binds.literal(value));
  }

  /** Binds an exact decimal to a question mark that is cast to {@code numeric}. */
  SqlText decimal(BigDecimal value) {
    return literal(value.toString());
  }

  /** Binds a list of texts. */
  SqlText texts(List<String> value) {
    return bind(binds -> binds.texts(value));
  }

  /** Binds a list of JSON values. */
  SqlText jsons(List<Json> value) {
    return bind(binds -> binds.jsons(value));
  }

  /** Binds a list of digests. */
  SqlText uuids(List<UUID> value) {
    return bind(binds -> binds.uuids(value));
  }

  /** Returns the SQL. */
  String sql() {
    return text.toString();
  }

  /** Returns how many values are bound. */
  int size() {
    return values.size();
  }

  /** Binds all values. */
  void bind(Binds binds) throws SQLException {
    for (Call.Bind value : values) {
      value.to(binds);
    }
  }

  private SqlText bind(Call.Bind value) {
    values.add(value);
    return this;
  }
}
