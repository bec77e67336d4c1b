package dev.assay.adapter.postgres;

import dev.assay.adapter.postgres.PostgresConfig.SchemaMigration;
import dev.assay.spi.StoreUri;
import dev.assay.spi.StoreUri.HostPort;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Reads {@code postgresql://user:password@host:port/database?option=value}.
 *
 * <pre>
 * realm, timeout     as everywhere
 * schema             the schema that holds the tables; assay if absent
 * migrate            auto (the default) creates and migrates the tables, check only looks
 * pool               the most connections at a time; 10 if absent
 * ApplicationName    how the server's views name this client; assay if absent
 * ssl…, gssEncMode, channelBinding, targetServerType, hostRecheckSeconds, loadBalanceHosts,
 * prepareThreshold, preferQueryMode, options
 *                    go to the driver as they are; see the driver's own documentation
 * </pre>
 */
final class PostgresUri {

  private static final int DEFAULT_PORT = 5432;
  private static final int DEFAULT_POOL = 10;
  private static final List<String> OF_THE_DRIVER =
      List.of(
          "ApplicationName",
          "ssl",
          "sslmode",
          "sslrootcert",
          "sslcert",
          "sslkey",
          "sslpassword",
          "sslfactory",
          "sslhostnameverifier",
          "sslNegotiation",
          "gssEncMode",
          "channelBinding",
          "targetServerType",
          "hostRecheckSeconds",
          "loadBalanceHosts",
          "prepareThreshold",
          "preferQueryMode",
          "options");
  private static final List<String> OF_THE_STORE = List.of("schema", "migrate", "pool");

  private final StoreUri uri;

  PostgresUri(StoreUri uri) {
    List<String> known = new ArrayList<>(OF_THE_DRIVER);
    known.addAll(OF_THE_STORE);
    uri.allowOptions(known.toArray(new String[0]));
    this.uri = uri;
  }

  PostgresConfig config() {
    return PostgresConfig.of(uri.realm())
        .withTimeout(uri.timeout())
        .withSchema(uri.option("schema").orElse(PostgresConfig.DEFAULT_SCHEMA))
        .withMigration(migration());
  }

  private SchemaMigration migration() {
    String word = uri.option("migrate").orElse("auto");
    return switch (word) {
      case "auto" -> SchemaMigration.AUTO;
      case "check" -> SchemaMigration.CHECK;
      default -> throw new IllegalArgumentException("The option 'migrate' must be auto or check");
    };
  }

  int pool() {
    return uri.number("pool", 1, 1000).orElse(DEFAULT_POOL);
  }

  /** Names the server without any secret. */
  String server() {
    String hosts =
        hosts().stream()
            .map(host -> new HostPort(host.host(), host.portOr(DEFAULT_PORT)).toString())
            .collect(Collectors.joining(", "));
    return "PostgreSQL at %s, database '%s'".formatted(hosts, database());
  }

  /** Makes the driver's own source of connections. */
  PGSimpleDataSource driver(Duration timeout) {
    PGSimpleDataSource driver = new RawSockets();
    driver.setServerNames(hosts().stream().map(PostgresUri::bracketed).toArray(String[]::new));
    driver.setPortNumbers(hosts().stream().mapToInt(host -> host.portOr(DEFAULT_PORT)).toArray());
    driver.setDatabaseName(database());
    uri.user().ifPresent(driver::setUser);
    uri.password().ifPresent(driver::setPassword);
    int seconds = (int) Math.min(Integer.MAX_VALUE / 1000 - 2, timeout.toSeconds()) + 1;
    driver.setConnectTimeout(seconds);
    driver.setSocketTimeout(seconds + 1);
    driver.setTcpKeepAlive(true);
    setOptions(driver);
    return driver;
  }

  private void setOptions(PGSimpleDataSource driver) {
    driver.setApplicationName("assay");
    for (String name : OF_THE_DRIVER) {
      String value = uri.option(name).orElse(null);
      if (value != null) {
        setOption(driver, name, value);
      }
    }
  }

  private static void setOption(PGSimpleDataSource driver, String name, String value) {
    try {
      driver.setProperty(name, value);
    } catch (SQLException | RuntimeException e) {
      throw new IllegalArgumentException(
          "The driver does not take this value for the option '%s'".formatted(name));
    }
  }

  private List<HostPort> hosts() {
    return uri.hosts().isEmpty() ? List.of(new HostPort("localhost", 0)) : uri.hosts();
  }

  private static String bracketed(HostPort host) {
    return host.host().contains(":") ? "[" + host.host() + "]" : host.host();
  }

  private String database() {
    return uri.path().isEmpty() ? uri.user().orElse("postgres") : uri.path();
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return server().toLowerCase(Locale.ROOT);
  }
}
