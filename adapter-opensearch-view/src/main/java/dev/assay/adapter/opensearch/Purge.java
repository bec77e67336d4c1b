package dev.assay.adapter.opensearch;

import dev.assay.spi.StoreException;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Erases what was dropped, a bounded number of documents at a time. Nobody sees them any more, so
 * what cannot be erased now is left for the next drop, or for the next handle that is opened.
 */
final class Purge {

  private static final long STEP = 1_000;

  private final Rest rest;
  private final Catalog catalog;
  private final String indexes;

  Purge(Rest rest, Catalog catalog, OpenSearchConfig config) {
    this.rest = rest;
    this.catalog = catalog;
    this.indexes = "/%s,%s".formatted(config.views(), config.names());
  }

  /** Erases as much as the deadline allows. */
  void run(Names names, Deadline deadline) {
    Set<String> dropped = names.dropped();
    if (dropped.isEmpty()) {
      return;
    }
    try {
      while (erase(dropped, deadline) == STEP) {
        if (deadline.passed()) {
          return;
        }
      }
      catalog.change(
          "The end of a drop", now -> new Catalog.Change<>(now.erased(dropped), true), deadline);
    } catch (StoreException e) {
      System.getLogger(Purge.class.getName())
          .log(System.Logger.Level.DEBUG, "What was dropped is erased later", e);
    }
  }

  private long erase(Set<String> generations, Deadline deadline) {
    JsonObject query =
        JsonObject.of(
            "terms",
            JsonObject.of(
                "generation", new JsonArray(generations.stream().map(Json::of).toList())));
    rest.read(
        Request.post("The refresh", indexes + "/_refresh", Map.of(), JsonObject.EMPTY), deadline);
    Map<String, String> parameters =
        Map.of("conflicts", "proceed", "max_docs", String.valueOf(STEP));
    Request request =
        Request.post(
            "The erasure of dropped views",
            indexes + "/_delete_by_query",
            parameters,
            JsonObject.of("query", query));
    Answer answer = rest.read(request, deadline);
    List<Json> failures = Answer.list(answer.body(), "failures");
    if (!failures.isEmpty()) {
      throw OpenSearchErrors.refused(request.what(), 500, "some documents could not be erased");
    }
    return Answer.number(answer.body(), "total").orElse(0L);
  }
}
