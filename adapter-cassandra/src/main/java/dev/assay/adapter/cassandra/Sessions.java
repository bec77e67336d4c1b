package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Node;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The sessions that the handles of this process have open. Handles whose URIs differ in nothing but
 * the realm share one, which is opened with the first of them and closed with the last.
 * Thread-safe.
 */
final class Sessions {

  private static final Duration CLOSING = Duration.ofSeconds(2);

  private static final Map<CassandraUri.Key, Shared> OPEN = new HashMap<>();

  private Sessions() {}

  /**
   * Takes a share in the session of a URI.
   *
   * @throws StoreUnavailable if there is none within the time budget; the message is one sentence
   */
  static Lease lease(CassandraUri uri, Deadline deadline) {
    CassandraUri.Key key = uri.key();
    Shared shared = share(key, uri);
    boolean opened = false;
    try {
      CqlSession session = shared.await(uri.server(), deadline);
      checkNodes(session, uri);
      opened = true;
      return new Lease(session, uri.server(), () -> giveBack(key, shared, uri.config().timeout()));
    } finally {
      if (!opened) {
        giveBack(key, shared, Duration.ZERO);
      }
    }
  }

  private static Shared share(CassandraUri.Key key, CassandraUri uri) {
    synchronized (OPEN) {
      Shared shared = OPEN.get(key);
      // One that could not be opened is left to those who wait for it.
      if (shared == null || shared.opening.isCompletedExceptionally()) {
        shared = new Shared(open(uri));
        OPEN.put(key, shared);
      }
      shared.handles++;
      return shared;
    }
  }

  private static void giveBack(CassandraUri.Key key, Shared shared, Duration patience) {
    synchronized (OPEN) {
      shared.handles--;
      if (shared.handles > 0) {
        return;
      }
      OPEN.remove(key, shared);
    }
    shared.close(patience.compareTo(CLOSING) < 0 ? patience : CLOSING);
  }

  /** A session and the number of handles that use it. */
  private static final class Shared {

    private final CompletableFuture<CqlSession> opening;
    private int handles;

    Shared(CompletableFuture<CqlSession> opening) {
      this.opening = opening;
    }

    CqlSession await(String server, Deadline deadline) {
      try {
        return opening.get(Math.max(0, deadline.leftNanos()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        throw ConnectErrors.of(server, e.getCause() == null ? e : e.getCause());
      } catch (TimeoutException e) {
        throw ConnectErrors.late(server, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreUnavailable("The thread was interrupted before the store was open", e);
      }
    }

    void close(Duration patience) {
      CompletableFuture<Void> closed =
          opening.thenCompose(session -> session.forceCloseAsync().toCompletableFuture());
      try {
        closed.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException | TimeoutException e) {
        // It never opened, or goes on closing by itself.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // Looking up names and setting the driver up may block.
  private static CompletableFuture<CqlSession> open(CassandraUri uri) {
    return CompletableFuture.supplyAsync(() -> builder(uri), Threads.BLOCKING)
        .thenCompose(CqlSessionBuilder::buildAsync);
  }

  private static CqlSessionBuilder builder(CassandraUri uri) {
    List<InetSocketAddress> addresses = addresses(uri.hosts());
    CqlSessionBuilder builder =
        CqlSession.builder()
            .withClassLoader(Sessions.class.getClassLoader())
            .withConfigLoader(SessionOptions.of(uri, addresses))
            .addContactPoints(addresses);
    uri.user().ifPresent(user -> builder.withAuthCredentials(user, uri.password().orElse("")));
    return builder;
  }

  /** Finds the addresses of all hosts whose names are known. */
  private static List<InetSocketAddress> addresses(List<HostPort> hosts) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (HostPort host : hosts) {
      try {
        for (InetAddress address : InetAddress.getAllByName(host.host())) {
          addresses.add(new InetSocketAddress(address, host.port()));
        }
      } catch (UnknownHostException e) {
        if (addresses.isEmpty() && host.equals(hosts.get(hosts.size() - 1))) {
          throw new CompletionException(e);
        }
      }
    }
    return addresses;
  }

  private static void checkNodes(CqlSession session, CassandraUri uri) {
    Collection<Node> nodes = session.getMetadata().getNodes().values();
    if (nodes.stream().noneMatch(node -> node.getDistance() == NodeDistance.LOCAL)) {
      TreeSet<String> datacenters = new TreeSet<>();
      nodes.forEach(node -> datacenters.add(String.valueOf(node.getDatacenter())));
      throw new StoreUnavailable(
          "%s has no node in datacenter '%s': mend the option 'dc'; its datacenters are %s"
              .formatted(uri.server(), uri.datacenter().orElse(""), datacenters),
          null);
    }
  }
}
