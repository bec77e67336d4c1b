package dev.assay.adapter.dynamodb;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a store on DynamoDB is opened, apart from the client. Immutable.
 *
 * @param realm the realm that the handle serves
 * @param timeout the time budget of each call
 * @param eventTable the table that holds the events
 * @param viewTable the table that holds the views
 * @param tables what to do about tables that are missing
 * @param partitions the feed partitions of a realm that does not exist yet, from 1 to 32; what a
 *     realm was made with stays
 * @param recovery whether point-in-time recovery is turned on where tables are created
 * @param logDays after how many days DynamoDB erases logged requests; empty keeps them
 * @param storage where a server of one's own keeps its data, which it does not tell itself
 */
public record DynamoConfig(
    Realm realm,
    Duration timeout,
    String eventTable,
    String viewTable,
    Tables tables,
    int partitions,
    boolean recovery,
    Optional<Integer> logDays,
    Storage storage) {

  /** The prefix of the tables' names where none is given. */
  public static final String DEFAULT_PREFIX = "assay";

  /** The feed partitions of a new realm where none are given. */
  public static final int DEFAULT_PARTITIONS = 4;

  /** The most feed partitions of a realm. */
  public static final int MOST_PARTITIONS = 32;

  private static final Pattern TABLE = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");

  /** What opening a store does about its table. */
  public enum Tables {
    /** Create it if it is missing, billed on demand; safe when several processes start at once. */
    CREATE,
    /** Create nothing and refuse to open unless it is there as this adapter needs it. */
    VERIFY
  }

  /** Where a server of one's own keeps its data, as whoever started it says. */
  public enum Storage {
    /** In a file that has everything and is synced before the server answers. */
    SYNCED,
    /**
     * In a file that is written when it suits the server: DynamoDB Local with {@code -dbPath},
     * which answers a transaction before it commits it.
     */
    FILE,
    /** In memory: DynamoDB Local with {@code -inMemory}. */
    MEMORY,
    /** Nobody says. */
    UNTOLD
  }

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if the timeout is not positive, the name of a table is illegal
   *     or the number of partitions or days is out of bounds
   */
  public DynamoConfig {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("The timeout must be positive");
    }
    checkTable(eventTable);
    checkTable(viewTable);
    if (eventTable.equals(viewTable)) {
      throw new IllegalArgumentException("Events and views must not share a table");
    }
    if (partitions < 1 || partitions > MOST_PARTITIONS) {
      throw new IllegalArgumentException(
          "The number of feed partitions must be from 1 to " + MOST_PARTITIONS);
    }
    if (logDays.orElse(1) < 1) {
      throw new IllegalArgumentException("Logged requests must be kept for at least a day");
    }
  }

  /** Begins a configuration with the usual timeout and tables, which creates what is missing. */
  public static DynamoConfig of(Realm realm) {
    return new DynamoConfig(
        realm,
        StoreUri.DEFAULT_TIMEOUT,
        DEFAULT_PREFIX + "-events",
        DEFAULT_PREFIX + "-views",
        Tables.CREATE,
        DEFAULT_PARTITIONS,
        false,
        Optional.empty(),
        Storage.UNTOLD);
  }

  /** Returns this configuration with another time budget. */
  public DynamoConfig withTimeout(Duration value) {
    return new DynamoConfig(
        realm, value, eventTable, viewTable, tables, partitions, recovery, logDays, storage);
  }

  /** Returns this configuration with the tables {@code PREFIX-events} and {@code PREFIX-views}. */
  public DynamoConfig withPrefix(String prefix) {
    return withTables(prefix + "-events", prefix + "-views");
  }

  /** Returns this configuration with other tables. */
  public DynamoConfig withTables(String events, String views) {
    return new DynamoConfig(
        realm, timeout, events, views, tables, partitions, recovery, logDays, storage);
  }

  /** Returns this configuration with another way to treat missing tables. */
  public DynamoConfig withTables(Tables value) {
    return new DynamoConfig(
        realm, timeout, eventTable, viewTable, value, partitions, recovery, logDays, storage);
  }

  /** Returns this configuration with another number of feed partitions for new realms. */
  public DynamoConfig withPartitions(int value) {
    return new DynamoConfig(
        realm, timeout, eventTable, viewTable, tables, value, recovery, logDays, storage);
  }

  /** Returns this configuration with or without point-in-time recovery for new tables. */
  public DynamoConfig withRecovery(boolean value) {
    return new DynamoConfig(
        realm, timeout, eventTable, viewTable, tables, partitions, value, logDays, storage);
  }

  /** Returns this configuration with another life of logged requests. */
  public DynamoConfig withLogDays(Optional<Integer> value) {
    return new DynamoConfig(
        realm, timeout, eventTable, viewTable, tables, partitions, recovery, value, storage);
  }

  /** Returns this configuration with what is known of a server's storage. */
  public DynamoConfig withStorage(Storage value) {
    return new DynamoConfig(
        realm, timeout, eventTable, viewTable, tables, partitions, recovery, logDays, value);
  }

  private static void checkTable(String name) {
    if (!TABLE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The name of a table must be 3 to 255 letters, digits, '_', '-' and '.'");
    }
  }
}
