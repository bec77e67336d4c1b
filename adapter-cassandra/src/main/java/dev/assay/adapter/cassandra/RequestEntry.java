package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import dev.assay.spi.CorruptStore;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.InvalidJson;
import dev.assay.spi.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The row of one request. Each write to it is conditional on the revision before, and leaves the id
 * of its attempt, so that who got no answer finds out whether it was applied.
 *
 * @param place when it was first received; unique
 * @param interaction what the request belongs to
 * @param body what was asked
 * @param received how often it was received
 * @param lastAt when it was last received, in microseconds
 * @param error the last error
 * @param revision how often the row was written
 * @param attempts the last of the attempts that wrote it
 */
record RequestEntry(
    UUID place,
    String interaction,
    String body,
    long received,
    long lastAt,
    Optional<String> error,
    long revision,
    List<UUID> attempts) {

  /** How many attempts are kept: as many may come between a try of a call and its next one. */
  static final int KEPT = 32;

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;
  // The epoch of time uuids, which count tenths of microseconds from the start of 1582-10-15.
  private static final long MICROS_BEFORE_1970 = 12_219_292_800L * MICROS_PER_SECOND;
  private static final int TICKS_PER_MICRO = 10;

  static RequestEntry first(Request request, UUID place, UUID attempt) {
    return new RequestEntry(
        place,
        request.interaction(),
        request.body().toString(),
        1,
        micros(place),
        Optional.empty(),
        1,
        List.of(attempt));
  }

  static RequestEntry of(Row row) {
    UUID place = row.getUuid("place");
    String interaction = row.getString("interaction");
    String body = row.getString("body");
    if (place == null || interaction == null || body == null) {
      throw new CorruptStore("the table requests", "a request has no content", null);
    }
    return new RequestEntry(
        place,
        interaction,
        body,
        row.getLong("received"),
        row.getLong("last_at"),
        Optional.ofNullable(row.getString("error")),
        row.getLong("revision"),
        Optional.ofNullable(row.getList("attempts", UUID.class)).orElse(List.of()));
  }

  /** Returns the row after one more receipt. */
  RequestEntry again(UUID attempt) {
    long now = Math.max(lastAt, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    return new RequestEntry(
        place, interaction, body, received + 1, now, error, revision + 1, with(attempt));
  }

  /** Returns the row after a failure. */
  RequestEntry failed(String reason, UUID attempt) {
    return new RequestEntry(
        place,
        interaction,
        body,
        received,
        lastAt,
        Optional.of(reason),
        revision + 1,
        with(attempt));
  }

  private List<UUID> with(UUID attempt) {
    List<UUID> all = new ArrayList<>(attempts);
    all.add(attempt);
    return all.subList(Math.max(0, all.size() - KEPT), all.size());
  }

  LoggedRequest logged(StreamId stream, RequestId request, Optional<Receipt> receipt) {
    try {
      return new LoggedRequest(
          new Request(stream, request, interaction, Json.parse(body)),
          received,
          time(micros(place)),
          time(lastAt),
          error,
          receipt);
    } catch (InvalidJson e) {
      throw new CorruptStore("the table requests", "the body of a request is not JSON", e);
    }
  }

  static Instant time(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
  }

  /** Returns the microseconds since 1970 that a place names. */
  static long micros(UUID place) {
    return place.timestamp() / TICKS_PER_MICRO - MICROS_BEFORE_1970;
  }

  /** Returns a new place, behind all those that this process took before. */
  static UUID newPlace() {
    return Uuids.timeBased();
  }
}
