package dev.assay.tck.data;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * Folds a history into a short text that is the same wherever the history is the same. What differs
 * from backend to backend is left out: recorded times and feed positions.
 *
 * <p>A history is written as lines of canonical JSON, one for each commit or event, stream by
 * stream in code point order; the digest is the SHA-256 of the lines in UTF-8, each ended by a line
 * feed.
 */
public final class StateDigest {

  private static final Comparator<String> BY_CODE_POINT =
      (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
  private static final Comparator<StreamId> BY_NAME =
      Comparator.comparing(StreamId::type, BY_CODE_POINT)
          .thenComparing(StreamId::id, BY_CODE_POINT);

  private StateDigest() {}

  /** Returns the digest of a history. */
  public static String of(List<String> lines) {
    MessageDigest sha = sha256();
    for (String line : lines) {
      sha.update(line.getBytes(StandardCharsets.UTF_8));
      sha.update((byte) '\n');
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  /** Returns the lines of commits as the feed shows them; within a stream in the given order. */
  public static List<String> commits(List<RecordedCommit> feed) {
    return feed.stream()
        .sorted(Comparator.comparing(commit -> commit.receipt().stream(), BY_NAME))
        .map(StateDigest::line)
        .toList();
  }

  /** Returns the lines of events; within a stream in the given order. */
  public static List<String> events(List<RecordedEvent> events) {
    return events.stream()
        .sorted(Comparator.comparing(RecordedEvent::stream, BY_NAME))
        .map(StateDigest::line)
        .toList();
  }

  private static String line(RecordedEvent recorded) {
    return json(recorded.event())
        .with("stream", json(recorded.stream()))
        .with("version", recorded.version())
        .toString();
  }

  private static String line(RecordedCommit commit) {
    Receipt receipt = commit.receipt();
    return JsonObject.EMPTY
        .with("stream", json(receipt.stream()))
        .with("request", receipt.request().value())
        .with("before", receipt.before())
        .with("after", receipt.after())
        .with("response", receipt.response())
        .with("truncated", Json.of(commit.truncated()))
        .with("events", array(commit.events(), recorded -> json(recorded.event())))
        .with("effects", array(commit.effects(), StateDigest::json))
        .with("claims", array(commit.claims(), StateDigest::json))
        .with("releases", array(commit.releases(), StateDigest::json))
        .toString();
  }

  private static JsonObject json(Event event) {
    return JsonObject.EMPTY
        .with("type", event.type())
        .with("data", event.data())
        .with("metadata", event.metadata());
  }

  private static JsonObject json(Effect effect) {
    return JsonObject.EMPTY
        .with("target", effect.target())
        .with("type", effect.type())
        .with("data", effect.data())
        .with("metadata", effect.metadata());
  }

  private static Json json(Claim claim) {
    return JsonArray.of(Json.of(claim.space()), Json.of(claim.value()));
  }

  private static Json json(StreamId stream) {
    return JsonArray.of(Json.of(stream.type()), Json.of(stream.id()));
  }

  private static <T> JsonArray array(List<T> items, Function<T, Json> toJson) {
    List<Json> values = new ArrayList<>();
    items.forEach(item -> values.add(toJson.apply(item)));
    return new JsonArray(values);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
