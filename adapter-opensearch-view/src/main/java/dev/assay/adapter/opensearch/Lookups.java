package dev.assay.adapter.opensearch;

import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Looks documents up by id: in real time, and from the primary, which knows every write. */
final class Lookups {

  private static final Map<String, String> PRIMARY = Map.of("preference", "_primary");

  private final Rest rest;

  Lookups(Rest rest) {
    this.rest = rest;
  }

  /** Names a document. */
  static JsonObject document(String index, String id) {
    return JsonObject.EMPTY.with("_index", index).with("_id", id);
  }

  /** Names a document of which nothing but the version is wanted. */
  static JsonObject version(String index, String id) {
    return document(index, id).with("_source", Json.of(false));
  }

  /** Returns what was found, in the same order. */
  List<JsonObject> find(String what, List<JsonObject> documents, Deadline deadline) {
    Request request =
        Request.post(
            what, "/_mget", PRIMARY, JsonObject.of("docs", new JsonArray(List.copyOf(documents))));
    java.time.Duration pause = Rest.firstPause();
    while (true) {
      Answer answer = rest.read(request, deadline);
      List<JsonObject> found =
          Answer.list(answer.body(), "docs").stream().map(JsonObject.class::cast).toList();
      List<JsonObject> failed = found.stream().filter(one -> one.get("error").isPresent()).toList();
      if (failed.isEmpty() && found.size() == documents.size()) {
        return found;
      }
      // A shard that just moves, or comes up again.
      if (!Rest.pause(pause, deadline)) {
        throw new StoreUnavailable(
            "%s failed at %s: %s."
                .formatted(
                    what,
                    rest.server(),
                    failed.isEmpty() ? "the answer is cut short" : Answer.reason(failed.get(0))),
            null);
      }
      pause = Rest.longer(pause);
    }
  }
}
