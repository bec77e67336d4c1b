package dev.assay.adapter.opensearch;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Sort;
import dev.assay.spi.view.Tokens;
import dev.assay.spi.view.ViewQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Compiles a search to the server's query language. All of a document that can be asked for is in
 * the one field {@code terms}; see {@link Terms}. Values stand in the query as JSON, never as text
 * that somebody takes apart, but for the pattern of {@code contains}, which is escaped.
 *
 * <p>A few filters cannot be asked for exactly: comparisons with texts of more than 900 bytes,
 * {@code contains} (of a long text only the beginning is a term), and filters with more parts or
 * levels than the server takes. They are compiled to a bound: under an even number of {@code not}
 * to one that finds too much, under an odd number to one that finds too little, so that the whole
 * never misses a match. {@link #isExact} says whether that happened; then each document that is
 * found has to satisfy {@link Filter#matches} as well.
 */
final class SearchQuery {

  // The server takes 1,024 by default, and some are not for the filter.
  private static final int MOST_CLAUSES = 900;
  private static final int MOST_LEVELS = 50;
  private static final int VALUES_PER_CLAUSE = 10_000;
  private static final int MOST_PATTERN = 50;

  private static final String FIELD = "terms";
  private static final JsonObject ALL = JsonObject.of("match_all", JsonObject.EMPTY);
  private static final JsonObject NONE = JsonObject.of("match_none", JsonObject.EMPTY);

  private final ViewQuery query;
  private final JsonObject compiled;
  private boolean exact = true;
  private int clauses;

  /** Compiles the filter and the order of a search. */
  SearchQuery(ViewQuery query, String generation) {
    this.query = query;
    this.compiled = and(List.of(term("live", generation), filter(query.where(), true, 0)));
  }

  /** Tells whether everything that is found is a match. */
  boolean isExact() {
    return exact;
  }

  /** Returns a request for views behind a place. */
  JsonObject request(int size, List<Json> after) {
    JsonObject request =
        JsonObject.EMPTY
            .with("size", size)
            .with("query", compiled)
            .with("sort", sort())
            .with("track_total_hits", Json.of(false));
    return after.isEmpty() ? request : request.with("search_after", new JsonArray(after));
  }

  private JsonArray sort() {
    List<Json> criteria = new ArrayList<>();
    query.sort().forEach(criterion -> criteria.add(criterion(criterion)));
    criteria.add(JsonObject.of("id", JsonObject.EMPTY.with("order", "asc")));
    return new JsonArray(criteria);
  }

  // Of the values at a path, only the least and the greatest are stored.
  private static JsonObject criterion(Sort sort) {
    JsonObject path = term("sorts.path", Terms.path(sort.path()));
    return JsonObject.of(
        "sorts.value",
        JsonObject.EMPTY
            .with("order", sort.descending() ? "desc" : "asc")
            .with("mode", sort.descending() ? "max" : "min")
            .with("missing", "_last")
            .with("nested", JsonObject.EMPTY.with("path", "sorts").with("filter", path)));
  }

  /** Returns what the server would say of a place. */
  static List<Json> after(ViewQuery.Place place) {
    List<Json> values = new ArrayList<>();
    place
        .values()
        .forEach(
            value ->
                values.add(value.map(v -> Json.of(Terms.sortable(v))).orElse(JsonNull.INSTANCE)));
    values.add(Json.of(place.id()));
    return values;
  }

  private JsonObject filter(Filter filter, boolean most, int level) {
    if (level == MOST_LEVELS || clauses >= MOST_CLAUSES) {
      return bound(most);
    }
    clauses++;
    if (filter instanceof Filter.And and) {
      return and(all(and.filters(), most, level));
    }
    if (filter instanceof Filter.Or or) {
      return or(all(or.filters(), most, level));
    }
    if (filter instanceof Filter.Not not) {
      JsonObject inner = filter(not.filter(), !most, level + 1);
      return bool("must_not", List.of(inner));
    }
    return predicate(filter, most);
  }

  private List<JsonObject> all(List<Filter> filters, boolean most, int level) {
    return filters.stream().map(filter -> filter(filter, most, level + 1)).toList();
  }

  private JsonObject predicate(Filter filter, boolean most) {
    if (filter instanceof Filter.In in) {
      return in(in);
    }
    if (filter instanceof Filter.Compare compare) {
      return compare(compare, most);
    }
    if (filter instanceof Filter.Exists exists) {
      return term(FIELD, Terms.exists(Terms.path(exists.path())));
    }
    if (filter instanceof Filter.Prefix prefix) {
      return prefix(Terms.path(prefix.path()), prefix.text(), most);
    }
    if (filter instanceof Filter.Contains contains) {
      return contains(Terms.path(contains.path()), contains.text(), most);
    }
    return fullText((Filter.FullText) filter, most);
  }

  /** Returns everything or nothing, where a filter cannot be asked for. */
  private JsonObject bound(boolean most) {
    exact = false;
    return most ? ALL : NONE;
  }

  private JsonObject in(Filter.In in) {
    String path = Terms.path(in.path());
    List<Json> terms = new ArrayList<>();
    in.values().forEach(value -> terms.add(Json.of(Terms.equal(path, value))));
    List<JsonObject> parts = new ArrayList<>();
    for (int i = 0; i < terms.size(); i += VALUES_PER_CLAUSE) {
      parts.add(anyOf(terms.subList(i, Math.min(terms.size(), i + VALUES_PER_CLAUSE))));
    }
    return parts.size() == 1 ? parts.get(0) : or(parts);
  }

  private JsonObject compare(Filter.Compare compare, boolean most) {
    String path = Terms.path(compare.path());
    if (compare.value() instanceof JsonNumber number) {
      return range(path, Terms.NUMBER, compare.order(), NumberText.of(number.value()));
    }
    String text = ((JsonString) compare.value()).value();
    if (!Terms.isLong(text)) {
      return range(path, Terms.TEXT, compare.order(), text);
    }
    // Texts that begin like this one may stand on either side of it.
    exact = false;
    boolean less = compare.order() == Filter.Order.LESS || compare.order() == Filter.Order.AT_MOST;
    Filter.Order order =
        less
            ? most ? Filter.Order.AT_MOST : Filter.Order.LESS
            : most ? Filter.Order.AT_LEAST : Filter.Order.GREATER;
    return range(path, Terms.TEXT, order, Terms.cut(text));
  }

  // The terms of one type at one path lie between its letter and the next one.
  private static JsonObject range(String path, char type, Filter.Order order, String value) {
    String term = path + type + value;
    String first = path + type;
    String end = path + (char) (type + 1);
    JsonObject bounds =
        switch (order) {
          case LESS -> JsonObject.EMPTY.with("gte", first).with("lt", term);
          case AT_MOST -> JsonObject.EMPTY.with("gte", first).with("lte", term);
          case GREATER -> JsonObject.EMPTY.with("gt", term).with("lt", end);
          case AT_LEAST -> JsonObject.EMPTY.with("gte", term).with("lt", end);
        };
    return JsonObject.of("range", JsonObject.of(FIELD, bounds));
  }

  private JsonObject prefix(String path, String text, boolean most) {
    if (Terms.isLong(text)) {
      exact = false;
      return most ? term(FIELD, path + Terms.TEXT + Terms.cut(text)) : NONE;
    }
    return beginning(path + Terms.TEXT + text);
  }

  private static JsonObject beginning(String term) {
    JsonObject bounds = JsonObject.EMPTY.with("gte", term).with("lt", behind(term));
    return JsonObject.of("range", JsonObject.of(FIELD, bounds));
  }

  /** Returns the least text that is greater than every text which begins with a term. */
  private static String behind(String term) {
    int last = term.codePointBefore(term.length());
    String rest = term.substring(0, term.length() - Character.charCount(last));
    if (last == Character.MAX_CODE_POINT) {
      return behind(rest);
    }
    boolean surrogate = last + 1 == Character.MIN_SURROGATE;
    return rest + Character.toString(surrogate ? Character.MAX_SURROGATE + 1 : last + 1);
  }

  private JsonObject contains(String path, String text, boolean most) {
    if (text.isEmpty()) {
      return beginning(path + Terms.TEXT);
    }
    exact = false;
    String part = beginningOf(text);
    JsonObject known = wildcard(path + Terms.TEXT + "*" + escaped(part) + "*");
    if (most) {
      return or(List.of(known, term(FIELD, path + Terms.LONG)));
    }
    return part.equals(text) ? known : NONE;
  }

  // A long pattern makes a large automaton, which the server refuses.
  private static String beginningOf(String text) {
    return text.codePointCount(0, text.length()) <= MOST_PATTERN
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST_PATTERN));
  }

  private static JsonObject wildcard(String pattern) {
    return JsonObject.of("wildcard", JsonObject.of(FIELD, JsonObject.EMPTY.with("value", pattern)));
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
  }

  private JsonObject fullText(Filter.FullText fullText, boolean most) {
    Set<String> tokens = Tokens.of(fullText.text());
    if (tokens.isEmpty()) {
      return NONE;
    }
    clauses += tokens.size();
    boolean tooMany = clauses > MOST_CLAUSES || fullText.paths().size() > VALUES_PER_CLAUSE;
    if (tooMany) {
      return bound(most);
    }
    List<String> paths = fullText.paths().stream().map(Terms::path).toList();
    return and(tokens.stream().map(token -> token(paths, token)).toList());
  }

  private static JsonObject token(List<String> paths, String token) {
    return anyOf(paths.stream().map(path -> Json.of(Terms.token(path, token))).toList());
  }

  private static JsonObject anyOf(List<Json> terms) {
    return JsonObject.of("terms", JsonObject.of(FIELD, new JsonArray(terms)));
  }

  private static JsonObject term(String field, String value) {
    return JsonObject.of("term", JsonObject.of(field, JsonObject.EMPTY.with("value", value)));
  }

  // What is always or never true is left out: the server counts it too.
  private static JsonObject and(List<JsonObject> parts) {
    if (parts.contains(NONE)) {
      return NONE;
    }
    List<JsonObject> rest = parts.stream().filter(part -> !part.equals(ALL)).toList();
    return rest.isEmpty() ? ALL : bool("filter", rest);
  }

  private static JsonObject or(List<JsonObject> parts) {
    if (parts.contains(ALL)) {
      return ALL;
    }
    List<JsonObject> rest = parts.stream().filter(part -> !part.equals(NONE)).toList();
    return rest.isEmpty() ? NONE : bool("should", rest);
  }

  private static JsonObject bool(String kind, List<JsonObject> parts) {
    return JsonObject.of("bool", JsonObject.of(kind, new JsonArray(List.copyOf(parts))));
  }
}
