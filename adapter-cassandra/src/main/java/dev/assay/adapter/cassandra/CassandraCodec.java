package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.assay.spi.CorruptStore;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/** Turns the values of the SPI into those of Cassandra and back. */
final class CassandraCodec {

  private CassandraCodec() {}

  /** Writes effects as a JSON array. */
  static String effects(List<Effect> effects) {
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

  /** Reads what {@link #effects(List)} wrote. */
  private static List<Effect> effects(String text) {
    List<Effect> effects = new ArrayList<>();
    for (Json value : (JsonArray) Json.parse(text)) {
      JsonObject effect = (JsonObject) value;
      effects.add(
          new Effect(
              ((JsonString) member(effect, "target")).value(),
              ((JsonString) member(effect, "type")).value(),
              member(effect, "data"),
              (JsonObject) member(effect, "metadata")));
    }
    return effects;
  }

  private static Json member(JsonObject object, String name) {
    return object.get(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
  }

  static List<Effect> effects(StreamId stream, Row request) {
    return read(stream, request, () -> effects(text(request, "effects")));
  }

  /** Reads the receipt in a row of kind 'request'. */
  static Receipt receipt(StreamId stream, int partition, Row row) {
    return read(
        stream,
        row,
        () ->
            new Receipt(
                stream,
                new RequestId(text(row, "name")),
                row.getLong("version_before"),
                row.getLong("version_after"),
                Json.parse(text(row, "response")),
                Attempt.instant(row.getLong("recorded")),
                Attempt.of(text(row, "attempt")).position(partition)));
  }

  /** Reads a row of kind 'event'. */
  static RecordedEvent event(StreamId stream, Row row) {
    return read(
        stream,
        row,
        () ->
            new RecordedEvent(
                stream,
                row.getLong("number"),
                Attempt.instant(row.getLong("recorded")),
                new Event(
                    text(row, "event_type"),
                    Json.parse(text(row, "data")),
                    JsonObject.parse(text(row, "metadata")))));
  }

  private static <T> T read(StreamId stream, Row row, Supplier<T> body) {
    try {
      return body.get();
    } catch (IllegalArgumentException | NullPointerException | ClassCastException e) {
      String where =
          "stream %s, row '%s' %d '%s'"
              .formatted(
                  stream, row.getString("kind"), row.getLong("number"), row.getString("name"));
      throw new CorruptStore(where, "it cannot be read", e);
    }
  }

  private static String text(Row row, String column) {
    return Objects.requireNonNull(row.getString(column), column);
  }

  /** Returns the feed partition of a stream, the same for ever. */
  static int partition(StreamId stream, int partitions) {
    CRC32 hash = new CRC32();
    hash.update(stream.type().getBytes(StandardCharsets.UTF_8));
    hash.update(0);
    hash.update(stream.id().getBytes(StandardCharsets.UTF_8));
    return (int) (hash.getValue() % partitions);
  }
}
