package dev.assay.adapter.postgres;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonBoolean;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.Sort;
import dev.assay.spi.view.Tokens;
import dev.assay.spi.view.ViewQuery;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Compiles a search to one statement. Every path and value is a bound parameter.
 *
 * <p>The values at a path come from a {@code jsonpath} whose {@code [*]} passes through arrays; for
 * the rare document with arrays directly in arrays the server writes a longer one. Its comparisons
 * are those of the SPI: types never coerce, numbers are exact, texts compare by code point. Each
 * predicate is true or false and never null, so that {@code not} is the exact complement. A type is
 * asked for by {@code case} before a value is converted, because the server may evaluate an {@code
 * and} in any order. Where texts compare in SQL, it is by {@code collate "C"}: by code point.
 *
 * <p>A sort stands by the columns rank (0 boolean, 1 number, 2 text), number and text (as much of
 * it as counts) of the least or greatest value; they are null where there is none. An equality that
 * every match must satisfy is asked of the GIN index first, which may find too much; the exact
 * predicate stays.
 */
final class SearchSql {

  // Other calls are planned once and always by index. A search is planned for its own values.
  static final String SETTINGS =
      """
      select set_config('plan_cache_mode', 'force_custom_plan', true),
        set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true),
        set_config('enable_mergejoin', 'on', true), set_config('enable_memoize', 'off', true);
      """;

  private static final String SORTABLE =
      " ? (@.type() == \"string\" || @.type() == \"number\" || @.type() == \"boolean\")";

  private static final String RANK =
      "case jsonb_typeof(x) when 'boolean' then 0 when 'number' then 1 when 'string' then 2 end";
  private static final String NUMBER =
      "case jsonb_typeof(x) when 'boolean' then x::boolean::int::numeric"
          + " when 'number' then x::numeric end";
  private static final String TEXT =
      "(case jsonb_typeof(x) when 'string' then left(x #>> '{}', %d) end) collate \"C\""
          .formatted(Sort.TEXT_LENGTH);

  // More than that is not looked up in the index: each value costs a search there.
  private static final int MAX_INDEXED_VALUES = 32;

  // A page ends behind the document that reaches this.
  private static final long MOST_BYTES = 8L << 20;

  // The protocol counts the parameters of a statement with two bytes.
  private static final int MAX_PARAMETERS = 30_000;

  private final ViewQuery query;
  private final SqlText sql = new SqlText();

  // No document is deeper than Json.MAX_DEPTH, so a longer path finds nothing.
  private final List<Integer> sorts = new ArrayList<>();

  private SearchSql(ViewQuery query) {
    this.query = query;
    for (int i = 0; i < query.sort().size(); i++) {
      if (reachable(query.sort().get(i).path())) {
        sorts.add(i);
      }
    }
  }

  /**
   * Compiles a query; the statement yields id, revision, document and collection of one view more
   * than a page holds, and how many these are; but it stops behind the view that makes them too
   * many bytes.
   *
   * @throws IllegalArgumentException if its page cursor is not one of this query, or if it has more
   *     parts than a statement can carry
   */
  static SqlText compile(String realm, ViewQuery query) {
    return new SearchSql(query).compile(realm);
  }

  private SqlText compile(String realm) {
    sql.add("select f.id, f.revision, f.document, f.target, f.found\nfrom (");
    sql.add("select o.*, count(*) over () as found, row_number() over () as place, ");
    sql.add("sum(octet_length(o.document)) over (rows unbounded preceding)");
    sql.add(" - octet_length(o.document) as bytes_before\nfrom (");
    sql.add("select v.id, v.revision, v.document::text as document, ");
    name("target", realm);
    sql.add(" as target\nfrom assay.views v");
    sorts.forEach(this::sortColumns);
    sql.add("\nwhere v.document is not null and v.collection = ");
    name("collection", realm);
    prefilter(query.where());
    sql.add("\nand ");
    filter(query.where());
    query.begin().ifPresent(this::behind);
    sql.add("\norder by ");
    sorts.forEach(this::order);
    sql.add("v.id collate \"C\"\nlimit ?").number(query.limit() + 1L);
    sql.add("\n) o) f\nwhere f.bytes_before < ?\norder by f.place").number(MOST_BYTES);
    if (sql.size() > MAX_PARAMETERS) {
      throw new IllegalArgumentException("The query has more parts than a statement can carry");
    }
    return sql;
  }

