package dev.assay.adapter.opensearch;

import dev.assay.adapter.opensearch.Names.Place;
import dev.assay.adapter.opensearch.Names.Target;
import dev.assay.spi.CorruptStore;
import dev.assay.spi.Page;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.json.InvalidJson;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads views and searches them. The names that are known say where to look, and the server says
 * whether they still hold: with a look-up in the same request, with a search behind it, because
 * what was dropped may be half erased.
 */
final class ViewReader {

  private static final Map<String, String> SEARCH =
      Map.of("preference", "_primary", "allow_partial_search_results", "false");

  // A page ends behind the document that reaches this.
  private static final long MOST_BYTES = 8L << 20;

  // As many of the largest documents as a page may hold; of more the sizes are asked for first.
  private static final int FEW = 32;

  private final Rest rest;
  private final Lookups lookups;
  private final Catalog catalog;
  private final String index;

  ViewReader(Rest rest, Catalog catalog, OpenSearchConfig config) {
    this.rest = rest;
    this.lookups = new Lookups(rest);
    this.catalog = catalog;
    this.index = config.views();
  }

  Lookup get(ViewKey key, Deadline deadline) {
    Names names = catalog.known();
    while (true) {
      Optional<Target> target = names.target(key.collection());
      Names asked = names;
      if (target.isEmpty()) {
        names = catalog.load(deadline);
        if (names.place().equals(asked.place()) || names.target(key.collection()).isEmpty()) {
          return new Lookup.Absent();
        }
      } else {
        String id = Ids.view(target.get().generation(), key);
        List<JsonObject> found =
            lookups.find(
                "The lookup of a view",
                List.of(catalog.version(), Lookups.document(index, id)),
                deadline);
        boolean there = Answer.truth(found.get(1), "found");
        // Both documents may have been read at different moments: what is absent may just have
        // been erased.
        boolean sure =
            there ? Place.of(found.get(0)).equals(names.place()) : catalog.holds(names, deadline);
        names = sure ? names : catalog.load(deadline);
        if (names.target(key.collection()).equals(target)) {
          return lookup(new ViewKey(target.get().collection(), key.id()), found.get(1));
        }
      }
    }
  }

  private static Lookup lookup(ViewKey key, JsonObject found) {
    if (!Answer.truth(found, "found")) {
      return new Lookup.Absent();
    }
    JsonObject source = Answer.object(found, "_source");
    if (source.get("document").isEmpty()) {
      return new Lookup.Removed(revision(key, source));
    }
    return new Lookup.Present(view(key, source));
  }

  private static View view(ViewKey key, JsonObject source) {
    try {
      String text = Answer.text(source, "document").orElse("");
      return new View(key, revision(key, source), JsonObject.parse(text));
    } catch (InvalidJson e) {
      throw new CorruptStore("views, " + key, "the document is not one that this type holds", e);
    }
  }

  private static long revision(ViewKey key, JsonObject source) {
    return Answer.number(source, "revision")
        .orElseThrow(() -> new CorruptStore("views, " + key, "there is no revision", null));
  }

  Page<View> search(ViewQuery query, Deadline deadline) {
    Optional<ViewQuery.Place> begin = query.begin();
    Names names = catalog.known();
    while (true) {
      Optional<Target> target = names.target(query.collection());
      Page<View> page =
          target
              .map(there -> new Walk(query, there, deadline).page(begin))
              .orElseGet(() -> new Page<>(List.of(), Optional.empty()));
      if (catalog.holds(names, deadline)) {
        return page;
      }
      names = catalog.load(deadline);
      if (names.target(query.collection()).equals(target)) {
        return page;
      }
    }
  }

  /** One search for one page. */
  private final class Walk {
    private final ViewQuery query;
    private final Target target;
    private final Deadline deadline;
    private final SearchQuery compiled;
    private final List<View> items = new ArrayList<>();
    private long bytes;
    private boolean more;

    Walk(ViewQuery query, Target target, Deadline deadline) {
      this.query = query;
      this.target = target;
      this.deadline = deadline;
      this.compiled = new SearchQuery(query, target.generation());
    }

    Page<View> page(Optional<ViewQuery.Place> begin) {
      List<Json> after = begin.map(SearchQuery::after).orElse(List.of());
      boolean ended = false;
      while (!ended && !more) {
        int wanted = query.limit() - items.size() + 1;
        Hits hits = hits(wanted, after);
        hits.list().forEach(this::accept);
        ended = hits.last() || hits.list().isEmpty();
        after = ended ? after : Answer.list(hits.list().get(hits.list().size() - 1), "sort");
      }
      Optional<ViewQuery.Place> place =
          more ? Optional.of(query.place(items.get(items.size() - 1))) : Optional.empty();
      return new Page<>(items.stream().map(this::selected).toList(), place.map(query::cursor));
    }

    private void accept(JsonObject hit) {
      if (more) {
        return;
      }
      View view = view(hit);
      if (!compiled.isExact() && !query.where().matches(view.document())) {
        return;
      }
      if (items.size() == query.limit() || bytes >= MOST_BYTES) {
        more = true;
        return;
      }
      items.add(view);
      bytes += Answer.number(Answer.object(hit, "_source"), "bytes").orElse(0L);
    }

    private View view(JsonObject hit) {
      JsonObject source = Answer.object(hit, "_source");
      String id =
          Answer.text(source, "id")
              .orElseThrow(() -> new CorruptStore("views", "a view has no id", null));
      return ViewReader.view(new ViewKey(target.collection(), id), source);
    }

    private View selected(View view) {
      return new View(view.key(), view.revision(), query.select(view.document()));
    }

    private Hits hits(int wanted, List<Json> after) {
      if (wanted <= FEW) {
        return ask(wanted, compiled.request(wanted, after));
      }
      JsonObject sizes =
          compiled
              .request(wanted, after)
              .with("_source", Json.of(false))
              .with("docvalue_fields", JsonArray.of(Json.of("bytes")));
      Hits all = ask(wanted, sizes);
      int fit = fitting(all.list());
      Hits some = fit == 0 ? all : ask(fit, compiled.request(fit, after));
      return new Hits(some.list(), (all.last() && fit == all.list().size()) || some.last());
    }

    // At least one, and one more than the page takes, so that it is known whether there is more.
    private int fitting(List<JsonObject> hits) {
      long sum = 0;
      for (int i = 0; i < hits.size(); i++) {
        if (sum >= MOST_BYTES) {
          return i + 1;
        }
        List<Json> size = Answer.list(Answer.object(hits.get(i), "fields"), "bytes");
        sum += size.isEmpty() ? 0 : Long.parseLong(size.get(0).toString());
      }
      return hits.size();
    }

    private Hits ask(int wanted, JsonObject body) {
      Request request = Request.post("The search", "/" + index + "/_search", SEARCH, body);
      Answer answer = rest.read(request, deadline);
      JsonObject shards = Answer.object(answer.body(), "_shards");
      boolean whole =
          !Answer.truth(answer.body(), "timed_out")
              && Answer.number(shards, "failed").orElse(1L) == 0;
      if (!whole) {
        throw new StoreUnavailable("The search was answered in part only.", null);
      }
      List<JsonObject> hits =
          Answer.list(Answer.object(answer.body(), "hits"), "hits").stream()
              .map(JsonObject.class::cast)
              .toList();
      return new Hits(hits, hits.size() < wanted);
    }
  }

  /**
   * What the server found.
   *
   * @param list the documents, in order
   * @param last whether there are no more
   */
  private record Hits(List<JsonObject> list, boolean last) {}
}
