package dev.assay.tck.model;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A commit of a sequence.
 *
 * @param mark a number that no other draft of the sequence has; it stands in all its payloads
 * @param payload what its events hold besides, by number; 0 is nothing
 */
record Draft(
    int mark,
    StreamId stream,
    RequestId request,
    Expectation expected,
    int events,
    int payload,
    int effects,
    List<Claim> claims,
    List<Claim> releases) {

  private static final List<Json> PAYLOADS =
      List.of(
          JsonNull.INSTANCE,
          Json.parse("9007199254740993"),
          Json.parse("[1.50,-0.000001,1e30,12345678901234567890.123]"),
          Json.parse("{\"b\":{\"\":[null,true]},\"a\":\"e\\u0301 \\u00e9\"}"),
          Json.parse("\" text\\twith 'quotes' \\\\ and \\ud83d\\ude00 \""));

  static final int KINDS_OF_PAYLOAD = PAYLOADS.size();

  Draft {
    claims = List.copyOf(claims);
    releases = List.copyOf(releases);
  }

  Commit commit(long head) {
    return commit(head, events);
  }

  private Commit commit(long head, int count) {
    List<Event> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(new Event(i % 3 == 2 ? "Closed" : "Opened", data(i), JsonObject.EMPTY));
    }
    return new Commit(
        stream, request, expected.at(head), list, effectList(), claims, releases, data(0));
  }

  /** Returns the commit without its events, as a truncated one is recorded. */
  Commit withoutEvents(long head) {
    return commit(head, 0);
  }

  private List<Effect> effectList() {
    List<Effect> list = new ArrayList<>();
    for (int i = 0; i < effects; i++) {
      list.add(new Effect("mail", "Send", data(i)));
    }
    return list;
  }

  private JsonObject data(int index) {
    JsonObject data = JsonObject.EMPTY.with("mark", mark).with("n", index);
    return payload == 0 ? data : data.with("value", PAYLOADS.get(payload));
  }

  /** Returns the same draft with those of its claims and releases only that {@code may} accepts. */
  Draft using(Predicate<Claim> may) {
    List<Claim> claimed = claims.stream().filter(may).toList();
    List<Claim> released = releases.stream().filter(may).toList();
    return with(expected, events, payload, effects, claimed, released);
  }

  /** Returns simpler drafts of the same request. */
  List<Draft> simpler() {
    Set<Draft> found = new LinkedHashSet<>();
    found.add(with(expected, 1, 0, 0, List.of(), List.of()));
    found.add(with(expected, events, 0, 0, List.of(), List.of()));
    found.add(with(expected, events, payload, 0, claims, releases));
    found.add(with(expected, events, payload, effects, claims, List.of()));
    found.add(with(expected, events, payload, effects, List.of(), releases));
    found.add(with(expected, events, 0, effects, claims, releases));
    found.add(with(Expectation.ANY, events, payload, effects, claims, releases));
    found.add(with(expected, 0, payload, effects, claims, releases));
    found.add(with(expected, Math.min(1, events), payload, effects, claims, releases));
    found.add(with(expected, events / 2, payload, effects, claims, releases));
    found.add(with(expected, Math.max(0, events - 1), payload, effects, claims, releases));
    found.removeIf(draft -> !draft.isSimplerThan(this));
    return List.copyOf(found);
  }

  private boolean isSimplerThan(Draft other) {
    return !equals(other)
        && events <= other.events
        && payload <= other.payload
        && effects <= other.effects;
  }

  private Draft with(
      Expectation expectation,
      int eventCount,
      int payloadNumber,
      int effectCount,
      List<Claim> claimed,
      List<Claim> released) {
    return new Draft(
        mark,
        stream,
        request,
        expectation,
        eventCount,
        payloadNumber,
        effectCount,
        claimed,
        released);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("%s to '%s', expecting %s".formatted(request, stream, expected));
    text.append(", %d %s".formatted(events, events == 1 ? "event" : "events"));
    text.append(payload == 0 ? "" : " with " + PAYLOADS.get(payload));
    text.append(effects == 0 ? "" : ", effects: " + effects);
    text.append(claims.isEmpty() ? "" : ", claims " + claims);
    return text.append(releases.isEmpty() ? "" : ", releases " + releases).toString();
  }
}
