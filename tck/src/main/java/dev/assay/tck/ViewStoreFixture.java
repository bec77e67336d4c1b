package dev.assay.tck;

import dev.assay.spi.Realm;
import dev.assay.spi.view.ViewStore;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Opens the view store that is to be proven right. The one thing that the author of an adapter
 * writes, as an interface with a default method; see {@link EventStoreFixture}.
 */
@FunctionalInterface
public interface ViewStoreFixture {

  /**
   * Opens a new handle; all handles lead to the same backend. The suite closes it. Called from
   * several threads at once.
   *
   * @param realm the realm; the suites use one of their own for each test
   */
  ViewStore open(Realm realm);

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
  default ViewStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
    throw new UnsupportedOperationException(
        "The fixture tells of a server: let it override openAt() too");
  }
}