  private void name(String column, String realm) {
    sql.add("(select n.").add(column).add(" from assay.view_names n");
    sql.add(" where n.realm = ? and n.name = ?)").text(realm).text(query.collection());
  }

  // The path is asked with a condition of a few fixed ones; the value it compares with is bound.
  private void path(Path path, String condition) {
    sql.add("case when v.nesting < 2 then ?::jsonpath else assay.view_path(?, v.nesting, ?) end");
    sql.literal(jsonPath(path) + condition).texts(path.keys()).text(condition);
  }

  private void values(Path path) {
    sql.add("jsonb_path_query(v.document, ");
    path(path, "");
    sql.add(") as x");
  }

  // Keys are quoted as JSON strings, which are jsonpath strings as well.
  private static String jsonPath(Path path) {
    StringBuilder text = new StringBuilder("$");
    path.keys().forEach(key -> text.append('.').append(Json.of(key)));
    return text.append("[*]").toString();
  }

  private static boolean reachable(Path path) {
    return path.keys().size() <= Json.MAX_DEPTH;
  }

  private void prefilter(Filter filter) {
    if (filter instanceof Filter.And and) {
      and.filters().forEach(this::prefilter);
    } else if (filter instanceof Filter.In in
        && reachable(in.path())
        && !in.values().isEmpty()
        && in.values().size() <= MAX_INDEXED_VALUES) {
      List<String> equal = in.values().stream().map(value -> "@ == " + value).toList();
      // The driver reads ?? as the question mark of the operator.
      sql.add("\nand (v.document @?? ?::jsonpath or v.nesting > 1)");
      sql.literal(jsonPath(in.path()) + " ? (" + String.join(" || ", equal) + ")");
    }
  }

  private void filter(Filter filter) {
    if (filter instanceof Filter.And and) {
      all(" and ", "true", and.filters());
    } else if (filter instanceof Filter.Or or) {
      all(" or ", "false", or.filters());
    } else if (filter instanceof Filter.Not not) {
      sql.add("not (");
      filter(not.filter());
      sql.add(")");
    } else if (filter instanceof Filter.FullText fullText) {
      fullText(fullText);
    } else {
      predicate(filter);
    }
  }

  private void all(String operator, String none, List<Filter> filters) {
    sql.add("(");
    String separator = "";
    for (Filter filter : filters) {
      sql.add(separator);
      filter(filter);
      separator = operator;
    }
    sql.add(filters.isEmpty() ? none : "").add(")");
  }

  private void predicate(Filter filter) {
    Path path = path(filter);
    if (!reachable(path)) {
      sql.add("false");
    } else if (filter instanceof Filter.In in) {
      some(path, " ? (@ == $v[*])", new JsonArray(in.values()));
    } else if (filter instanceof Filter.Compare compare) {
      some(path, " ? (@ " + operator(compare.order()) + " $v)", compare.value());
    } else if (filter instanceof Filter.Exists) {
      some(path, " ? (@ != null)", JsonNull.INSTANCE);
    } else if (filter instanceof Filter.Prefix prefix) {
      texts(path, "starts_with((x #>> '{}') collate \"C\", ?)", prefix.text());
    } else if (filter instanceof Filter.Contains contains) {
      texts(path, "strpos((x #>> '{}') collate \"C\", ?) > 0", contains.text());
    }
  }

  private void some(Path path, String condition, Json value) {
    sql.add("jsonb_path_exists(v.document, ");
    path(path, condition);
    sql.add(", ?::jsonb, true) is true").literal(JsonObject.of("v", value).toString());
  }

  private void texts(Path path, String condition, String value) {
    sql.add("exists (select from ");
    values(path);
    sql.add(" where case when jsonb_typeof(x) = 'string' then ").add(condition);
    sql.add(" else false end)").text(value);
  }

