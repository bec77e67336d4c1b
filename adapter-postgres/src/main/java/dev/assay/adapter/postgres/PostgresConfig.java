package dev.assay.adapter.postgres;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How a store on PostgreSQL is opened, apart from the connections. Immutable.
 *
 * @param realm the realm that the handle serves
 * @param timeout the time budget of each call
 * @param schema the schema in the database that holds the tables: a lower-case letter or {@code _},
 *     then up to 39 lower-case letters, digits and {@code _}
 * @param migration what to do about tables that are missing or old
 */
public record PostgresConfig(
    Realm realm, Duration timeout, String schema, SchemaMigration migration) {

  /** The schema of a configuration that names none. */
  public static final String DEFAULT_SCHEMA = "assay";

  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,39}");

  /** What opening a store does about tables that are missing or older than this adapter. */
  public enum SchemaMigration {
    /** Create and migrate them; safe when several processes start at once. */
    AUTO,
    /** Change nothing and refuse to open unless they are as this adapter needs them. */
    CHECK
  }

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if the timeout is not positive or the schema's name is illegal
   */
  public PostgresConfig {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("The timeout must be positive");
    }
    if (!SCHEMA.matcher(schema).matches() || schema.startsWith("pg_")) {
      throw new IllegalArgumentException(
          "The schema must be a lower-case letter or _, then up to 39 lower-case letters, digits"
              + " and _; it must not begin with pg_");
    }
  }

  /** Begins a configuration with the usual timeout and schema, which creates what is missing. */
  public static PostgresConfig of(Realm realm) {
    return new PostgresConfig(
        realm, StoreUri.DEFAULT_TIMEOUT, DEFAULT_SCHEMA, SchemaMigration.AUTO);
  }

  /** Returns this configuration with another time budget. */
  public PostgresConfig withTimeout(Duration value) {
    return new PostgresConfig(realm, value, schema, migration);
  }

  /** Returns this configuration with another schema. */
  public PostgresConfig withSchema(String value) {
    return new PostgresConfig(realm, timeout, value, migration);
  }

  /** Returns this configuration with another way to treat missing tables. */
  public PostgresConfig withMigration(SchemaMigration value) {
    return new PostgresConfig(realm, timeout, schema, value);
  }
}
