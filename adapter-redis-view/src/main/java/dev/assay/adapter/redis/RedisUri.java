package dev.assay.adapter.redis;

import dev.assay.spi.StoreUri;
import dev.assay.spi.StoreUri.HostPort;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads {@code redis://user:password@host:port/0?option=value}; {@code rediss} is the same over
 * TLS.
 *
 * <pre>
 * realm, timeout     as everywhere
 * hosts              as everywhere; not with sentinels, whose office is to name other hosts
 * prefix             what all keys begin with; assay if absent
 * sentinel           the hosts are sentinels, and this is the name of the primary they watch
 * sentinel-password  the password of the sentinels, if they have one
 * cluster            true if the hosts are members of a cluster
 * sslmode            verify-full (the default), verify-ca, or require, which checks nothing
 * sslrootcert        a file of certificates in PEM form that are trusted; those of the Java
 *                    platform if absent
 * sslcert, sslkey    files with the client's own certificate and key, in PEM form
 * </pre>
 *
 * <p>The path is the number of the database; a cluster has only number 0.
 */
final class RedisUri {

  private static final int DEFAULT_PORT = 6379;
  private static final int DEFAULT_SENTINEL_PORT = 26379;
  private static final int MAX_DATABASE = 1_000_000;

  private final StoreUri uri;
  private final Optional<String> sentinel;
  private final boolean cluster;

  RedisUri(StoreUri uri) {
    uri.allowOptions(
        "prefix",
        "sentinel",
        "sentinel-password",
        "cluster",
        "sslmode",
        "sslrootcert",
        "sslcert",
        "sslkey");
    this.uri = uri;
    this.sentinel = uri.option("sentinel");
    this.cluster = flag("cluster");
    check();
    // What is wrong in the rest shows now, and not when the first connection is made.
    int unused = database();
    SslOptions unusedToo = ssl();
  }

  private void check() {
    if (sentinel.isPresent() && cluster) {
      throw new IllegalArgumentException("Choose one of the options 'sentinel' and 'cluster'");
    }
    if (sentinel.isPresent() && uri.namedHostsOnly()) {
      throw new IllegalArgumentException(
          "Sentinels name the host of the primary: leave the option 'hosts' out");
    }
    if (uri.hosts().size() > 1 && sentinel.isEmpty() && !cluster) {
      throw new IllegalArgumentException(
          "Several hosts are a cluster (cluster=true) or sentinels (sentinel=NAME)");
    }
    if (cluster && database() != 0) {
      throw new IllegalArgumentException("A cluster has no database but number 0");
    }
    if (uri.user().isPresent() && uri.password().isEmpty()) {
      throw new IllegalArgumentException("A user needs a password");
    }
    if (uri.fragment().isPresent()) {
      throw new IllegalArgumentException("The URI of a Redis store has no part behind '#'");
    }
  }

  private boolean flag(String name) {
    String word = uri.option(name).orElse("false");
    if (!word.equals("true") && !word.equals("false")) {
      throw new IllegalArgumentException("The option '%s' must be true or false".formatted(name));
    }
    return word.equals("true");
  }

  private int database() {
    try {
      int number = uri.path().isEmpty() ? 0 : Integer.parseInt(uri.path());
      if (number >= 0 && number <= MAX_DATABASE) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message.
    }
    throw new IllegalArgumentException("The path of the URI must be the number of a database");
  }

  RedisConfig config() {
    return RedisConfig.of(uri.realm())
        .withTimeout(uri.timeout())
        .withPrefix(uri.option("prefix").orElse(RedisConfig.DEFAULT_PREFIX));
  }

  boolean isCluster() {
    return cluster;
  }

  /** Names the server without any secret. */
  String name() {
    String what =
        sentinel
            .map(name -> "Redis '%s' of the sentinels".formatted(name))
            .orElse(cluster ? "The Redis cluster" : "Redis");
    return hosts().stream()
        .map(HostPort::toString)
        .collect(Collectors.joining(", ", what + " at ", ""));
  }

  private List<HostPort> hosts() {
    int port = sentinel.isPresent() ? DEFAULT_SENTINEL_PORT : DEFAULT_PORT;
    List<HostPort> named =
        uri.hosts().isEmpty() ? List.of(new HostPort("localhost", 0)) : uri.hosts();
    return named.stream().map(host -> new HostPort(host.host(), host.portOr(port))).toList();
  }

  /** Returns the address of the server, or of the sentinels. */
  RedisURI server() {
    return sentinel.map(this::sentinels).orElseGet(() -> at(hosts().get(0)));
  }

  /** Returns the addresses of members of the cluster. */
  List<RedisURI> members() {
    return hosts().stream().map(this::at).toList();
  }

  /** Returns the address of a member that the others have told of. */
  RedisURI member(RedisClusterNode node) {
    HostPort told = place(node.getUri());
    return at(uri.namedHostsOnly() ? named(node).orElse(told) : told);
  }

  private RedisURI at(HostPort host) {
    return common(RedisURI.Builder.redis(host.host(), host.port())).build();
  }

  private RedisURI sentinels(String primary) {
    RedisURI.Builder builder = RedisURI.builder().withSentinelMasterId(primary);
    for (HostPort host : hosts()) {
      RedisURI.Builder one =
          RedisURI.Builder.redis(host.host(), host.port())
              .withTimeout(uri.timeout())
              .withSsl(isSecure())
              .withVerifyPeer(verification());
      uri.option("sentinel-password").ifPresent(one::withPassword);
      builder.withSentinel(one.build());
    }
    return common(builder).build();
  }

  private RedisURI.Builder common(RedisURI.Builder builder) {
    builder
        .withTimeout(uri.timeout())
        .withDatabase(database())
        .withSsl(isSecure())
        .withVerifyPeer(verification());
    uri.password()
        .ifPresent(
            password ->
                uri.user()
                    .ifPresentOrElse(
                        user -> builder.withAuthentication(user, password),
                        () -> builder.withPassword(password)));
    return builder;
  }

  private boolean isSecure() {
    return uri.scheme().equals("rediss");
  }

  private SslVerifyMode verification() {
    String word = uri.option("sslmode").orElse("verify-full");
    return switch (word) {
      case "verify-full" -> SslVerifyMode.FULL;
      case "verify-ca" -> SslVerifyMode.CA;
      case "require" -> SslVerifyMode.NONE;
      default ->
          throw new IllegalArgumentException(
              "The option 'sslmode' must be verify-full, verify-ca or require");
    };
  }

  /** Returns the options of a client that connects once, sends once, and leaves the rest to us. */
  ClientOptions options() {
    return common(ClientOptions.builder()).build();
  }

  ClusterClientOptions clusterOptions() {
    ClusterClientOptions.Builder builder =
        ClusterClientOptions.builder(common(ClientOptions.builder()).build());
    if (uri.namedHostsOnly()) {
      builder
          .nodeFilter(this::isNamed)
          .topologyRefreshOptions(
              ClusterTopologyRefreshOptions.builder().dynamicRefreshSources(false).build());
    }
    return builder.build();
  }

  private boolean isNamed(RedisClusterNode node) {
    return named(node).isPresent();
  }

  /** Finds the name that a member has in the URI: its own address, or one that leads to it. */
  private Optional<HostPort> named(RedisClusterNode node) {
    return Stream.concat(Stream.of(node.getUri()), node.getAliases().stream())
        .map(RedisUri::place)
        .filter(hosts()::contains)
        .findFirst();
  }

  private static HostPort place(RedisURI address) {
    return new HostPort(address.getHost(), address.getPort());
  }

  private ClientOptions.Builder common(ClientOptions.Builder builder) {
    Duration timeout = uri.timeout();
    return builder
        .autoReconnect(false)
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(timeout)
                .keepAlive(true)
                .tcpNoDelay(true)
                .build())
        .sslOptions(ssl());
  }

  private SslOptions ssl() {
    SslVerifyMode unused = verification();
    SslOptions.Builder builder = SslOptions.builder().jdkSslProvider();
    builder.handshakeTimeout(uri.timeout());
    uri.option("sslrootcert").ifPresent(file -> builder.trustManager(readable(file)));
    Optional<String> key = uri.option("sslkey");
    if (uri.option("sslcert").isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("The options 'sslcert' and 'sslkey' need each other");
    }
    uri.option("sslcert")
        .ifPresent(
            file -> builder.keyManager(readable(file), readable(key.orElseThrow()), new char[0]));
    return builder.build();
  }

  private static File readable(String path) {
    File file = new File(path);
    if (!file.canRead()) {
      throw new IllegalArgumentException("The file %s cannot be read".formatted(path));
    }
    return file;
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return name();
  }
}
