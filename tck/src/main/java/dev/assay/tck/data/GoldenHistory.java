package dev.assay.tck.data;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A history that is the same for ever and everywhere: commits with the answers that every store
 * gives to them, and what is recorded afterwards. It lies in {@code golden-history.jsonl}.
 *
 * @param steps the commits in the order they are written
 */
public record GoldenHistory(List<Step> steps) {

  private static final String RESOURCE = "/dev/assay/tck/golden-history.jsonl";
  private static final Json ANY = Json.of("any");
  private static final Json EXISTS = Json.of("exists");

  /**
   * A commit and the answer to it.
   *
   * @param commit the commit
   * @param answer the name of the {@link dev.assay.spi.event.CommitResult}
   */
  public record Step(Commit commit, String answer) {

    boolean isCommitted() {
      return answer.equals("Committed");
    }

    private Step withoutClaims() {
      Commit plain =
          new Commit(
              commit.stream(),
              commit.request(),
              commit.expected(),
              commit.events(),
              commit.effects(),
              List.of(),
              List.of(),
              commit.response());
      return new Step(plain, answer);
    }
  }

  /** Copies the steps. */
  public GoldenHistory {
    steps = List.copyOf(steps);
  }

  /** Reads the history. */
  public static GoldenHistory load() {
    return new GoldenHistory(text().lines().map(GoldenHistory::step).toList());
  }

  /** Returns the same history for stores without claims; what only a claim refused is left out. */
  public GoldenHistory withoutClaims() {
    return new GoldenHistory(
        steps.stream()
            .filter(step -> !step.answer().equals("ClaimTaken"))
            .map(Step::withoutClaims)
            .toList());
  }

  /** Returns the streams that the history writes to. */
  public Set<StreamId> streams() {
    Set<StreamId> streams = new LinkedHashSet<>();
    steps.forEach(step -> streams.add(step.commit().stream()));
    return streams;
  }

  /** Returns what is recorded afterwards; recorded times and positions have no meaning in it. */
  public List<RecordedCommit> recorded() {
    Map<StreamId, Long> heads = new HashMap<>();
    List<RecordedCommit> recorded = new ArrayList<>();
    for (Step step : steps) {
      if (step.isCommitted()) {
        long before = heads.getOrDefault(step.commit().stream(), 0L);
        recorded.add(recorded(step.commit(), before));
        heads.put(step.commit().stream(), before + step.commit().events().size());
      }
    }
    return recorded;
  }

  private static RecordedCommit recorded(Commit commit, long before) {
    List<RecordedEvent> events = new ArrayList<>();
    for (Event event : commit.events()) {
      long version = before + events.size() + 1;
      events.add(new RecordedEvent(commit.stream(), version, Instant.EPOCH, event));
    }
    Receipt receipt =
        new Receipt(
            commit.stream(),
            commit.request(),
            before,
            before + events.size(),
            commit.response(),
            Instant.EPOCH,
            new FeedPosition(0, Cursor.START));
    return new RecordedCommit(
        receipt, events, false, commit.effects(), commit.claims(), commit.releases());
  }

  private static Step step(String line) {
    JsonObject step = JsonObject.parse(line);
    List<Json> stream = list(step, "stream");
    Commit commit =
        new Commit(
            new StreamId(text(stream.get(0)), text(stream.get(1))),
            new RequestId(text(member(step, "request"))),
            expected(member(step, "expected")),
            list(step, "events").stream().map(GoldenHistory::event).toList(),
            list(step, "effects").stream().map(GoldenHistory::effect).toList(),
            list(step, "claims").stream().map(GoldenHistory::claim).toList(),
            list(step, "releases").stream().map(GoldenHistory::claim).toList(),
            member(step, "response"));
    return new Step(commit, text(member(step, "answer")));
  }

  private static ExpectedVersion expected(Json json) {
    if (json.equals(ANY)) {
      return ExpectedVersion.any();
    }
    return json.equals(EXISTS)
        ? ExpectedVersion.exists()
        : ExpectedVersion.exactly(((JsonNumber) json).value().longValueExact());
  }

  private static Event event(Json json) {
    List<Json> parts = ((JsonArray) json).values();
    return new Event(text(parts.get(0)), parts.get(1), (JsonObject) parts.get(2));
  }

  private static Effect effect(Json json) {
    List<Json> parts = ((JsonArray) json).values();
    return new Effect(
        text(parts.get(0)), text(parts.get(1)), parts.get(2), (JsonObject) parts.get(3));
  }

  private static Claim claim(Json json) {
    List<Json> parts = ((JsonArray) json).values();
    return new Claim(text(parts.get(0)), text(parts.get(1)));
  }

  private static Json member(JsonObject object, String key) {
    return object.get(key).orElse(JsonNull.INSTANCE);
  }

  private static List<Json> list(JsonObject object, String key) {
    return object.get(key).map(json -> ((JsonArray) json).values()).orElse(List.of());
  }

  private static String text(Json json) {
    return ((JsonString) json).value();
  }

  private static String text() {
    try (InputStream in = GoldenHistory.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("The kit lacks its resource " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
