package dev.assay.adapter.redis;

import dev.assay.spi.StoreUri;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStoreProvider;
import java.util.Set;

/**
 * Opens {@code redis://user:password@host:port/0?realm=acme}, and {@code rediss://} for TLS.
 *
 * <p>Options besides {@code realm}, {@code timeout} and {@code hosts}: {@code prefix}, {@code
 * sentinel}, {@code sentinel-password}, {@code cluster}, {@code sslmode}, {@code sslrootcert},
 * {@code sslcert}, {@code sslkey}.
 */
public final class RedisViewStoreProvider implements ViewStoreProvider {

  /** Creates the provider; {@link java.util.ServiceLoader} does. */
  public RedisViewStoreProvider() {}

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("redis", "rediss");
  }

  @Override
  public ViewStore open(StoreUri uri) {
    RedisUri address = new RedisUri(uri);
    return RedisViewStore.open(address, address.config());
  }
}
