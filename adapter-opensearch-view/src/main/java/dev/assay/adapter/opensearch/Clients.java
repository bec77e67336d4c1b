package dev.assay.adapter.opensearch;

import dev.assay.adapter.opensearch.OpenSearchUri.Sharing;
import dev.assay.spi.StoreUri.HostPort;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;

/**
 * The driver's clients for a URI: one for each host, so that the driver never sends a request to a
 * second host by itself. Handles that differ in their realm only share them; the last one to be
 * closed closes them. Thread-safe.
 */
final class Clients implements AutoCloseable {

  private static final Map<Sharing, Clients> OPEN = new HashMap<>();
  private static final Duration LOOK_AFTER = Duration.ofSeconds(1);

  private final Sharing sharing;
  private final List<Connections> connections;
  private final List<OpenSearchClient> clients;
  private int users = 1;
  private Optional<OpenSearchServer> known = Optional.empty();

  private Clients(OpenSearchUri uri) {
    this.sharing = uri.sharing();
    this.connections = connections(uri);
    this.clients = connections.stream().map(one -> new OpenSearchClient(one.transport)).toList();
  }

  /** Returns the clients of a URI, for one more user. */
  static Clients of(OpenSearchUri uri) {
    synchronized (OPEN) {
      Clients open = OPEN.get(uri.sharing());
      if (open == null) {
        open = new Clients(uri);
        OPEN.put(open.sharing, open);
      } else {
        open.users++;
      }
      return open;
    }
  }

  List<OpenSearchClient> clients() {
    return clients;
  }

  /** Returns what an earlier handle found at the server. */
  synchronized Optional<OpenSearchServer> known() {
    return known;
  }

  synchronized void learn(OpenSearchServer server) {
    known = Optional.of(server);
  }

  /** Ends one use. */
  @Override
  public void close() {
    synchronized (OPEN) {
      users--;
      if (users > 0) {
        return;
      }
      OPEN.remove(sharing);
    }
    connections.forEach(Connections::close);
  }

  private static List<Connections> connections(OpenSearchUri uri) {
    List<Connections> connections = new ArrayList<>();
    for (HostPort host : uri.hosts()) {
      connections.add(new Connections(uri, host));
    }
    return connections;
  }

  /** The connections to one host, which can be closed without waiting for what is on them. */
  private static final class Connections extends HttpAsyncClientBuilder {
    private final OpenSearchTransport transport;
    private @Nullable CloseableHttpAsyncClient built;

    Connections(OpenSearchUri uri, HostPort host) {
      String scheme = uri.secure() ? "https" : "http";
      transport =
          ApacheHttpClient5TransportBuilder.builder(new HttpHost(scheme, host.host(), host.port()))
              .setDefaultHeaders(credentials(uri))
              .setHttpClientConfigCallback(given -> configured(this, uri))
              .build();
    }

    @Override
    public CloseableHttpAsyncClient build() {
      CloseableHttpAsyncClient client = super.build();
      built = client;
      return client;
    }

    // The driver would wait for a server that does not answer.
    void close() {
      if (built != null) {
        built.close(CloseMode.IMMEDIATE);
      }
    }
  }

  // Sent with every request: to be asked for them would cost a round trip each time.
  private static Header[] credentials(OpenSearchUri uri) {
    if (uri.user().isEmpty()) {
      return new Header[0];
    }
    String text = uri.user().get() + ":" + uri.password().orElse("");
    String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    return new Header[] {new BasicHeader("Authorization", "Basic " + encoded, true)};
  }

  private static HttpAsyncClientBuilder configured(
      HttpAsyncClientBuilder builder, OpenSearchUri uri) {
    Timeout timeout = Timeout.of(uri.config().timeout());
    RequestConfig request =
        RequestConfig.custom()
            .setConnectionRequestTimeout(timeout)
            .setResponseTimeout(timeout)
            .build();
    return builder
        .setDefaultRequestConfig(request)
        .setConnectionManager(connections(uri, timeout))
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching();
  }

  private static PoolingAsyncClientConnectionManager connections(
      OpenSearchUri uri, Timeout timeout) {
    ConnectionConfig connection =
        ConnectionConfig.custom()
            .setConnectTimeout(timeout)
            .setSocketTimeout(timeout)
            .setValidateAfterInactivity(TimeValue.of(LOOK_AFTER))
            .build();
    PoolingAsyncClientConnectionManagerBuilder builder =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setMaxConnPerRoute(uri.connections())
            .setMaxConnTotal(uri.connections())
            .setDefaultConnectionConfig(connection);
    if (uri.secure()) {
      builder.setTlsStrategy(
          ClientTlsStrategyBuilder.create().setSslContext(trust(uri)).buildAsync());
    }
    return builder.build();
  }

  private static SSLContext trust(OpenSearchUri uri) {
    if (uri.trustStore().isEmpty()) {
      return SSLContexts.createSystemDefault();
    }
    char[] password = uri.trustStorePassword().map(String::toCharArray).orElse(new char[0]);
    try {
      return SSLContexts.custom()
          .loadTrustMaterial(new File(uri.trustStore().get()), password)
          .build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "The trust store of the option 'truststore' cannot be read: mend the file's name or its password",
          e);
    }
  }
}
