package dev.assay.tck.model;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreException;
import dev.assay.spi.event.EventStore;
import java.util.List;
import java.util.function.Function;

/**
 * Where a sequence of calls on an event store runs: two handles on one realm, a third one on
 * another realm beside it, and what the caller remembers of both. Not thread-safe.
 */
public final class EventWorld implements AutoCloseable {

  private final Handles<EventStore> handles;
  private final List<Notes> notes = List.of(new Notes(), new Notes());

  /**
   * Creates a world.
   *
   * @param fixture opens a handle on a realm
   * @param realm the realm
   * @param neighbour the other realm
   */
  public EventWorld(Function<Realm, EventStore> fixture, Realm realm, Realm neighbour) {
    this.handles = new Handles<>(fixture, realm, neighbour);
  }

  Handles<EventStore> handles() {
    return handles;
  }

  EventStore handle(int number) {
    return handles.get(number);
  }

  <T> T capability(int number, Class<T> type) {
    return type.cast(handle(number));
  }

  /** Returns what the caller remembers of the realm of a handle. */
  Notes notes(int handle) {
    return notes.get(handle == Handles.NEIGHBOUR ? 1 : 0);
  }

  void drop(int number) {
    handle(number).dropRealm();
    notes(number).forget();
  }

  @Override
  public void close() {
    handles.forEach(EventWorld::erase);
    handles.closeAll();
  }

  // Out of courtesy to the server; whether a realm can be dropped is judged by other rules.
  private static void erase(EventStore handle) {
    try {
      handle.dropRealm();
    } catch (StoreException e) {
      // It stays behind.
    }
  }
}
