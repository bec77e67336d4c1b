package dev.assay.adapter.dynamodb;

import dev.assay.spi.StoreUri;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStoreProvider;
import java.util.Set;

/**
 * Opens {@code dynamodb://host:port/prefix?realm=acme&region=eu-central-1}; without a host, the
 * service itself. The options are listed in the adapter's README.
 */
public final class DynamoViewStoreProvider implements ViewStoreProvider {

  /** Creates the provider; {@link java.util.ServiceLoader} does. */
  public DynamoViewStoreProvider() {}

  @Override
  public String name() {
    return "dynamodb";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("dynamodb");
  }

  @Override
  public ViewStore open(StoreUri uri) {
    DynamoUri address = new DynamoUri(uri);
    return DynamoViewStore.open(address, address.config());
  }
}
