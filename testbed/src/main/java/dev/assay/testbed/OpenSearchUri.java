package dev.assay.testbed;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads where {@code opensearch://user:password@host:port/name} points to, or {@code
 * opensearch+https://…}.
 *
 * @param address where requests go
 * @param authorization what proves who asks; empty without a user
 */
record OpenSearchUri(URI address, String authorization) {
  private static final int PORT = 9200;

  static OpenSearchUri parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // Neither the text nor the exception may be shown: they may hold what was meant as a secret.
      throw malformed("it cannot be read");
    }
    String scheme = ServerKind.OPENSEARCH.scheme();
    boolean secure = (scheme + "+https").equals(uri.getScheme());
    boolean known = secure || scheme.equals(uri.getScheme());
    if (!known || uri.getHost() == null) {
      throw malformed("it does not begin with opensearch://, or names no single host");
    }
    int port = uri.getPort() < 0 ? PORT : uri.getPort();
    String protocol = secure ? "https" : "http";
    return new OpenSearchUri(
        URI.create("%s://%s:%d/".formatted(protocol, uri.getHost(), port)),
        authorization(uri.getRawUserInfo()));
  }

  private static String authorization(@Nullable String user) {
    if (user == null) {
      return "";
    }
    String plain = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  private static TestbedException malformed(String cause) {
    return new TestbedException(
        "The URI of the OpenSearch server is not valid (%s): write %s."
            .formatted(cause, ServerKind.OPENSEARCH.example()));
  }

  /** Leaves out what proves who asks. */
  @Override
  public String toString() {
    return address.toString();
  }
}
