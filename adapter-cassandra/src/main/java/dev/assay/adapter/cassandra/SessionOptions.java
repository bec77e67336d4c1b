package dev.assay.adapter.cassandra;

import static com.datastax.oss.driver.api.core.config.TypedDriverOption.*;

import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.OptionsMap;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** How the driver is set up: it opens fast, notices soon what is broken, and repeats nothing. */
final class SessionOptions {

  private static final Duration SHORTEST_DELAY = Duration.ofMillis(50);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);
  private static final Duration TICK = Duration.ofMillis(5);
  private static final int SHUTDOWN_MILLIS = 500;

  // What the driver still has to tell its own threads when they end, Netty would log as rejected.
  private static final int QUIET_MILLIS = 20;

  private SessionOptions() {}

  static DriverConfigLoader of(CassandraUri uri, List<InetSocketAddress> addresses) {
    OptionsMap options = OptionsMap.driverDefaults();
    limitTimes(options, uri.config().timeout(), share(uri, addresses));
    chooseHosts(options, uri, addresses);
    leaveOut(options);
    encrypt(options, uri);
    options.put(PROTOCOL_VERSION, uri.protocol());
    options.put(CONNECTION_POOL_LOCAL_SIZE, uri.pool());
    options.put(RETRY_POLICY_CLASS, NoRetries.class.getName());
    options.put(NETTY_DAEMON, true);
    options.put(NETTY_IO_SIZE, 2);
    options.put(NETTY_ADMIN_SIZE, 1);
    options.put(NETTY_TIMER_TICK_DURATION, TICK);
    endAtOnce(options);
    return DriverConfigLoader.fromMap(options);
  }

  // A frozen member of a cluster must not use up the budget of who opens a handle: the first that
  // is asked may be one, and so may one of those that all wait for. Where there is no other to
  // turn to, what is spared would be lost.
  private static Duration share(CassandraUri uri, List<InetSocketAddress> addresses) {
    boolean alone = uri.namedHostsOnly() && addresses.size() == 1;
    return bounded(
        uri.config().timeout().dividedBy(alone ? 2 : 4),
        Duration.ofMillis(100),
        Duration.ofSeconds(5));
  }

  // Nor must it stay unnoticed for longer than a call lasts.
  private static void limitTimes(OptionsMap options, Duration timeout, Duration share) {
    // Of the preparation of statements; all others name their own.
    options.put(
        REQUEST_TIMEOUT,
        bounded(timeout.dividedBy(4), Duration.ofMillis(250), Duration.ofSeconds(2)));
    options.put(CONNECTION_CONNECT_TIMEOUT, share);
    options.put(CONNECTION_INIT_QUERY_TIMEOUT, share);
    options.put(CONNECTION_SET_KEYSPACE_TIMEOUT, share);
    options.put(CONTROL_CONNECTION_TIMEOUT, share);
    options.put(
        HEARTBEAT_TIMEOUT,
        bounded(timeout.dividedBy(4), Duration.ofMillis(100), Duration.ofSeconds(5)));
    options.put(
        HEARTBEAT_INTERVAL,
        bounded(timeout.dividedBy(4), Duration.ofSeconds(1), Duration.ofSeconds(5)));
    options.put(RECONNECTION_BASE_DELAY, SHORTEST_DELAY);
    options.put(RECONNECTION_MAX_DELAY, LONGEST_DELAY);
    options.put(CONTROL_CONNECTION_AGREEMENT_INTERVAL, SHORTEST_DELAY);
    options.put(CONTROL_CONNECTION_AGREEMENT_TIMEOUT, timeout);
    options.put(METADATA_TOPOLOGY_WINDOW, Duration.ZERO);
    options.put(
        HostPolicy.PATIENCE,
        bounded(timeout.dividedBy(20), Duration.ofMillis(100), Duration.ofSeconds(1)));
  }

  private static Duration bounded(Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0) {
      return least;
    }
    return value.compareTo(most) > 0 ? most : value;
  }

  private static void chooseHosts(
      OptionsMap options, CassandraUri uri, List<InetSocketAddress> addresses) {
    options.put(LOAD_BALANCING_POLICY_CLASS, HostPolicy.class.getName());
    uri.datacenter().ifPresent(dc -> options.put(LOAD_BALANCING_LOCAL_DATACENTER, dc));
    if (uri.namedHostsOnly()) {
      options.put(HostPolicy.NAMED, addresses.stream().map(HostPolicy::text).toList());
    }
  }

  private static void leaveOut(OptionsMap options) {
    options.put(METADATA_SCHEMA_ENABLED, false);
    options.put(METADATA_TOKEN_MAP_ENABLED, false);
    // Preparing on every node would wait for a frozen one; a node that does not know a statement
    // asks for it.
    options.put(PREPARE_ON_ALL_NODES, false);
    options.put(REPREPARE_ENABLED, false);
    options.put(METRICS_FACTORY_CLASS, "NoopMetricsFactory");
    options.put(MONITOR_REPORTING_ENABLED, false);
    options.put(SESSION_LEAK_THRESHOLD, 0);
    options.put(TIMESTAMP_GENERATOR_DRIFT_WARNING_THRESHOLD, Duration.ZERO);
    options.put(CONNECTION_WARN_INIT_ERROR, false);
    options.put(CONTROL_CONNECTION_AGREEMENT_WARN, false);
    options.put(REQUEST_LOG_WARNINGS, false);
  }

  private static void encrypt(OptionsMap options, CassandraUri uri) {
    if (!uri.tls()) {
      return;
    }
    options.put(SSL_ENGINE_FACTORY_CLASS, "DefaultSslEngineFactory");
    options.put(SSL_HOSTNAME_VALIDATION, uri.tlsHostnames());
    uri.option("truststore").ifPresent(file -> options.put(SSL_TRUSTSTORE_PATH, file));
    uri.option("truststorePassword").ifPresent(word -> options.put(SSL_TRUSTSTORE_PASSWORD, word));
    uri.option("keystore").ifPresent(file -> options.put(SSL_KEYSTORE_PATH, file));
    uri.option("keystorePassword").ifPresent(word -> options.put(SSL_KEYSTORE_PASSWORD, word));
  }

  private static void endAtOnce(OptionsMap options) {
    options.put(NETTY_IO_SHUTDOWN_QUIET_PERIOD, QUIET_MILLIS);
    options.put(NETTY_IO_SHUTDOWN_TIMEOUT, SHUTDOWN_MILLIS);
    options.put(NETTY_IO_SHUTDOWN_UNIT, "MILLISECONDS");
    options.put(NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, QUIET_MILLIS);
    options.put(NETTY_ADMIN_SHUTDOWN_TIMEOUT, SHUTDOWN_MILLIS);
    options.put(NETTY_ADMIN_SHUTDOWN_UNIT, "MILLISECONDS");
  }
}
