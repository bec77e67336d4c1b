package dev.assay.spi.view;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cuts documents down to the selected paths. */
final class Selection {

  private Selection() {}

  static JsonObject of(List<Path> paths, JsonObject document) {
    return object(paths.stream().map(Path::keys).toList(), document);
  }

  private static JsonObject object(List<List<String>> paths, JsonObject object) {
    Map<String, Json> kept = new LinkedHashMap<>();
    object
        .members()
        .forEach((key, value) -> member(below(paths, key), value).ifPresent(v -> kept.put(key, v)));
    return new JsonObject(kept);
  }

  // The rests of the paths that lead through a key; an empty rest selects the whole value.
  private static List<List<String>> below(List<List<String>> paths, String key) {
    return paths.stream()
        .filter(path -> path.get(0).equals(key))
        .map(path -> path.subList(1, path.size()))
        .toList();
  }

  private static Optional<Json> member(List<List<String>> rests, Json value) {
    if (rests.isEmpty()) {
      return Optional.empty();
    }
    if (rests.stream().anyMatch(List::isEmpty)) {
      return Optional.of(value);
    }
    if (value instanceof JsonObject object) {
      return Optional.of(object(rests, object));
    }
    if (value instanceof JsonArray array) {
      return Optional.of(elements(rests, array));
    }
    return Optional.empty();
  }

  private static JsonArray elements(List<List<String>> rests, JsonArray array) {
    return new JsonArray(
        array.values().stream().flatMap(element -> member(rests, element).stream()).toList());
  }
}
