package dev.assay.spi.view;

import dev.assay.spi.StoreUri;
import java.util.Set;

/**
 * Opens view stores by URI. Found with {@link java.util.ServiceLoader}; needs a public constructor
 * without parameters. Thread-safe.
 */
public interface ViewStoreProvider {

  /** Returns the adapter's name, such as {@code postgres}. */
  String name();

  /** Returns the schemes that this provider opens, in lower case. */
  Set<String> schemes();

  /**
   * Opens a store. It owns the clients that it makes and closes them with the handle. What the
   * store needs on the server is created, or checked, as the URI says.
   *
   * @throws IllegalArgumentException if the URI is not one of this provider's; the message says why
   * @throws dev.assay.spi.StoreUnavailable if the server cannot be reached or refuses; the message
   *     is one sentence that names the cause and the mend, without any password
   */
  ViewStore open(StoreUri uri);
}
