package dev.assay.testbed;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads where {@code redis://user:secret@host:port/0?option=value} points to.
 *
 * @param host the first host
 * @param port its port
 * @param user the user, if one is named
 * @param password the password; empty if there is none
 * @param plain whether a connection without TLS to the first host reaches the server itself, and
 *     not a sentinel
 */
record RedisUri(String host, int port, Optional<String> user, String password, boolean plain) {
  private static final int DEFAULT_PORT = 6379;
  private static final Pattern SHAPE =
      Pattern.compile(
          "(?<scheme>rediss?)://(?:(?<user>[^:/?#@]*)(?::(?<password>[^/?#@]*))?@)?"
              + "(?<host>\\[[0-9a-fA-F:.]+]|[^:/?#@,\\[\\]\\s]+)(?::(?<port>[0-9]{1,5}))?"
              + "(?:,[^/?#@\\s]+)?(?:/[^?#]*)?(?:\\?(?<query>[^#]*))?");

  static RedisUri parse(String text) {
    Matcher parts = SHAPE.matcher(text);
    if (!parts.matches()) {
      // Without the text, which holds the password.
      throw new TestbedException(
          "The URI of the Redis server is not valid: write %s, and percent-encode special characters of the password."
              .formatted(ServerKind.REDIS.example()));
    }
    String port = parts.group("port");
    String query = "&" + Optional.ofNullable(parts.group("query")).orElse("");
    return new RedisUri(
        parts.group("host").replaceAll("[\\[\\]]", ""),
        port == null ? DEFAULT_PORT : Integer.parseInt(port),
        Optional.ofNullable(parts.group("user"))
            .filter(user -> !user.isEmpty())
            .map(RedisUri::decode),
        decode(Optional.ofNullable(parts.group("password")).orElse("")),
        parts.group("scheme").equals("redis") && !query.contains("&sentinel="));
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
    return "redis://" + address();
  }
}
