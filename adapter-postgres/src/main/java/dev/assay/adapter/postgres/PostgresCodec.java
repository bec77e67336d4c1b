package dev.assay.adapter.postgres;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Turns the values of the SPI into those of PostgreSQL and back. */
final class PostgresCodec {

  private PostgresCodec() {}

  /** Writes effects as a JSON array; null if there are none. */
  static @Nullable String effects(List<Effect> effects) {
    if (effects.isEmpty()) {
      return null;
    }
    // As text: a wrapped payload may be nested deeper than a value of the SPI.
    StringJoiner out = new StringJoiner(",", "[", "]");
    for (Effect effect : effects) {
      out.add(
          "{\"target\":%s,\"type\":%s,\"data\":%s,\"metadata\":%s}"
              .formatted(
                  Json.of(effect.target()),
                  Json.of(effect.type()),
                  effect.data(),
                  effect.metadata()));
    }
    return out.toString();
  }

  /** Reads effects from a two-dimensional array of texts. */
  static List<Effect> effects(@Nullable Array array) throws SQLException {
    List<Effect> effects = new ArrayList<>();
    if (array != null) {
      for (String[] parts : (String[][]) array.getArray()) {
        effects.add(
            new Effect(parts[0], parts[1], Json.parse(parts[2]), JsonObject.parse(parts[3])));
      }
    }
    return effects;
  }

  /** Writes claims as a JSON array; null if there are none. */
  static @Nullable String claims(List<Claim> claims) {
    if (claims.isEmpty()) {
      return null;
    }
    List<Json> values = new ArrayList<>();
    for (Claim claim : claims) {
      values.add(JsonObject.EMPTY.with("space", claim.space()).with("value", claim.value()));
    }
    return new JsonArray(values).toString();
  }

  /** Reads what {@link #claims(List)} wrote. */
  static List<Claim> claims(@Nullable String text) {
    List<Claim> claims = new ArrayList<>();
    if (text != null && Json.parse(text) instanceof JsonArray values) {
      for (Json value : values) {
        claims.add(new Claim(member(value, "space"), member(value, "value")));
      }
    }
    return claims;
  }

  private static String member(Json value, String name) {
    if (value instanceof JsonObject object
        && object.get(name).orElse(value) instanceof JsonString text) {
      return text.value();
    }
    throw new IllegalArgumentException("a claim has no " + name);
  }

  static Event event(ResultSet row, int type) throws SQLException {
    return new Event(
        row.getString(type),
        Json.parse(row.getString(type + 1)),
        JsonObject.parse(row.getString(type + 2)));
  }

  static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** Reads a position from three columns: incarnation, transaction id, place. */
  static Position position(ResultSet row, int first) throws SQLException {
    return new Position(row.getLong(first), row.getLong(first + 1), row.getInt(first + 2));
  }

  static FeedPosition feed(Position position) {
    return new FeedPosition(0, position.cursor());
  }
}
