package dev.assay.spi.event;

import dev.assay.spi.StoreUri;
import java.util.Set;

/**
 * Opens event stores by URI. Found with {@link java.util.ServiceLoader}; needs a public constructor
 * without parameters. Thread-safe.
 */
public interface EventStoreProvider {

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
   * @throws dev.assay.spi.RepairNeeded if the store must be repaired first
   */
  EventStore open(StoreUri uri);

  /**
   * Mends a feed after the store was restored from a backup or moved to another server, so that
   * {@link #open} serves again. Idempotent.
   *
   * @return one sentence that says what was done; by default, that there is nothing to mend
   * @throws dev.assay.spi.StoreUnavailable if the server cannot be reached or refuses
   */
  default String repairFeed(StoreUri uri) {
    return "The feed of a " + name() + " store needs no repair.";
  }
}
