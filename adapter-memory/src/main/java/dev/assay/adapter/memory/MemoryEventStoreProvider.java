package dev.assay.adapter.memory;

import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStoreProvider;
import java.util.Set;

/**
 * Opens {@code memory://NAME?realm=acme}. All stores of one name in this process share their
 * content, for as long as the process lives.
 */
public final class MemoryEventStoreProvider implements EventStoreProvider {

  /** Creates the provider; {@link java.util.ServiceLoader} does. */
  public MemoryEventStoreProvider() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public EventStore open(StoreUri uri) {
    uri.allowOptions();
    uri.timeout();
    return MemoryEventStore.open(backend(uri), uri.realm());
  }

  static String backend(StoreUri uri) {
    return uri.hosts().isEmpty() ? "default" : uri.hosts().get(0).host();
  }
}
