package dev.assay.tck.data;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.Sort;
import dev.assay.spi.view.ViewQuery;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Searches for some documents: with every operator, on paths and for values of which most are those
 * of the documents, so that they find some and not all, and the others are like them.
 */
public final class Queries {

  private static final int LEVELS = 2;

  private final Set<Path> paths = new LinkedHashSet<>();
  private final Set<Json> values = new LinkedHashSet<>();
  private final Set<String> parts = new LinkedHashSet<>();

  private Queries(List<JsonObject> documents) {
    documents.forEach(document -> members(List.of(), document));
  }

  /** Returns searches for these documents. */
  public static Queries about(List<JsonObject> documents) {
    return new Queries(documents);
  }

  private void members(List<String> keys, JsonObject object) {
    object
        .members()
        .forEach(
            (key, value) -> {
              List<String> longer = new ArrayList<>(keys);
              longer.add(key);
              paths.add(new Path(longer));
              value(longer, value);
            });
  }

  private void value(List<String> keys, Json value) {
    if (value instanceof JsonArray array) {
      array.forEach(element -> value(keys, element));
    } else if (value instanceof JsonObject object) {
      members(keys, object);
    } else if (Filter.isSortable(value)) {
      values.add(value);
      if (value instanceof JsonString text) {
        text(text.value());
      }
    }
  }

  private void text(String text) {
    parts.add(text);
    if (!text.isEmpty()) {
      parts.add(text.substring(0, text.offsetByCodePoints(0, 1)));
      parts.add(text.substring(text.offsetByCodePoints(0, 1)));
    }
  }

  /** Returns searches in a collection, each from its first page on. */
  public Arbitrary<ViewQuery> in(String collection) {
    Arbitrary<Sort> sorts = Combinators.combine(paths(), Arbitraries.of(false, true)).as(Sort::new);
    return Combinators.combine(
            filters(LEVELS),
            sorts.list().ofMaxSize(2),
            paths().list().ofMaxSize(2),
            Arbitraries.of(100, 50, 40, 7))
        .as((where, sort, select, limit) -> query(collection, where, sort, select, limit));
  }

  private static ViewQuery query(
      String collection, Filter where, List<Sort> sort, List<Path> select, int limit) {
    ViewQuery query = ViewQuery.in(collection).where(where).limit(limit);
    for (Sort criterion : sort) {
      query = query.sortedBy(criterion);
    }
    return query.selecting(select.toArray(Path[]::new));
  }

  private Arbitrary<Path> paths() {
    Arbitrary<Path> any =
        Arbitraries.of(Searches.KEYS).list().ofMinSize(1).ofMaxSize(3).map(Path::new);
    return mostly(paths, any);
  }

  private Arbitrary<Json> values() {
    return mostly(values, Searches.scalars());
  }

  private Arbitrary<String> parts() {
    return mostly(parts, Arbitraries.of(Searches.TEXTS));
  }

  private static <T> Arbitrary<T> mostly(Set<T> known, Arbitrary<T> any) {
    return known.isEmpty()
        ? any
        : Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.of(known)), Tuple.of(1, any));
  }

  private Arbitrary<Filter> filters(int level) {
    Arbitrary<Filter> predicates = predicates();
    if (level == 0) {
      return predicates;
    }
    Arbitrary<Filter> inner = Arbitraries.lazy(() -> filters(level - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(3, predicates),
        Tuple.of(1, inner.map(Filter::not)),
        Tuple.of(1, inner.list().ofMaxSize(3).map(Filter.And::new)),
        Tuple.of(1, inner.list().ofMaxSize(3).map(Filter.Or::new)));
  }

  private Arbitrary<Filter> predicates() {
    Arbitrary<Json> ordered =
        values().filter(json -> !(json.equals(Json.of(true)) || json.equals(Json.of(false))));
    return Arbitraries.oneOf(
        Combinators.combine(paths(), values().list().ofMaxSize(3)).as(Filter.In::new),
        Combinators.combine(paths(), Arbitraries.of(Filter.Order.values()), ordered)
            .as(Filter.Compare::new),
        paths().map(Filter.Exists::new),
        Combinators.combine(paths(), parts()).as(Filter.Prefix::new),
        Combinators.combine(paths(), parts()).as(Filter.Contains::new));
  }

  /** Returns filters that hold full text, alone or inside others. */
  public Arbitrary<Filter> fullTexts() {
    Arbitrary<String> words = Arbitraries.oneOf(parts(), Documents.texts());
    Arbitrary<Filter> texts =
        Combinators.combine(
                paths().list().ofMinSize(1).ofMaxSize(3),
                words.list().ofMinSize(1).ofMaxSize(2).map(few -> String.join(" ", few)))
            .as(Filter.FullText::new);
    return Arbitraries.oneOf(
        texts,
        texts.map(Filter::not),
        Combinators.combine(texts, predicates()).as(Filter::and),
        Combinators.combine(texts, predicates()).as(Filter::or));
  }
}
