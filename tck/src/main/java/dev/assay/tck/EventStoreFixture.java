package dev.assay.tck;

import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import java.net.InetSocketAddress;
import java.time.Duration;

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

  /**
   * Returns what stands behind the store. Where it is a server, the kit breaks the network before
   * it, and stops it if it may; otherwise the rules about that are not judged.
   */
  default Backend backend() {
    return Backend.UNTOLD;
  }

  /**
   * Opens a new handle whose every connection goes to another address than the server's own. The
   * suite closes it. Needed where {@link #backend()} tells of a server.
   *
   * @param address where the kit's proxy listens
   * @param timeout how long a call of the handle may take
   */
  default EventStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
    throw new UnsupportedOperationException(
        "The fixture tells of a server: let it override openAt() too");
  }
}
