package dev.assay.adapter.cassandra;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How a store on Cassandra is opened, apart from the session. Immutable.
 *
 * @param realm the realm that the handle serves
 * @param timeout the time budget of each call
 * @param keyspace the keyspace that holds the tables: a lower-case letter, then up to 47 lower-case
 *     letters, digits and {@code _}
 * @param replication the copies of a keyspace that is created; one that is there is left as it is
 * @param tables what to do about a keyspace and tables that are missing
 */
public record CassandraConfig(
    Realm realm, Duration timeout, String keyspace, Replication replication, Tables tables) {

  /** The keyspace of a configuration that names none. */
  public static final String DEFAULT_KEYSPACE = "assay";

  private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");

  /** What opening a store does about a keyspace and tables that are missing. */
  public enum Tables {
    /** Create them; safe when several processes start at once. */
    CREATE,
    /** Change nothing and refuse to open unless they are there. */
    VERIFY
  }

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if the timeout is not positive or the keyspace's name is
   *     illegal
   */
  public CassandraConfig {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("The timeout must be positive");
    }
    if (!KEYSPACE.matcher(keyspace).matches() || keyspace.startsWith("system")) {
      throw new IllegalArgumentException(
          "The keyspace must be a lower-case letter, then up to 47 lower-case letters, digits and _;"
              + " it must not begin with system");
    }
  }

  /** Begins a configuration with the usual timeout and keyspace, which creates what is missing. */
  public static CassandraConfig of(Realm realm) {
    return new CassandraConfig(
        realm, StoreUri.DEFAULT_TIMEOUT, DEFAULT_KEYSPACE, Replication.simple(1), Tables.CREATE);
  }

  /** Returns this configuration with another time budget. */
  public CassandraConfig withTimeout(Duration value) {
    return new CassandraConfig(realm, value, keyspace, replication, tables);
  }

  /** Returns this configuration with another keyspace. */
  public CassandraConfig withKeyspace(String value) {
    return new CassandraConfig(realm, timeout, value, replication, tables);
  }

  /** Returns this configuration with other copies for a keyspace that is created. */
  public CassandraConfig withReplication(Replication value) {
    return new CassandraConfig(realm, timeout, keyspace, value, tables);
  }

  /** Returns this configuration with another way to treat missing tables. */
  public CassandraConfig withTables(Tables value) {
    return new CassandraConfig(realm, timeout, keyspace, replication, value);
  }
}
