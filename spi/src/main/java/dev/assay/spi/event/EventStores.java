package dev.assay.spi.event;

import dev.assay.spi.StoreUri;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** Opens event stores by URI, with the adapters that are on the class path. */
public final class EventStores {

  private EventStores() {}

  /**
   * Opens the store at a URI, such as {@code postgresql://user@host/db?realm=acme}.
   *
   * @throws IllegalArgumentException if the URI is malformed or no adapter knows its scheme
   * @throws dev.assay.spi.StoreUnavailable if the server cannot be reached or refuses
   */
  public static EventStore open(String uri) {
    return open(StoreUri.parse(uri));
  }

  /** Opens the store at a URI; see {@link #open(String)}. */
  public static EventStore open(StoreUri uri) {
    return provider(uri.scheme(), loader()).open(uri);
  }

  /**
   * Finds the provider of a scheme among those that a class loader sees.
   *
   * @throws IllegalArgumentException if there is none; the message lists the known schemes
   */
  public static EventStoreProvider provider(String scheme, ClassLoader loader) {
    Set<String> known = new TreeSet<>();
    for (EventStoreProvider provider : ServiceLoader.load(EventStoreProvider.class, loader)) {
      if (provider.schemes().contains(scheme)) {
        return provider;
      }
      known.addAll(provider.schemes());
    }
    throw new IllegalArgumentException(
        "No event store adapter on the class path opens '%s:'; known schemes are %s"
            .formatted(scheme, known));
  }

  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context != null ? context : EventStores.class.getClassLoader();
  }
}
