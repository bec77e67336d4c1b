package dev.assay.spi.view;

import dev.assay.spi.json.Json;
import java.util.Collection;
import java.util.List;

/**
 * Writes down what a page cursor is bound to: equal queries give equal texts and different ones
 * different texts, whatever their names, keys and values contain.
 */
final class QueryText {

  private final StringBuilder out = new StringBuilder();

  private QueryText() {}

  /** Returns the text of everything but the page size and the place. */
  static String of(ViewQuery query) {
    QueryText text = new QueryText();
    text.value(Json.of(query.collection()));
    text.filter(query.where());
    for (Sort sort : query.sort()) {
      text.part(sort.descending() ? "descending" : "ascending", () -> text.path(sort.path()));
    }
    text.part("select", () -> query.select().forEach(text::path));
    return text.out.toString();
  }

  private void filter(Filter filter) {
    if (filter instanceof Filter.And and) {
      part("and", () -> and.filters().forEach(this::filter));
    } else if (filter instanceof Filter.Or or) {
      part("or", () -> or.filters().forEach(this::filter));
    } else if (filter instanceof Filter.Not not) {
      part("not", () -> filter(not.filter()));
    } else if (filter instanceof Filter.In in) {
      predicate("in", in.path(), in.values());
    } else if (filter instanceof Filter.Compare compare) {
      predicate(compare.order().name(), compare.path(), List.of(compare.value()));
    } else if (filter instanceof Filter.Exists exists) {
      predicate("exists", exists.path(), List.of());
    } else {
      text(filter);
    }
  }

  private void text(Filter filter) {
    if (filter instanceof Filter.Prefix prefix) {
      predicate("prefix", prefix.path(), List.of(Json.of(prefix.text())));
    } else if (filter instanceof Filter.Contains contains) {
      predicate("contains", contains.path(), List.of(Json.of(contains.text())));
    } else {
      Filter.FullText fullText = (Filter.FullText) filter;
      part(
          "text",
          () -> {
            fullText.paths().forEach(this::path);
            value(Json.of(fullText.text()));
          });
    }
  }

  private void predicate(String name, Path path, Collection<Json> values) {
    part(
        name,
        () -> {
          path(path);
          values.forEach(this::value);
        });
  }

  private void path(Path path) {
    part("path", () -> path.keys().forEach(key -> value(Json.of(key))));
  }

  private void part(String name, Runnable content) {
    out.append(name).append('(');
    content.run();
    out.append(')');
  }

  // Canonical JSON ends where it ends, so values that follow each other cannot be confused.
  private void value(Json json) {
    out.append(json).append(' ');
  }
}
