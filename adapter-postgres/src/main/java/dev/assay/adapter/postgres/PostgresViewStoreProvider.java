package dev.assay.adapter.postgres;

import dev.assay.spi.StoreUri;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStoreProvider;
import java.util.Set;

/**
 * Opens {@code postgresql://user:password@host:port/database?realm=acme}, with the same options as
 * {@link PostgresEventStoreProvider}.
 */
public final class PostgresViewStoreProvider implements ViewStoreProvider {

  /** Creates the provider; {@link java.util.ServiceLoader} does. */
  public PostgresViewStoreProvider() {}

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("postgresql", "postgres");
  }

  @Override
  public ViewStore open(StoreUri uri) {
    PostgresUri address = new PostgresUri(uri);
    PostgresConfig config = address.config();
    return PostgresViewStore.open(address, config);
  }
}
