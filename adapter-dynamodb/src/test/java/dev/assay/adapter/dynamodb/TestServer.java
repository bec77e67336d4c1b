package dev.assay.adapter.dynamodb;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.tck.Backend;
import dev.assay.tck.ServerControl;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The real server that all tests of one run share; it stops with the JVM. */
final class TestServer {

  private static final class Shared {
    static final Server SERVER = Servers.start(ServerKind.DYNAMODB, ServerOptions.defaults());
  }

  private TestServer() {}

  static StoreUri uri() {
    return uri(Shared.SERVER);
  }

  static StoreUri uri(Server server) {
    return StoreUri.parse(server.uri());
  }

  static EventStore open(Realm realm) {
    return EventStores.open(uri().with("realm", realm.name()));
  }

  /** Returns the server as the kit sees it: it may stand before it and stop it. */
  static Backend backend() {
    return backend(Shared.SERVER);
  }

  /** Returns any server of the testbed as the kit sees it. */
  static Backend backend(Server server) {
    StoreUri.HostPort host = StoreUri.parse(server.uri()).hosts().get(0);
    return Backend.server(
        new InetSocketAddress(host.host(), host.port()),
        ServerControl.of(server::kill, server::restart, server::pause, server::resume));
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

  /** Returns a client of one's own, for looking behind the store or for tampering with it. */
  static DynamoDbClient client(ExecutionInterceptor... interceptors) {
    return DynamoDbClient.builder()
        .endpointOverride(URI.create("http://" + uri().hosts().get(0)))
        .region(Region.of("local"))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(
            options -> {
              options.retryStrategy(DefaultRetryStrategy.doNotRetry());
              for (ExecutionInterceptor interceptor : interceptors) {
                options.addExecutionInterceptor(interceptor);
              }
            })
        .build();
  }
}
