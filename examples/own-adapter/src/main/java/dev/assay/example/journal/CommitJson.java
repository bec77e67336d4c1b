package dev.assay.example.journal;

import dev.assay.spi.Realm;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The codec: a commit as one line of JSON, and back. */
final class CommitJson {

  private CommitJson() {}

  static JsonObject write(Realm realm, RecordedCommit commit) {
    Receipt receipt = commit.receipt();
    return JsonObject.EMPTY
        .with("realm", realm.name())
        .with("cursor", receipt.position().cursor().text())
        .with("type", receipt.stream().type())
        .with("id", receipt.stream().id())
        .with("request", receipt.request().value())
        .with("before", receipt.before())
        .with("recordedAt", receipt.recordedAt().toString())
        .with("response", receipt.response())
        .with("events", array(commit.events().stream().map(e -> event(e.event())).toList()))
        .with("effects", array(commit.effects().stream().map(CommitJson::effect).toList()));
  }

  static RecordedCommit read(JsonObject line) {
    StreamId stream = new StreamId(text(line, "type"), text(line, "id"));
    Instant at = Instant.parse(text(line, "recordedAt"));
    long before = number(line, "before");
    List<RecordedEvent> events = new ArrayList<>();
    for (JsonObject event : objects(line, "events")) {
      events.add(new RecordedEvent(stream, before + events.size() + 1, at, event(event)));
    }
    Receipt receipt =
        new Receipt(
            stream,
            new RequestId(text(line, "request")),
            before,
            before + events.size(),
            member(line, "response"),
            at,
            new FeedPosition(0, new Cursor(text(line, "cursor"))));
    List<Effect> effects = objects(line, "effects").stream().map(CommitJson::effect).toList();
    return new RecordedCommit(receipt, events, false, effects, List.of(), List.of());
  }

  static String text(JsonObject object, String key) {
    return ((JsonString) member(object, key)).value();
  }

  private static long number(JsonObject object, String key) {
    return ((JsonNumber) member(object, key)).value().longValueExact();
  }

  private static Json member(JsonObject object, String key) {
    return object.get(key).orElseThrow(() -> new IllegalStateException("no member " + key));
  }

  private static JsonObject event(Event event) {
    return JsonObject.of("data", event.data())
        .with("type", event.type())
        .with("metadata", event.metadata());
  }

  private static Event event(JsonObject json) {
    return new Event(text(json, "type"), member(json, "data"), metadata(json));
  }

  private static JsonObject effect(Effect effect) {
    return JsonObject.of("data", effect.data())
        .with("target", effect.target())
        .with("type", effect.type())
        .with("metadata", effect.metadata());
  }

  private static Effect effect(JsonObject json) {
    return new Effect(
        text(json, "target"), text(json, "type"), member(json, "data"), metadata(json));
  }

  private static JsonObject metadata(JsonObject json) {
    return (JsonObject) member(json, "metadata");
  }

  private static JsonArray array(List<JsonObject> objects) {
    return new JsonArray(List.copyOf(objects));
  }

  private static List<JsonObject> objects(JsonObject object, String key) {
    return ((JsonArray) member(object, key)).values().stream().map(JsonObject.class::cast).toList();
  }
}
