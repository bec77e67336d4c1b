package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Limit;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonBoolean;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.Sort;
import dev.assay.spi.view.Tokens;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A search that is made of small steps, as an adapter would translate them; a right one by itself.
 * Its subclasses take one step wrongly.
 */
class EvaluatedSearch extends ForwardingViewStore {

  EvaluatedSearch(MemoryViewStore store) {
    super(store);
  }

  @Override
  public Page<View> search(ViewQuery query) {
    checkPage(query);
    List<View> views = candidates(query);
    Optional<ViewQuery.Place> begin = begin(query);
    List<View> rest =
        views.stream()
            .filter(view -> matches(query.where(), view.document()))
            .filter(view -> begin.isEmpty() || isBehind(query, view, begin.get()))
            .sorted(order(query))
            .toList();
    return page(query, rest);
  }

  void checkPage(ViewQuery query) {
    declaration().limits().check(Limit.PAGE_VIEWS, query.limit());
  }

  /** Cuts the first page off. */
  Page<View> page(ViewQuery query, List<View> rest) {
    List<View> items = rest.subList(0, Math.min(query.limit(), rest.size()));
    Optional<PageCursor> next =
        items.size() == rest.size()
            ? Optional.empty()
            : Optional.of(query.cursor(query.place(items.get(items.size() - 1))));
    return new Page<>(items.stream().map(view -> selected(query, view)).toList(), next);
  }

  final View selected(ViewQuery query, View view) {
    return new View(view.key(), view.revision(), select(query, view.document()));
  }

  JsonObject select(ViewQuery query, JsonObject document) {
    return query.select(document);
  }

  /** Returns all views of the collection. */
  List<View> candidates(ViewQuery query) {
    return everything(query.collection());
  }

  final List<View> everything(String collection) {
    List<View> views = new ArrayList<>();
    ViewQuery all = ViewQuery.in(collection).limit((int) Limit.PAGE_VIEWS.floor());
    Page<View> page = super.search(all);
    views.addAll(page.items());
    while (page.next().isPresent()) {
      page = super.search(all.after(page.next().get()));
      views.addAll(page.items());
    }
    return views;
  }

  Optional<ViewQuery.Place> begin(ViewQuery query) {
    return query.begin();
  }

  boolean isBehind(ViewQuery query, View view, ViewQuery.Place begin) {
    return query.compare(query.place(view), begin) > 0;
  }

  Comparator<View> order(ViewQuery query) {
    Comparator<View> order =
        Comparator.comparing(view -> view.key().id(), (a, b) -> compareTexts(a, b));
    for (int i = query.sort().size() - 1; i >= 0; i--) {
      Sort sort = query.sort().get(i);
      Comparator<View> criterion =
          Comparator.comparing(View::document, (a, b) -> compare(sort, a, b));
      order = criterion.thenComparing(order);
    }
    return order;
  }

  /** Compares two documents by one criterion; one without a value is the last. */
  int compare(Sort sort, JsonObject a, JsonObject b) {
    return sort.compare(value(sort, a), value(sort, b));
  }

  Optional<Json> value(Sort sort, JsonObject document) {
    return sort.value(document);
  }

  boolean matches(Filter filter, JsonObject document) {
    if (filter instanceof Filter.And and) {
      return and(and.filters(), document);
    } else if (filter instanceof Filter.Or or) {
      return or.filters().stream().anyMatch(part -> matches(part, document));
    } else if (filter instanceof Filter.Not not) {
      return not(not.filter(), document);
    } else if (filter instanceof Filter.FullText text) {
      return fullText(text, document);
    } else if (filter instanceof Filter.Exists exists) {
      return exists(exists.path(), document);
    }
    return predicate(filter, document);
  }

  private boolean predicate(Filter filter, JsonObject document) {
    if (filter instanceof Filter.In in) {
      return values(in.path(), document)
          .anyMatch(value -> in.values().stream().anyMatch(wanted -> areEqual(value, wanted)));
    } else if (filter instanceof Filter.Compare compare) {
      return values(compare.path(), document).anyMatch(value -> holds(compare, value));
    } else if (filter instanceof Filter.Prefix prefix) {
      return texts(prefix.path(), document).anyMatch(text -> startsWith(text, prefix.text()));
    } else if (filter instanceof Filter.Contains part) {
      return texts(part.path(), document).anyMatch(text -> contains(text, part.text()));
    }
    throw new AssertionError("There is no other filter than these");
  }

  boolean and(List<Filter> filters, JsonObject document) {
    return filters.stream().allMatch(part -> matches(part, document));
  }

  boolean not(Filter filter, JsonObject document) {
    return !matches(filter, document);
  }

  boolean exists(Path path, JsonObject document) {
    return values(path, document).findAny().isPresent();
  }

  boolean fullText(Filter.FullText filter, JsonObject document) {
    Set<String> found = new HashSet<>();
    filter
        .paths()
        .forEach(path -> texts(path, document).forEach(text -> found.addAll(tokens(text))));
    Set<String> wanted = tokens(filter.text());
    return !wanted.isEmpty() && found.containsAll(wanted);
  }

  Set<String> tokens(String text) {
    return Tokens.of(text);
  }

  Stream<Json> values(Path path, JsonObject document) {
    return path.values(document).stream();
  }

  final Stream<String> texts(Path path, JsonObject document) {
    return values(path, document)
        .filter(JsonString.class::isInstance)
        .map(json -> ((JsonString) json).value());
  }

  boolean areEqual(Json stored, Json wanted) {
    if (stored instanceof JsonString a && wanted instanceof JsonString b) {
      return textsAreEqual(a.value(), b.value());
    }
    return stored.equals(wanted);
  }

  boolean textsAreEqual(String stored, String wanted) {
    return stored.equals(wanted);
  }

  private boolean holds(Filter.Compare compare, Json stored) {
    if (stored.getClass() != compare.value().getClass()) {
      return false;
    }
    int sign = compareScalars(stored, compare.value());
    return switch (compare.order()) {
      case LESS -> sign < 0;
      case AT_MOST -> sign <= 0;
      case GREATER -> sign > 0;
      case AT_LEAST -> sign >= 0;
    };
  }

  final int compareScalars(Json a, Json b) {
    if (a instanceof JsonNumber x && b instanceof JsonNumber y) {
      return compareNumbers(x, y);
    } else if (a instanceof JsonString x && b instanceof JsonString y) {
      return compareTexts(x.value(), y.value());
    } else if (a instanceof JsonBoolean x && b instanceof JsonBoolean y) {
      return Boolean.compare(x.value(), y.value());
    }
    return Integer.compare(rank(a), rank(b));
  }

  private static int rank(Json json) {
    return json instanceof JsonBoolean ? 0 : json instanceof JsonNumber ? 1 : 2;
  }

  int compareNumbers(JsonNumber a, JsonNumber b) {
    return a.value().compareTo(b.value());
  }

  int compareTexts(String a, String b) {
    int[] x = a.codePoints().toArray();
    int[] y = b.codePoints().toArray();
    return java.util.Arrays.compare(x, y);
  }

  boolean startsWith(String text, String prefix) {
    return text.startsWith(prefix);
  }

  boolean contains(String text, String part) {
    return text.contains(part);
  }
}
