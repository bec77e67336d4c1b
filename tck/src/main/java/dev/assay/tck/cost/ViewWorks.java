package dev.assay.tck.cost;

import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStore;
import java.util.List;
import java.util.stream.IntStream;

/** The works of a view store. */
final class ViewWorks {

  private static final String COLLECTION = "accounts";

  private final ViewStore store;
  private final Meter meter;

  ViewWorks(ViewStore store, Meter meter) {
    this.store = store;
    this.meter = meter;
  }

  List<WorkCost> measure() {
    writes();
    reads();
    if (store instanceof ViewCatalog catalog) {
      alias(catalog);
    }
    if (store instanceof CursorStore cursors) {
      cursors(cursors);
    }
    return meter.costs();
  }

  private void writes() {
    meter.measure("put of 1 KiB", () -> put("first", 1, 1), () -> put("small", 1, 1));
    meter.measure("put of 1 KiB over an older one", () -> put("small", 2, 1));
    meter.measure("put of 10 KiB", () -> put("large", 1, 10));
    meter.measure("put refused for its revision", () -> store.put(view("small", 1, 1)));
    meter.measure("removal", () -> applied(store.remove(key("first"), 2)));
    List<View> views = IntStream.range(0, 25).mapToObj(i -> view("list-" + i, 1, 1)).toList();
    meter.measure("putAll of 25 views of 1 KiB", () -> store.putAll(views).forEach(this::applied));
  }

  private void reads() {
    meter.measure("get of 1 KiB", () -> get(key("small")));
    meter.measure("get of 10 KiB", () -> get(key("large")));
  }

  private void alias(ViewCatalog catalog) {
    meter.measure(
        "get of 1 KiB through an alias",
        () -> catalog.alias("current", COLLECTION),
        () -> get(new ViewKey("current", "small")));
  }

  private void cursors(CursorStore cursors) {
    Cursor first = new Cursor("0000000001");
    meter.measure(
        "save of a cursor",
        () -> cursors.save("projection", 0, Cursor.START, first),
        () -> cursors.save("projection", 0, first, new Cursor("0000000002")));
    meter.measure("read of a cursor", () -> cursors.cursor("projection", 0));
  }

  private void put(String id, long revision, int kib) {
    applied(store.put(view(id, revision, kib)));
  }

  private void get(ViewKey key) {
    if (!(store.get(key) instanceof Lookup.Present)) {
      throw new IllegalStateException("The view was not found");
    }
  }

  // What was not done has no cost worth showing.
  private void applied(PutOutcome outcome) {
    if (!(outcome instanceof PutResult.Applied)) {
      throw new IllegalStateException("The view was not written");
    }
  }

  private static View view(String id, long revision, int kib) {
    return new View(key(id), revision, Payload.ofKib(kib));
  }

  private static ViewKey key(String id) {
    return new ViewKey(COLLECTION, id);
  }
}
