package dev.assay.testbed;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of {@code postgresql://user:secret@host:port/database?name=value} that a driver
 * needs.
 */
record PostgresUri(String host, int port, String database, Properties properties) {
  private static final int DEFAULT_PORT = 5432;

  /** These mean something to a store, and nothing, or something else, to the driver. */
  private static final Set<String> OF_THE_STORE = Set.of("realm", "timeout", "hosts");

  static PostgresUri parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // Neither the text nor the exception may be shown: both hold the password.
      throw malformed("it cannot be read; percent-encode special characters of the password");
    }
    if (!ServerKind.POSTGRES.scheme().equals(uri.getScheme())) {
      throw malformed("it does not begin with postgresql://");
    }
    if (uri.getHost() == null) {
      throw malformed("it names no single host, or a host that is not valid");
    }
    return of(uri, uri.getHost());
  }

  private static PostgresUri of(URI uri, String host) {
    Properties properties = new Properties();
    parameters(uri.getRawQuery(), properties);
    credentials(uri.getRawUserInfo(), properties);
    String path = Optional.ofNullable(uri.getRawPath()).orElse("");
    String database = decode(path.startsWith("/") ? path.substring(1) : path);
    String fallback = properties.getProperty("user", "postgres");
    return new PostgresUri(
        host,
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        database.isEmpty() ? fallback : database,
        properties);
  }

  private static void credentials(@Nullable String userInfo, Properties properties) {
    if (userInfo == null) {
      return;
    }
    int colon = userInfo.indexOf(':');
    properties.setProperty("user", decode(colon < 0 ? userInfo : userInfo.substring(0, colon)));
    if (colon >= 0) {
      properties.setProperty("password", decode(userInfo.substring(colon + 1)));
    }
  }

  private static void parameters(@Nullable String query, Properties properties) {
    if (query == null) {
      return;
    }
    Arrays.stream(query.split("&", -1))
        .map(parameter -> parameter.split("=", 2))
        .filter(parameter -> parameter.length == 2 && !OF_THE_STORE.contains(decode(parameter[0])))
        .forEach(parameter -> properties.setProperty(decode(parameter[0]), decode(parameter[1])));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static TestbedException malformed(String cause) {
    return new TestbedException(
        "The URI of the PostgreSQL server is not valid (%s): write postgresql://user:password@host:5432/database."
            .formatted(cause));
  }

  String user() {
    return properties.getProperty("user", System.getProperty("user.name", "postgres"));
  }

  /** Returns {@code host:port}. */
  String address() {
    return host + ":" + port;
  }

  /** Leaves out the properties, which hold the password. */
  @Override
  public String toString() {
    return "postgresql://" + address() + "/" + database;
  }
}
