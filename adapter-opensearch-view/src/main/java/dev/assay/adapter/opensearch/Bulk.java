package dev.assay.adapter.opensearch;

import dev.assay.adapter.opensearch.Names.Place;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Writes that are sent in one request, and judged one by one. */
final class Bulk {

  private final String what;
  private final List<JsonObject> lines = new ArrayList<>();
  private int items;

  Bulk(String what) {
    this.what = what;
  }

  /**
   * What became of one write.
   *
   * @param status a status of HTTP
   * @param body the rest of the answer
   */
  record Item(int status, JsonObject body) {

    boolean succeeded() {
      return status < 300;
    }

    String reason() {
      return Answer.reason(body);
    }

    Place place() {
      return new Place(
          Answer.number(body, "_seq_no").orElse(-1L),
          Answer.number(body, "_primary_term").orElse(-1L));
    }
  }

  /** Adds the write of a document. The index must be there: it is never made by a write. */
  void index(JsonObject target, JsonObject document) {
    add(JsonObject.of("index", target.with("require_alias", Json.of(true))), document);
  }

  void delete(JsonObject target) {
    lines.add(JsonObject.of("delete", target));
    items++;
  }

  /** Adds one write in two lines. */
  void add(JsonObject action, JsonObject document) {
    lines.add(action);
    lines.add(document);
    items++;
  }

  /**
   * Sends the request once.
   *
   * @return what became of each write, in their order; where the server refused all of them, that
   */
  List<Item> send(Rest rest, Deadline deadline) throws SendFailure {
    Answer answer = rest.send(Request.lines(what, "/_bulk", lines), deadline);
    if (!answer.succeeded()) {
      return java.util.Collections.nCopies(items, new Item(answer.status(), answer.body()));
    }
    List<Json> answers = Answer.list(answer.body(), "items");
    if (answers.size() != items) {
      throw new SendFailure(true, what + " was answered by something that is no OpenSearch.", null);
    }
    return answers.stream().map(one -> item((JsonObject) one)).toList();
  }

  // Each element is an object with one member, which is named by the action.
  private static Item item(JsonObject element) {
    JsonObject body = (JsonObject) element.members().values().iterator().next();
    return new Item(Answer.number(body, "status").orElse(500L).intValue(), body);
  }
}
