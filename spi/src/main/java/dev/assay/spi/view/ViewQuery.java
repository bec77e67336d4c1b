package dev.assay.spi.view;

import dev.assay.spi.PageCursor;
import dev.assay.spi.internal.Checks;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A search in one collection. Immutable.
 *
 * @param collection the collection, or an alias of one
 * @param where which views
 * @param sort their order; ties, and everything where no order is asked for, by id in code point
 *     order
 * @param select the parts of the documents to return; none means the whole document
 * @param limit the most views on a page, at least 1
 * @param after where to go on; empty for the first page
 */
public record ViewQuery(
    String collection,
    Filter where,
    List<Sort> sort,
    List<Path> select,
    int limit,
    Optional<PageCursor> after) {

  private static final int DEFAULT_LIMIT = 100;

  /** Copies the lists and checks the bounds. */
  public ViewQuery {
    Checks.id("collection", collection);
    sort = List.copyOf(sort);
    select = List.copyOf(select);
    Checks.atLeast("limit", 1, limit);
  }

  /** Returns a search for all views of a collection, 100 on a page. */
  public static ViewQuery in(String collection) {
    return new ViewQuery(
        collection, Filter.all(), List.of(), List.of(), DEFAULT_LIMIT, Optional.empty());
  }

  /** Returns this search for other views. */
  public ViewQuery where(Filter filter) {
    return new ViewQuery(collection, filter, sort, select, limit, after);
  }

  /** Returns this search with one more criterion of order. */
  public ViewQuery sortedBy(Sort more) {
    List<Sort> longer = new ArrayList<>(sort);
    longer.add(more);
    return new ViewQuery(collection, where, longer, select, limit, after);
  }

  /** Returns this search for only these parts of the documents. */
  public ViewQuery selecting(Path... paths) {
    return new ViewQuery(collection, where, sort, List.of(paths), limit, after);
  }

  /** Returns this search with another size of page. */
  public ViewQuery limit(int views) {
    return new ViewQuery(collection, where, sort, select, views, after);
  }

  /** Returns this search from a place on. */
  public ViewQuery after(PageCursor cursor) {
    return new ViewQuery(collection, where, sort, select, limit, Optional.of(cursor));
  }

  /** Returns the place of a view in the order of this search. */
  public Place place(View view) {
    List<Optional<Json>> values = new ArrayList<>();
    sort.forEach(criterion -> values.add(criterion.value(view.document())));
    return new Place(values, view.key().id());
  }

  /** Compares two places in the order of this search. */
  public int compare(Place a, Place b) {
    for (int i = 0; i < sort.size(); i++) {
      int sign = sort.get(i).compare(a.values().get(i), b.values().get(i));
      if (sign != 0) {
        return sign;
      }
    }
    return Checks.compareByCodePoint(a.id(), b.id());
  }

  /** Returns the cursor of the page behind a place; bound to this query but for the page size. */
  public PageCursor cursor(Place place) {
    return PlaceCodec.encode(this, place);
  }

  /**
   * Returns the place behind which this page begins; empty for the first page.
   *
   * @throws IllegalArgumentException if the cursor belongs to another query or is damaged
   */
  public Optional<Place> begin() {
    return after.map(cursor -> PlaceCodec.decode(this, cursor));
  }

  /**
   * Returns the selected parts of a document: objects keep only members on a selected path, arrays
   * keep their elements, each cut down the same way; scalars on the way are left out.
   */
  public JsonObject select(JsonObject document) {
    return select.isEmpty() ? document : Selection.of(select, document);
  }

  /**
   * The place of a view in an order.
   *
   * @param values what it stands by, for each criterion; empty if it has no such value
   * @param id its id
   */
  public record Place(List<Optional<Json>> values, String id) {

    /** Copies the values. */
    public Place {
      values = List.copyOf(values);
    }

    JsonArray toJson() {
      List<Json> parts = new ArrayList<>();
      parts.add(Json.of(id));
      values.forEach(value -> parts.add(new JsonArray(value.stream().toList())));
      return new JsonArray(parts);
    }
  }
}
