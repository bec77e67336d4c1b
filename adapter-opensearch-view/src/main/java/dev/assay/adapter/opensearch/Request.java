package dev.assay.adapter.opensearch;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * What is asked of the server. Ids and values stand in the body, as JSON; a path holds names of
 * this store's own indexes only.
 *
 * @param what what is done, for a person
 * @param method the method of HTTP
 * @param path the path
 * @param parameters the parameters behind the path
 * @param body the body; empty if there is none
 * @param type the type of the body
 */
record Request(
    String what,
    String method,
    String path,
    Map<String, String> parameters,
    String body,
    String type) {

  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";

  static Request get(String what, String path) {
    return new Request(what, "GET", path, Map.of(), "", JSON);
  }

  static Request post(String what, String path, Map<String, String> parameters, Json body) {
    return new Request(what, "POST", path, parameters, body.toString(), JSON);
  }

  static Request put(String what, String path, Json body) {
    return new Request(what, "PUT", path, Map.of(), body.toString(), JSON);
  }

  /** Returns a request whose lines are each a JSON object. */
  static Request lines(String what, String path, List<JsonObject> lines) {
    StringBuilder body = new StringBuilder();
    lines.forEach(line -> body.append(line).append('\n'));
    return new Request(what, "POST", path, Map.of(), body.toString(), LINES);
  }
}
