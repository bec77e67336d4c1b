package dev.assay.adapter.opensearch;

import dev.assay.adapter.opensearch.Names.Place;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.CursorStore.SaveResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores the cursors of projections, by compare-and-set on the version of their documents. */
final class CursorTable {

  private static final int MAX_SENDINGS = 3;
  private static final String SAVE = "The save of a cursor";

  private final Rest rest;
  private final Lookups lookups;
  private final Catalog catalog;
  private final String index;

  CursorTable(Rest rest, Catalog catalog, OpenSearchConfig config) {
    this.rest = rest;
    this.lookups = new Lookups(rest);
    this.catalog = catalog;
    this.index = config.names();
  }

  /**
   * A cursor as it was found.
   *
   * @param names the names that held at that moment
   * @param cursor what is stored
   * @param place where
   * @param attempt who wrote it
   */
  private record Found(Names names, Cursor cursor, Place place, String attempt) {}

  Cursor get(String projection, int partition, Deadline deadline) {
    return find(projection, partition, deadline).cursor();
  }

  private Found find(String projection, int partition, Deadline deadline) {
    Names names = catalog.known();
    while (true) {
      String id = Ids.cursor(names.generation(), projection, partition);
      List<JsonObject> found =
          lookups.find(
              "The lookup of a cursor",
              List.of(catalog.version(), Lookups.document(index, id)),
              deadline);
      if (Place.of(found.get(0)).equals(names.place())) {
        return found(names, found.get(1));
      }
      Names now = catalog.load(deadline);
      if (now.generation().equals(names.generation()) && now.place().exists()) {
        return found(now, found.get(1));
      }
      names = now;
    }
  }

  private static Found found(Names names, JsonObject document) {
    JsonObject source = Answer.object(document, "_source");
    return new Found(
        names,
        new Cursor(Answer.text(source, "cursor").orElse("")),
        Place.of(document),
        Answer.text(source, "attempt").orElse(""));
  }

  /**
   * Replaces a cursor.
   *
   * <ol>
   *   <li>Read it. Another one than the expected is a conflict.
   *   <li>Write the new one on the condition that its document has not changed since, with a check
   *       that the realm has not either.
   *   <li>On a conflict, and where no answer came, read it again: this save's own attempt id says
   *       that it was saved. A document that has not moved may be written again, because only one
   *       of both sendings can be applied.
   * </ol>
   */
  SaveResult save(
      String projection, int partition, Cursor expected, Cursor next, Deadline deadline) {
    String attempt = Ids.fresh();
    @Nullable StoreException lost = null;
    @Nullable Place lostAt = null;
    Duration pause = Rest.firstPause();
    for (int sendings = 1; ; ) {
      Found found = found(projection, partition, lost, deadline);
      if (found.attempt().equals(attempt)) {
        return new SaveResult.Saved();
      }
      if (lost != null && !found.place().equals(lostAt)) {
        throw lost;
      }
      if (!found.cursor().equals(expected)) {
        return new SaveResult.Conflict(found.cursor());
      }
      try {
        Bulk.Item item = write(found, projection, partition, next, attempt, deadline);
        if (item.succeeded()) {
          return new SaveResult.Saved();
        }
        if (item.status() >= 500) {
          throw new SendFailure(true, SAVE + " may have failed: " + item.reason(), null);
        }
        boolean again =
            item.status() == Answer.CONFLICT
                || (item.status() == Answer.TOO_MANY && Rest.pause(pause, deadline));
        if (!again) {
          throw lost == null ? OpenSearchErrors.refused(SAVE, item.status(), item.reason()) : lost;
        }
        pause = Rest.longer(pause);
      } catch (SendFailure e) {
        lost = lost == null ? OpenSearchErrors.unwritten(e) : lost;
        lostAt = lostAt == null ? found.place() : lostAt;
        if (!(lost instanceof OutcomeUnknown) || sendings == MAX_SENDINGS || deadline.passed()) {
          throw lost;
        }
        sendings++;
      }
    }
  }

  private Found found(
      String projection, int partition, @Nullable StoreException lost, Deadline deadline) {
    try {
      Found found = find(projection, partition, deadline);
      return found.names().generation().isEmpty() ? begin(projection, partition, deadline) : found;
    } catch (StoreException e) {
      throw lost == null ? e : lost;
    }
  }

  // A cursor is stored under the generation of its realm, which there is from the first write on.
  private Found begin(String projection, int partition, Deadline deadline) {
    catalog.change(
        "The creation of a realm",
        now ->
            now.generation().isEmpty()
                ? new Catalog.Change<>(now.begun(), true)
                : new Catalog.Change<>(now, true),
        deadline);
    return find(projection, partition, deadline);
  }

  private Bulk.Item write(
      Found found, String projection, int partition, Cursor next, String attempt, Deadline deadline)
      throws SendFailure {
    String generation = found.names().generation();
    JsonObject target = Lookups.document(index, Ids.cursor(generation, projection, partition));
    JsonObject document =
        JsonObject.EMPTY
            .with("kind", "cursor")
            .with("generation", generation)
            .with("projection", projection)
            .with("partition", partition)
            .with("cursor", next.text())
            .with("attempt", attempt);
    Bulk bulk = new Bulk(SAVE);
    bulk.index(found.place().condition(target), document);
    List<JsonObject> check = catalog.check(found.names());
    bulk.add(check.get(0), check.get(1));
    List<Bulk.Item> items = bulk.send(rest, deadline);
    boolean gone =
        items.get(0).succeeded() && !items.get(1).succeeded() && isGone(generation, deadline);
    return gone ? new Bulk.Item(Answer.CONFLICT, JsonObject.EMPTY) : items.get(0);
  }

  private boolean isGone(String generation, Deadline deadline) throws SendFailure {
    try {
      return !catalog.load(deadline).generation().equals(generation);
    } catch (StoreException e) {
      throw new SendFailure(true, SAVE + " was made in a realm that may be gone.", e);
    }
  }
}
