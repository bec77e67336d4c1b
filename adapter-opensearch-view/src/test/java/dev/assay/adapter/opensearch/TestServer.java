package dev.assay.adapter.opensearch;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import dev.assay.tck.Backend;
import dev.assay.tck.ServerControl;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The real server that all tests of one run share; it stops with the JVM. */
final class TestServer {

  private static final Server SERVER =
      Servers.start(ServerKind.OPENSEARCH, ServerOptions.defaults());
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private TestServer() {}

  /** Returns the server's own URI. */
  static StoreUri uri() {
    return StoreUri.parse(SERVER.uri());
  }

  static OpenSearchViewStore open(Realm realm) {
    return (OpenSearchViewStore)
        new OpenSearchViewStoreProvider().open(uri().with("realm", realm.name()));
  }

  /** Returns the server as the kit sees it: it may stand before it and stop it. */
  static Backend backend() {
    return backend(SERVER);
  }

  /** Returns any server of the testbed as the kit sees it. */
  static Backend backend(Server server) {
    StoreUri.HostPort host = StoreUri.parse(server.uri()).hosts().get(0);
    InetSocketAddress address = new InetSocketAddress(host.host(), host.port());
    return server.controllable()
        ? Backend.server(address, control(server))
        : new Backend.Server(address, Optional.empty());
  }

  private static ServerControl control(Server server) {
    return ServerControl.of(server::kill, server::restart, server::pause, server::resume);
  }

  /** Returns the URI of a realm behind a proxy. */
  static StoreUri uriAt(Realm realm, InetSocketAddress address, Duration timeout) {
    return uri()
        .at(address.getAddress().getHostAddress(), address.getPort())
        .with("timeout", timeout.toMillis() + "ms")
        .with("realm", realm.name());
  }

  static Realm freshRealm() {
    return new Realm("realm-" + UUID.randomUUID());
  }

  /** Asks the server itself, for looking behind the store. */
  static String ask(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + uri().hosts().get(0) + path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.ofString(body))
            .build();
    return HTTP.send(request, BodyHandlers.ofString()).body();
  }
}
