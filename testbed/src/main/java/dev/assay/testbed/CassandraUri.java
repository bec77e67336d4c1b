package dev.assay.testbed;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads where {@code cassandra://user:secret@host:port,host:port/keyspace?tls=true} points to.
 *
 * @param host the first host
 * @param port its port
 * @param user the user, if one is named
 * @param password the password
 * @param tls whether the server speaks TLS, which is not spoken here
 */
record CassandraUri(String host, int port, Optional<String> user, String password, boolean tls) {
  private static final int DEFAULT_PORT = 9042;
  private static final Pattern SHAPE =
      Pattern.compile(
          "cassandra://(?:(?<user>[^:/?#@]*)(?::(?<password>[^/?#@]*))?@)?"
              + "(?<host>\\[[0-9a-fA-F:.]+]|[^:/?#@,\\[\\]\\s]+)(?::(?<port>[0-9]{1,5}))?"
              + "(?:,[^/?#@\\s]+)?(?:/[^?#]*)?(?:\\?(?<query>[^#]*))?");

  static CassandraUri parse(String text) {
    Matcher parts = SHAPE.matcher(text);
    if (!parts.matches()) {
      // Without the text, which holds the password.
      throw new TestbedException(
          "The URI of the Cassandra server is not valid: write %s, and percent-encode special characters of the password."
              .formatted(ServerKind.CASSANDRA.example()));
    }
    String port = parts.group("port");
    String query = "&" + Optional.ofNullable(parts.group("query")).orElse("") + "&";
    return new CassandraUri(
        parts.group("host").replaceAll("[\\[\\]]", ""),
        port == null ? DEFAULT_PORT : Integer.parseInt(port),
        Optional.ofNullable(parts.group("user")).map(CassandraUri::decode),
        decode(Optional.ofNullable(parts.group("password")).orElse("")),
        query.contains("&tls=true&"));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Returns {@code host:port}. */
  String address() {
    return host + ":" + port;
  }

  /** Leaves out the password. */
  @Override
  public String toString() {
    return "cassandra://" + address();
  }
}
