package dev.assay.adapter.opensearch;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonBoolean;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What the server answered.
 *
 * @param status the status of HTTP
 * @param body the body
 */
record Answer(int status, JsonObject body) {

  static final int NOT_FOUND = 404;
  static final int CONFLICT = 409;
  static final int TOO_MANY = 429;

  private static final int REFUSED = 400;
  private static final int BROKEN = 500;

  boolean succeeded() {
    return status < REFUSED;
  }

  /** Tells whether the server refused, so that nothing was applied. */
  boolean refused() {
    return isRefusal(status);
  }

  static boolean isRefusal(int status) {
    return status >= REFUSED && status < BROKEN;
  }

  /** Returns why, in the server's words. */
  String reason() {
    return reason(body) + " (status " + status + ")";
  }

  /** Returns the reason that an answer or an element of one gives. */
  static String reason(JsonObject body) {
    Json error = body.get("error").orElse(JsonObject.EMPTY);
    if (error instanceof JsonObject object) {
      return list(object, "root_cause").stream()
          .flatMap(cause -> text((JsonObject) cause, "reason").stream())
          .findFirst()
          .or(() -> text(object, "reason"))
          .or(() -> text(object, "type"))
          .orElse("no reason given");
    }
    return error instanceof JsonString text ? text.value() : "no reason given";
  }

  /** Returns the type of the error. */
  String errorType() {
    return text(object(body, "error"), "type").orElse("");
  }

  static JsonObject object(JsonObject in, String name) {
    return in.get(name).orElse(JsonObject.EMPTY) instanceof JsonObject object
        ? object
        : JsonObject.EMPTY;
  }

  static List<Json> list(JsonObject in, String name) {
    return in.get(name).orElse(JsonArray.EMPTY) instanceof JsonArray array
        ? array.values()
        : List.of();
  }

  static Optional<String> text(JsonObject in, String name) {
    return in.get(name).flatMap(Answer::text);
  }

  private static Optional<String> text(Json json) {
    return json instanceof JsonString text ? Optional.of(text.value()) : Optional.empty();
  }

  static Optional<Long> number(JsonObject in, String name) {
    return in.get(name)
        .flatMap(
            json ->
                json instanceof JsonNumber number ? Optional.of(number.value()) : Optional.empty())
        .map(BigDecimal::longValueExact);
  }

  static boolean truth(JsonObject in, String name) {
    return in.get(name).orElse(null) instanceof JsonBoolean truth && truth.value();
  }
}
