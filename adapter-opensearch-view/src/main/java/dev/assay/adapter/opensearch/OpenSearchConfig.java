package dev.assay.adapter.opensearch;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How a store on OpenSearch is opened, apart from the connections. Immutable.
 *
 * @param realm the realm that the handle serves
 * @param timeout the time budget of each call
 * @param name what the names of the store's indexes begin with: a lower-case letter, then up to 99
 *     lower-case letters, digits, {@code -} and {@code _}
 * @param shards how many primary shards the index of the views gets when it is created
 */
public record OpenSearchConfig(Realm realm, Duration timeout, String name, int shards) {

  /** The name of a configuration that has none. */
  public static final String DEFAULT_NAME = "assay";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,99}");
  private static final int MOST_SHARDS = 1024;

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if the timeout is not positive, the name is illegal or the
   *     number of shards is not one from 1 to 1024
   */
  public OpenSearchConfig {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("The timeout must be positive");
    }
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The name must be a lower-case letter, then up to 99 lower-case letters, digits, - and _");
    }
    if (shards < 1 || shards > MOST_SHARDS) {
      throw new IllegalArgumentException("The number of shards must be from 1 to " + MOST_SHARDS);
    }
  }

  /** Begins a configuration with the usual timeout and name, and one shard. */
  public static OpenSearchConfig of(Realm realm) {
    return new OpenSearchConfig(realm, StoreUri.DEFAULT_TIMEOUT, DEFAULT_NAME, 1);
  }

  /** Returns this configuration with another time budget. */
  public OpenSearchConfig withTimeout(Duration value) {
    return new OpenSearchConfig(realm, value, name, shards);
  }

  /** Returns this configuration with another beginning of the names of indexes. */
  public OpenSearchConfig withName(String value) {
    return new OpenSearchConfig(realm, timeout, value, shards);
  }

  /** Returns this configuration with another number of shards. */
  public OpenSearchConfig withShards(int value) {
    return new OpenSearchConfig(realm, timeout, name, value);
  }

  /** Returns the alias of the index of the views. */
  String views() {
    return name + "-views";
  }

  /** Returns the alias of the index of names and cursors. */
  String names() {
    return name + "-names";
  }
}
