package dev.assay.adapter.dynamodb;

import dev.assay.spi.StoreUnavailable;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * The clients that the handles of this process share: one for each {@link ClientKey}, closed with
 * the last handle that uses it. The SDK's own retries are off, since a resend that nobody knows of
 * makes an answer lie.
 */
final class Clients {

  private static final Map<ClientKey, Shared> SHARED = new HashMap<>();

  private Clients() {}

  /**
   * Leases the client of a key.
   *
   * @throws StoreUnavailable if the SDK finds no region or no profile
   */
  static Lease lease(ClientKey key) {
    synchronized (SHARED) {
      Shared shared = SHARED.computeIfAbsent(key, absent -> new Shared(make(absent), new Facts()));
      shared.users++;
      return new Lease(shared.client, key.server(), shared.facts, () -> release(key));
    }
  }

  /** Wraps a client that stays its caller's to close. */
  static Lease given(DynamoDbClient client) {
    return new Lease(client, "the given client's DynamoDB", new Facts(), () -> {});
  }

  private static void release(ClientKey key) {
    Shared last = null;
    synchronized (SHARED) {
      Shared shared = SHARED.get(key);
      if (shared != null && --shared.users == 0) {
        last = SHARED.remove(key);
      }
    }
    if (last != null) {
      last.client.close();
    }
  }

  private static DynamoDbClient make(ClientKey key) {
    try {
      DynamoDbClientBuilder builder =
          DynamoDbClient.builder()
              .credentialsProvider(credentials(key))
              .endpointDiscoveryEnabled(false)
              .overrideConfiguration(withoutRetries(key))
              .httpClientBuilder(
                  UrlConnectionHttpClient.builder()
                      .connectionTimeout(connecting(key.timeout()))
                      .socketTimeout(key.timeout()));
      key.endpoint().ifPresent(builder::endpointOverride);
      key.region().map(Region::of).ifPresent(builder::region);
      return builder.build();
    } catch (SdkException e) {
      throw new StoreUnavailable(
          "The AWS SDK cannot make a client for %s: %s"
              .formatted(key.server(), DynamoErrors.firstLine(e)),
          e);
    }
  }

  private static ClientOverrideConfiguration withoutRetries(ClientKey key) {
    ClientOverrideConfiguration.Builder options =
        ClientOverrideConfiguration.builder().retryStrategy(DefaultRetryStrategy.doNotRetry());
    key.profile().ifPresent(options::defaultProfileName);
    return options.build();
  }

  private static Duration connecting(Duration timeout) {
    Duration half = timeout.dividedBy(2);
    Duration longest = Duration.ofSeconds(3);
    return half.compareTo(longest) < 0 ? half : longest;
  }

  private static AwsCredentialsProvider credentials(ClientKey key) {
    if (key.profile().isPresent()) {
      return ProfileCredentialsProvider.create(key.profile().get());
    }
    return key.endpoint().filter(Clients::isLoopback).isPresent()
        ? orAny()
        : DefaultCredentialsProvider.builder().build();
  }

  /**
   * Credentials for a server on this machine: what the environment or the files name, otherwise
   * any, since the local server takes all. The machine's role is not asked; that takes seconds.
   */
  private static AwsCredentialsProvider orAny() {
    AwsCredentialsProvider named =
        AwsCredentialsProviderChain.of(
            SystemPropertyCredentialsProvider.create(),
            EnvironmentVariableCredentialsProvider.create(),
            ProfileCredentialsProvider.create());
    try {
      return StaticCredentialsProvider.create(named.resolveCredentials());
    } catch (SdkException e) {
      return StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    }
  }

  private static boolean isLoopback(URI endpoint) {
    String host = endpoint.getHost();
    try {
      return host != null
          && (host.equals("localhost")
              || (host.matches("[0-9.]+|\\[.*]")
                  && InetAddress.getByName(host).isLoopbackAddress()));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** A client and how many handles use it. */
  private static final class Shared {

    final DynamoDbClient client;
    final Facts facts;
    int users;

    Shared(DynamoDbClient client, Facts facts) {
      this.client = client;
      this.facts = facts;
    }
  }

  /**
   * A handle's share of a client.
   *
   * @param client the client
   * @param server the server's name for a person
   * @param facts what its handles found out
   * @param release gives the share back
   */
  record Lease(DynamoDbClient client, String server, Facts facts, Runnable release) {}
}
