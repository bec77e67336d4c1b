package dev.assay.adapter.redis;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How a store on Redis is opened, apart from the connections. Immutable.
 *
 * @param realm the realm that the handle serves
 * @param timeout the time budget of each call
 * @param prefix what all keys and channels begin with: a lower-case letter or {@code _}, then up to
 *     39 lower-case letters, digits and {@code _}
 */
public record RedisConfig(Realm realm, Duration timeout, String prefix) {

  /** The prefix of a configuration that names none. */
  public static final String DEFAULT_PREFIX = "assay";

  private static final Pattern PREFIX = Pattern.compile("[a-z_][a-z0-9_]{0,39}");

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if the timeout is not positive or the prefix is illegal
   */
  public RedisConfig {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("The timeout must be positive");
    }
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "The prefix must be a lower-case letter or _, then up to 39 lower-case letters, digits"
              + " and _");
    }
  }

  /** Begins a configuration with the usual timeout and prefix. */
  public static RedisConfig of(Realm realm) {
    return new RedisConfig(realm, StoreUri.DEFAULT_TIMEOUT, DEFAULT_PREFIX);
  }

  /** Returns this configuration with another time budget. */
  public RedisConfig withTimeout(Duration value) {
    return new RedisConfig(realm, value, prefix);
  }

  /** Returns this configuration with another prefix. */
  public RedisConfig withPrefix(String value) {
    return new RedisConfig(realm, timeout, value);
  }
}
