package dev.assay.tck.data;

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
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Documents and searches for them, drawn from so few keys and values that most searches find
 * something, and that what looks alike meets.
 */
public final class Searches {

  private static final List<String> KEYS = List.of("a", "b", "c", "a.b", "", "x\"y'");

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "A",
          "ab",
          "aB",
          "b",
          "a b",
          "b ",
          "%",
          "a%",
          "_",
          "*",
          "a?",
          "\\",
          "\\%",
          "'",
          "10",
          "9",
          "true",
          "null",
          "\u00e9",
          "e\u0301",
          "\u00df",
          "ss",
          "\uff5e",
          "\ud83d\ude00",
          "\ud83d\ude01",
          "the Cat",
          "cat, DOG",
          "dogs-cat",
          "\u65e5\u672c");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "-1",
          "9",
          "10",
          "10.0",
          "0.1",
          "0.10000000000000001",
          "1e50",
          "1e-50",
          "9007199254740992",
          "9007199254740993",
          "9223372036854775808");

  /** Numbers of which a double cannot tell some apart. */
  public static final List<Json> CLOSE_NUMBERS =
      json(
          "0",
          "0.1",
          "0.10000000000000001",
          "0.1000000000000000000000000001",
          "1e-90",
          "9007199254740992",
          "9007199254740993",
          "9007199254740994",
          "9223372036854775807",
          "9223372036854775808",
          "-9007199254740992",
          "-9007199254740993",
          "1e90",
          "12345678901234567890123456789012345678901234567890.1",
          "12345678901234567890123456789012345678901234567890.2");

  /** Texts that a collation, a case fold or a normalisation takes for one another. */
  public static final List<String> CLOSE_TEXTS =
      List.of(
          "",
          " ",
          "a",
          "A",
          "b",
          "B",
          "a ",
          " a",
          "aa",
          "ab",
          "aB",
          "a-b",
          "\u00e1",
          "a\u0301",
          "z",
          "Z",
          "_",
          "\u00df",
          "ss",
          "SS",
          "i",
          "I",
          "\u0131",
          "\u0130",
          "1",
          "10",
          "9",
          "\ufb00",
          "ff",
          "\uff21",
          "\uff5e",
          "\uffff",
          "\ud83d\ude00",
          "\ud83d\ude01",
          "\ud800\udc00",
          "\ue000");

  private Searches() {}

  /** Parses JSON values. */
  public static List<Json> json(String... texts) {
    return List.of(texts).stream().map(Json::parse).toList();
  }

  /** Returns documents. */
  public static Arbitrary<JsonObject> documents() {
    return Documents.objects(Arbitraries.of(KEYS), Arbitraries.lazy(() -> values(2)));
  }

  private static Arbitrary<Json> values(int depth) {
    Arbitrary<Json> scalars =
        Arbitraries.frequencyOf(
            Tuple.of(8, scalars()), Tuple.of(1, Arbitraries.<Json>just(JsonNull.INSTANCE)));
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<Json> inner = Arbitraries.lazy(() -> values(depth - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(4, scalars),
        Tuple.of(2, inner.list().ofMaxSize(3).map(JsonArray::new)),
        Tuple.of(2, Documents.objects(Arbitraries.of(KEYS), inner).map(Json.class::cast)));
  }

  private static Arbitrary<Json> scalars() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.of(TEXTS).map(Json::of)),
        Tuple.of(3, Arbitraries.of(NUMBERS).map(n -> Json.of(new BigDecimal(n)))),
        Tuple.of(1, Arbitraries.of(false, true).map(Json::of)));
  }

  /** Returns searches in a collection, each from its first page on. */
  public static Arbitrary<ViewQuery> queries(String collection) {
    Arbitrary<Sort> sorts = Combinators.combine(paths(), Arbitraries.of(false, true)).as(Sort::new);
    return Combinators.combine(
            filters(2),
            sorts.list().ofMaxSize(2),
            paths().list().ofMaxSize(2),
            Arbitraries.of(100, 40, 7))
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

  /** Returns paths. */
  public static Arbitrary<Path> paths() {
    return Arbitraries.frequencyOf(
            Tuple.of(4, keys().ofSize(1)),
            Tuple.of(2, keys().ofSize(2)),
            Tuple.of(1, keys().ofSize(3)))
        .map(Path::new);
  }

  private static net.jqwik.api.arbitraries.ListArbitrary<String> keys() {
    return Arbitraries.of(KEYS).list();
  }

  private static Arbitrary<Filter> filters(int depth) {
    Arbitrary<Filter> predicates = predicates();
    if (depth == 0) {
      return predicates;
    }
    Arbitrary<Filter> inner = Arbitraries.lazy(() -> filters(depth - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(3, predicates),
        Tuple.of(1, inner.map(Filter::not)),
        Tuple.of(1, inner.list().ofMaxSize(3).map(Filter.And::new)),
        Tuple.of(1, inner.list().ofMaxSize(3).map(Filter.Or::new)));
  }

  private static Arbitrary<Filter> predicates() {
    Arbitrary<Json> ordered =
        scalars().filter(json -> !(json.equals(Json.of(true)) || json.equals(Json.of(false))));
    Arbitrary<String> parts = Arbitraries.of(TEXTS);
    return Arbitraries.oneOf(
        Combinators.combine(paths(), scalars().list().ofMaxSize(3)).as(Filter.In::new),
        Combinators.combine(paths(), Arbitraries.of(Filter.Order.values()), ordered)
            .as(Filter.Compare::new),
        paths().map(Filter.Exists::new),
        Combinators.combine(paths(), parts).as(Filter.Prefix::new),
        Combinators.combine(paths(), parts).as(Filter.Contains::new));
  }

  /** Returns filters that hold full text, alone or inside others. */
  public static Arbitrary<Filter> fullTexts() {
    Arbitrary<String> words = Arbitraries.oneOf(Arbitraries.of(TEXTS), Documents.texts());
    Arbitrary<Filter> texts =
        Combinators.combine(
                paths().list().ofMinSize(1).ofMaxSize(3),
                words.list().ofMinSize(1).ofMaxSize(2).map(parts -> String.join(" ", parts)))
            .as(Filter.FullText::new);
    return Arbitraries.oneOf(
        texts,
        texts.map(Filter::not),
        Combinators.combine(texts, predicates()).as(Filter::and),
        Combinators.combine(texts, predicates()).as(Filter::or));
  }

  /** Returns some values of an arbitrary, the same ones for the same seed. */
  public static <T> List<T> some(Arbitrary<T> values, int count, long seed) {
    List<T> found = new ArrayList<>();
    Property.forAll(values, count, seed, found::add);
    return found;
  }
}
