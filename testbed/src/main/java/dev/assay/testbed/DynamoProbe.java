package dev.assay.testbed;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a DynamoDB server, without a client of it, whether it answers. */
final class DynamoProbe {

  /** Good enough for a local server, which looks at no signature, and refused by Amazon's own. */
  private static final String NOBODY =
      "AWS4-HMAC-SHA256 Credential=assay/20250101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

  /** Every answer of DynamoDB has a number, also a refusal. */
  private static final String NUMBER = "x-amzn-RequestId";

  private DynamoProbe() {}

  /** Tells whether requests are served. */
  static boolean serves(URI endpoint) {
    try {
      return ask(endpoint, Duration.ofSeconds(2)) == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns if DynamoDB answers, whatever it answers, and throws if it does not. */
  static void check(URI endpoint) {
    String where = endpoint.getAuthority();
    try {
      ask(endpoint, Duration.ofSeconds(10));
    } catch (UnknownHostException e) {
      throw new TestbedException(
          "The host '%s' is not known: correct the host or the region in the URI."
              .formatted(endpoint.getHost()),
          e);
    } catch (SocketTimeoutException e) {
      throw new TestbedException(
          "%s did not answer in time: is it a DynamoDB server, and can it be reached from here?"
              .formatted(where),
          e);
    } catch (IOException e) {
      throw new TestbedException(
          "No DynamoDB answers at %s: start it there, or correct the host and port in the URI."
              .formatted(where),
          e);
    }
  }

  private static int ask(URI endpoint, Duration limit) throws IOException {
    HttpURLConnection http = open(endpoint);
    int millis = Math.toIntExact(limit.toMillis());
    http.setConnectTimeout(millis);
    http.setReadTimeout(millis);
    http.setRequestMethod("POST");
    http.setDoOutput(true);
    http.setRequestProperty("Connection", "close");
    http.setRequestProperty("Authorization", NOBODY);
    http.setRequestProperty("Content-Type", "application/x-amz-json-1.0");
    http.setRequestProperty("X-Amz-Target", "DynamoDB_20120810.ListTables");
    try {
      try (OutputStream out = http.getOutputStream()) {
        out.write("{\"Limit\":1}".getBytes(StandardCharsets.US_ASCII));
      }
      int status = http.getResponseCode();
      @Nullable String number = http.getHeaderField(NUMBER);
      if (number == null) {
        throw new IOException("what answers there is not DynamoDB");
      }
      return status;
    } finally {
      http.disconnect();
    }
  }

  /** A server on this machine is not behind a proxy. */
  private static HttpURLConnection open(URI endpoint) throws IOException {
    boolean here = endpoint.getHost().startsWith("127.") || endpoint.getHost().equals("localhost");
    return (HttpURLConnection)
        (here
            ? endpoint.toURL().openConnection(Proxy.NO_PROXY)
            : endpoint.toURL().openConnection());
  }
}
