package dev.assay.spi.view;

import dev.assay.spi.StoreUri;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** Opens view stores by URI, with the adapters that are on the class path. */
public final class ViewStores {

  private ViewStores() {}

  /**
   * Opens the store at a URI, such as {@code redis://host/0?realm=acme}.
   *
   * @throws IllegalArgumentException if the URI is malformed or no adapter knows its scheme
   * @throws dev.assay.spi.StoreUnavailable if the server cannot be reached or refuses
   */
  public static ViewStore open(String uri) {
    return open(StoreUri.parse(uri));
  }

  /** Opens the store at a URI; see {@link #open(String)}. */
  public static ViewStore open(StoreUri uri) {
    return provider(uri.scheme(), loader()).open(uri);
  }

  /**
   * Finds the provider of a scheme among those that a class loader sees.
   *
   * @throws IllegalArgumentException if there is none; the message lists the known schemes
   */
  public static ViewStoreProvider provider(String scheme, ClassLoader loader) {
    Set<String> known = new TreeSet<>();
    for (ViewStoreProvider provider : ServiceLoader.load(ViewStoreProvider.class, loader)) {
      if (provider.schemes().contains(scheme)) {
        return provider;
      }
      known.addAll(provider.schemes());
    }
    throw new IllegalArgumentException(
        "No view store adapter on the class path opens '%s:'; known schemes are %s"
            .formatted(scheme, known));
  }

  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context != null ? context : ViewStores.class.getClassLoader();
  }
}
