package dev.assay.adapter.opensearch;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.Sort;
import dev.assay.spi.view.ViewQuery;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Draws documents and searches that the kit does not dwell on: arrays in arrays in arrays, keys
 * that look like places in arrays or like words of a query language, numbers at the limits.
 */
final class RandomViews {

  private static final List<String> KEYS =
      List.of("a", "b", "0", "-1", "*", "$", "@", "a\".\"b", "\\", "\n", "?", "\ud83d\ude00", "");

  private static final List<String> TEXTS =
      List.of("", "x", "X y", "x-z", "\\", "\"", "%", "a\u0301", "\uffff", "\ud83d\ude00", "1");

  private static final List<String> NUMBERS =
      List.of("0", "1", "-1", "1.5", "1e130", "-1e130", "1e-130", "9".repeat(131), "100");

  private final Random random;

  RandomViews(long seed) {
    random = new Random(seed);
  }

  JsonObject document() {
    return object(4);
  }

  ViewQuery query(String collection) {
    ViewQuery query = ViewQuery.in(collection).where(filter(3));
    for (Sort sort : list(2, () -> new Sort(path(), random.nextBoolean()))) {
      query = query.sortedBy(sort);
    }
    return query.selecting(list(1, this::path).toArray(Path[]::new));
  }

  private JsonObject object(int depth) {
    Map<String, Json> members = new LinkedHashMap<>();
    list(4, () -> members.put(pick(KEYS), value(depth - 1)));
    return new JsonObject(members);
  }

  private Json value(int depth) {
    int kind = random.nextInt(depth > 0 ? 10 : 5);
    return kind < 5
        ? scalar(kind)
        : kind < 7 ? object(depth) : new JsonArray(list(3, () -> value(depth - 1)));
  }

  private Json scalar(int kind) {
    return switch (kind) {
      case 0 -> JsonNull.INSTANCE;
      case 1 -> Json.of(random.nextBoolean());
      case 2 -> number();
      default -> Json.of(pick(TEXTS));
    };
  }

  private Json number() {
    return Json.of(new BigDecimal(pick(NUMBERS)));
  }

  private Filter filter(int depth) {
    int kind = random.nextInt(depth > 0 ? 10 : 6);
    return switch (kind) {
      case 0 -> new Filter.In(path(), list(3, () -> scalar(1 + random.nextInt(3))));
      case 1 ->
          new Filter.Compare(
              path(),
              pick(List.of(Filter.Order.values())),
              random.nextBoolean() ? number() : Json.of(pick(TEXTS)));
      case 2 -> new Filter.Exists(path());
      case 3 -> new Filter.Prefix(path(), pick(TEXTS));
      case 4 -> new Filter.Contains(path(), pick(TEXTS));
      case 5 -> new Filter.FullText(List.of(path(), path()), pick(TEXTS) + " " + pick(TEXTS));
      case 6 -> filter(depth - 1).not();
      case 7 -> new Filter.Or(list(3, () -> filter(depth - 1)));
      default -> new Filter.And(list(3, () -> filter(depth - 1)));
    };
  }

  private Path path() {
    List<String> keys = list(2, () -> pick(KEYS.subList(0, 2 + random.nextInt(KEYS.size() - 1))));
    return keys.isEmpty() ? Path.of(pick(KEYS)) : new Path(keys);
  }

  private <T> List<T> list(int most, Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