  private static Path path(Filter filter) {
    if (filter instanceof Filter.In in) {
      return in.path();
    } else if (filter instanceof Filter.Compare compare) {
      return compare.path();
    } else if (filter instanceof Filter.Exists exists) {
      return exists.path();
    } else if (filter instanceof Filter.Prefix prefix) {
      return prefix.path();
    } else if (filter instanceof Filter.Contains contains) {
      return contains.path();
    }
    throw new IllegalArgumentException("A filter of an unknown kind: " + filter.getClass());
  }

  private static String operator(Filter.Order order) {
    return switch (order) {
      case LESS -> "<";
      case AT_MOST -> "<=";
      case GREATER -> ">";
      case AT_LEAST -> ">=";
    };
  }

  private void fullText(Filter.FullText filter) {
    List<Path> paths = filter.paths().stream().filter(SearchSql::reachable).toList();
    Set<String> wanted = Tokens.of(filter.text());
    if (wanted.isEmpty() || paths.isEmpty()) {
      sql.add("false");
      return;
    }
    String separator = "(";
    for (String token : wanted) {
      List<UUID> digests = paths.stream().map(path -> ViewIndex.digest(path, token)).toList();
      sql.add(separator).add("v.tokens && ?").uuids(digests);
      separator = " and ";
    }
    sql.add(")");
  }

  // From the inside out: all values, the one that counts, its columns. Without "offset 0" the
  // server
  // would merge the three and compute each value several times.
  private void sortColumns(int i) {
    Sort sort = query.sort().get(i);
    String direction = direction(sort);
    sql.add("\ncross join lateral (select ");
    sql.add(RANK).add(" as rank, ").add(NUMBER).add(" as number, ").add(TEXT).add(" as text");
    sql.add(" from (select case when jsonb_array_length(a) < 2 then a -> 0 else");
    sql.add(" (select x from jsonb_array_elements(a) as x order by ");
    sql.add(String.join(direction + ", ", RANK, NUMBER, TEXT)).add(direction);
    sql.add(" limit 1) end as x from (select jsonb_path_query_array(v.document, ");
    path(sort.path(), SORTABLE);
    sql.add(") as a offset 0) as found offset 0) as counting offset 0) ").add(alias(i));
  }

  private void order(int i) {
    String direction = direction(query.sort().get(i)) + " nulls last, ";
    for (String column : List.of(".rank", ".number", ".text")) {
      sql.add(alias(i)).add(column).add(direction);
    }
  }

  // Behind a place is what stands behind it by one criterion and beside it by all earlier ones.
  private void behind(ViewQuery.Place place) {
    sql.add("\nand (");
    for (int i : sorts) {
      Optional<Json> value = place.values().get(i);
      if (value.isPresent()) {
        later(i, value.get());
        sql.add("\nor ");
        beside(i, value.get());
      } else {
        sql.add(alias(i)).add(".rank is null");
      }
      sql.add(" and (");
    }
    sql.add("v.id collate \"C\" > ?").text(place.id());
    sql.add(")".repeat(sorts.size())).add(")");
  }

  private void later(int i, Json value) {
    boolean descending = query.sort().get(i).descending();
    String operator = descending ? " < " : " > ";
    sql.add("coalesce(").add(alias(i)).add(".rank").add(operator).add("? or ").number(rank(value));
    sql.add(alias(i)).add(".rank = ? and ").number(rank(value));
    column(i, operator, value);
    sql.add(", true)");
  }

  private void beside(int i, Json value) {
    sql.add(alias(i)).add(".rank = ? and ").number(rank(value));
    column(i, " = ", value);
  }

  private void column(int i, String operator, Json value) {
    sql.add(alias(i));
    if (value instanceof JsonString text) {
      sql.add(".text collate \"C\"").add(operator).add("?").text(text.value());
    } else {
      sql.add(".number").add(operator).add("?::numeric").decimal(number(value));
    }
  }

  private static int rank(Json value) {
    return value instanceof JsonBoolean ? 0 : value instanceof JsonNumber ? 1 : 2;
  }

  private static BigDecimal number(Json value) {
    if (value instanceof JsonNumber number) {
      return number.value();
    } else if (value instanceof JsonBoolean truth) {
      return truth.value() ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    throw new IllegalArgumentException("The page cursor is damaged");
  }

  private static String direction(Sort sort) {
    return sort.descending() ? " desc" : " asc";
  }

  private static String alias(int i) {
    return "s" + i;
  }
}
