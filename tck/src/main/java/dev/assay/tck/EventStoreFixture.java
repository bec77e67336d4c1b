package dev.assay.tck;

import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;

/**
 * Opens the event store that is to be proven right. The one thing that the author of an adapter
 * writes, as an interface with a default method; the suites are then subclassed in one line each:
 *
 * <pre>{@code
 * interface MyFixture extends EventStoreFixture {
 *   default EventStore open(Realm realm) {
 *     return EventStores.open("my://localhost/db?realm=" + realm.name());
 *   }
 * }
 *
 * class LockTest extends LockSuite implements MyFixture {}
 * }</pre>
 */
@FunctionalInterface
public interface EventStoreFixture {

  /**
   * Opens a new handle; all handles lead to the same backend. The suite closes it. Called from
   * several threads at once.
   *
   * @param realm the realm; the suites use one of their own for each test
   */
  EventStore open(Realm realm);
}
