package dev.assay.adapter.opensearch;

import dev.assay.spi.StoreUri;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStoreProvider;
import java.util.Set;

/**
 * Opens {@code opensearch://user:password@host:9200/assay?realm=acme}, and {@code
 * opensearch+https://…} over TLS.
 *
 * <pre>
 * assay                what the names of the indexes begin with; assay if absent
 * shards               the primary shards of the index of the views, when it is created; 1 if absent
 * connections          the most connections to each host; 16 if absent
 * truststore           a file with the certificates to trust (PKCS #12 or JKS)
 * truststorePassword   its password
 * </pre>
 */
public final class OpenSearchViewStoreProvider implements ViewStoreProvider {

  /** Creates the provider; {@link java.util.ServiceLoader} does. */
  public OpenSearchViewStoreProvider() {}

  @Override
  public String name() {
    return "opensearch";
  }

  @Override
  public Set<String> schemes() {
    return Set.of(OpenSearchUri.PLAIN, OpenSearchUri.SECURE);
  }

  @Override
  public ViewStore open(StoreUri uri) {
    OpenSearchUri address = new OpenSearchUri(uri);
    return OpenSearchViewStore.open(address, address.config());
  }
}
