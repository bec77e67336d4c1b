package dev.assay.tck;

import dev.assay.spi.Realm;
import dev.assay.spi.view.ViewStore;

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
}
