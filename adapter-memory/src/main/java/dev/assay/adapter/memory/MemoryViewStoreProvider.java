package dev.assay.adapter.memory;

import dev.assay.spi.StoreUri;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStoreProvider;
import java.util.Set;

/**
 * Opens {@code memory://NAME?realm=…&timeout=…}. All stores of one name in this process share their
 * content, for as long as the process lives.
 */
public final class MemoryViewStoreProvider implements ViewStoreProvider {

  /** Creates the provider; {@link java.util.ServiceLoader} does. */
  public MemoryViewStoreProvider() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public ViewStore open(StoreUri uri) {
    uri.allowOptions();
    // Nothing here takes long enough to need a time budget, but a malformed one is a mistake.
    uri.timeout();
    return MemoryViewStore.open(backend(uri), uri.realm());
  }

  private static String backend(StoreUri uri) {
    return uri.hosts().isEmpty() ? "default" : uri.hosts().get(0).host();
  }
}
