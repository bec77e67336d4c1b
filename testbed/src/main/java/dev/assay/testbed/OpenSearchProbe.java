package dev.assay.testbed;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an OpenSearch server, without a client of it, what it is. */
final class OpenSearchProbe {

  private static final Pattern PRODUCT = Pattern.compile("\"distribution\"\\s*:\\s*\"opensearch\"");
  private static final Pattern VERSION = Pattern.compile("\"number\"\\s*:\\s*\"([0-9A-Za-z.-]+)\"");

  private OpenSearchProbe() {}

  /** Tells whether all shards that there are serve requests. */
  static boolean serves(URI address) {
    String health = "_cluster/health?wait_for_status=yellow&timeout=1s";
    try {
      return open(address.resolve(health), "", Duration.ofSeconds(3)).getResponseCode()
          == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Asks for the version.
   *
   * @param authorization what proves who asks; empty if nothing does
   * @throws TestbedException if it is no OpenSearch, or does not answer
   */
  static ServerFacts facts(URI address, String authorization) {
    String where = address.getAuthority();
    try {
      HttpURLConnection http = open(address, authorization, Duration.ofSeconds(10));
      int status = http.getResponseCode();
      if (status == HttpURLConnection.HTTP_UNAUTHORIZED) {
        throw new TestbedException(
            "OpenSearch at %s refuses the user: correct user and password in the URI."
                .formatted(where));
      }
      String text =
          status == HttpURLConnection.HTTP_OK
              ? new String(http.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              : "";
      Matcher version = VERSION.matcher(text);
      if (!PRODUCT.matcher(text).find() || !version.find()) {
        throw new TestbedException(
            "What answers at %s is not OpenSearch: correct the host and port in the URI."
                .formatted(where));
      }
      // The stores set it for their own indexes.
      return new ServerFacts(version.group(1), Map.of("index.translog.durability", "request"));
    } catch (IOException e) {
      throw new TestbedException(
          "No OpenSearch answers at %s: start it there, or correct the host and port in the URI."
              .formatted(where),
          e);
    }
  }

  private static HttpURLConnection open(URI address, String authorization, Duration limit)
      throws IOException {
    HttpURLConnection http = connection(address);
    int millis = Math.toIntExact(limit.toMillis());
    http.setConnectTimeout(millis);
    http.setReadTimeout(millis);
    http.setRequestProperty("Connection", "close");
    if (!authorization.isEmpty()) {
      http.setRequestProperty("Authorization", authorization);
    }
    return http;
  }

  /** A server on this machine is not behind a proxy. */
  private static HttpURLConnection connection(URI address) throws IOException {
    boolean here = address.getHost().startsWith("127.") || address.getHost().equals("localhost");
    return (HttpURLConnection)
        (here ? address.toURL().openConnection(Proxy.NO_PROXY) : address.toURL().openConnection());
  }
}
