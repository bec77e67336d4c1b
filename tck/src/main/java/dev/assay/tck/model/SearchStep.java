package dev.assay.tck.model;

import dev.assay.spi.Page;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewSearch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Refreshes a collection, or an alias of one, and searches in it page by page. */
record SearchStep(int handle, ViewQuery query) implements ViewStep {

  private static final int MOST = 10_000;

  @Override
  public Answer answer(ViewWorld world) {
    ViewSearch store = world.capability(handle, ViewSearch.class);
    store.refresh(query.collection());
    List<View> found = new ArrayList<>();
    Page<View> page = store.search(query);
    found.addAll(page.items());
    while (page.next().isPresent()) {
      page = store.search(query.after(page.next().get()));
      found.addAll(page.items());
      Promise.check(found.size() <= MOST, "the pages do not end");
    }
    return new Answer(
        "%d views".formatted(found.size()), found.stream().map(ViewTexts::view).toList());
  }

  @Override
  public List<Step<ViewWorld>> simpler() {
    Set<ViewQuery> queries = new LinkedHashSet<>();
    String name = query.collection();
    queries.add(ViewQuery.in(name));
    queries.add(ViewQuery.in(name).limit(query.limit()));
    queries.add(ViewQuery.in(name).where(query.where()));
    queries.add(with(query.where(), List.of(), query.select()));
    queries.add(with(query.where(), query.sort(), List.of()));
    queries.add(with(Filter.all(), query.sort(), query.select()));
    parts(query.where()).forEach(part -> queries.add(with(part, query.sort(), query.select())));
    queries.removeIf(other -> size(other) >= size(query));
    return queries.stream().<Step<ViewWorld>>map(q -> new SearchStep(handle, q)).toList();
  }

  private ViewQuery with(
      Filter where, List<dev.assay.spi.view.Sort> sort, List<dev.assay.spi.view.Path> select) {
    return new ViewQuery(query.collection(), where, sort, select, query.limit(), query.after());
  }

  private static List<Filter> parts(Filter filter) {
    if (filter instanceof Filter.And and) {
      return and.filters();
    }
    if (filter instanceof Filter.Or or) {
      return or.filters();
    }
    return filter instanceof Filter.Not not ? List.of(not.filter()) : List.of();
  }

  private static int size(ViewQuery query) {
    return query.toString().length();
  }

  @Override
  public String toString() {
    return "refresh, and search in '%s' for %s%s%s, %d on a page%s"
        .formatted(
            query.collection(),
            query.where(),
            query.sort().isEmpty() ? "" : " sorted by " + query.sort(),
            query.select().isEmpty() ? "" : " selecting " + query.select(),
            query.limit(),
            Handles.by(handle));
  }
}
