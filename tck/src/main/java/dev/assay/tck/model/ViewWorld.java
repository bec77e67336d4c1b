package dev.assay.tck.model;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreException;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.ViewStore;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Where a sequence of calls on a view store runs: two handles on one realm, a third one on another
 * realm beside it, and the cursors that were saved last. Not thread-safe.
 */
public final class ViewWorld implements AutoCloseable {

  private final Handles<ViewStore> handles;
  private final Map<Place, Cursor> cursors = new HashMap<>();

  /** Where a cursor is stored. */
  record Place(boolean neighbour, String projection, int partition) {

    static Place of(int handle, String projection, int partition) {
      return new Place(handle == Handles.NEIGHBOUR, projection, partition);
    }
  }

  /**
   * Creates a world.
   *
   * @param fixture opens a handle on a realm
   * @param realm the realm
   * @param neighbour the other realm
   */
  public ViewWorld(Function<Realm, ViewStore> fixture, Realm realm, Realm neighbour) {
    this.handles = new Handles<>(fixture, realm, neighbour);
  }

  Handles<ViewStore> handles() {
    return handles;
  }

  ViewStore handle(int number) {
    return handles.get(number);
  }

  <T> T capability(int number, Class<T> type) {
    return type.cast(handle(number));
  }

  /** Returns the cursor that was saved last. */
  Cursor saved(Place place) {
    return cursors.getOrDefault(place, Cursor.START);
  }

  void save(Place place, Cursor cursor) {
    cursors.put(place, cursor);
  }

  void drop(int number) {
    handle(number).dropRealm();
    cursors.keySet().removeIf(place -> place.neighbour() == (number == Handles.NEIGHBOUR));
  }

  @Override
  public void close() {
    handles.forEach(ViewWorld::erase);
    handles.closeAll();
  }

  // Out of courtesy to the server; whether a realm can be dropped is judged by other rules.
  private static void erase(ViewStore handle) {
    try {
      handle.dropRealm();
    } catch (StoreException e) {
      // It stays behind.
    }
  }
}
