package dev.assay.spi.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object.
 *
 * @param members the members; their order has no meaning
 */
public record JsonObject(Map<String, Json> members) implements Json {

  /** An object without members. */
  public static final JsonObject EMPTY = new JsonObject(Map.of());

  /**
   * Copies the members.
   *
   * @throws InvalidJson if a key contains U+0000 or a lone surrogate, or if the object is nested
   *     deeper than {@link Json#MAX_DEPTH}
   */
  public JsonObject {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    members.keySet().forEach(JsonText::check);
    JsonText.checkDepth(members.values());
  }

  /**
   * Parses a JSON object.
   *
   * @throws InvalidJson if the text is not a JSON object
   */
  public static JsonObject parse(String text) {
    Json json = Json.parse(text);
    if (json instanceof JsonObject object) {
      return object;
    }
    throw new InvalidJson("Expected a JSON object, but the text holds another value");
  }

  /** Returns an object with one member. */
  public static JsonObject of(String key, Json value) {
    return new JsonObject(Map.of(key, value));
  }

  /** Returns a copy with one member added or replaced. */
  public JsonObject with(String key, Json value) {
    Map<String, Json> copy = new LinkedHashMap<>(members);
    copy.put(key, value);
    return new JsonObject(copy);
  }

  /** Returns a copy with a string member added or replaced. */
  public JsonObject with(String key, String value) {
    return with(key, Json.of(value));
  }

  /** Returns a copy with a number member added or replaced. */
  public JsonObject with(String key, long value) {
    return with(key, Json.of(value));
  }

  /** Returns the value of a member, if there is one. */
  public Optional<Json> get(String key) {
    return Optional.ofNullable(members.get(key));
  }

  @Override
  public int depth() {
    return 1 + JsonText.deepest(members.values());
  }

  @Override
  public boolean isScalar() {
    return false;
  }

  @Override
  public String toString() {
    return JsonText.write(this);
  }
}
