package dev.assay.adapter.redis;

import dev.assay.spi.StoreUnavailable;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.models.role.RedisInstance;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/**
 * Connects to that member of a cluster which holds the realm. A realm is one slot, so one
 * connection to one server carries it; when the slot moves, the server says so, and the next
 * connection goes to where it is then.
 */
abstract sealed class ClusterSource implements Source {

  final RedisClusterClient cluster;
  private final int slot;
  private final String server;

  private ClusterSource(RedisClusterClient cluster, String key, String server) {
    this.cluster = cluster;
    this.slot = SlotHash.getSlot(key);
    this.server = server;
  }

  /** Connects with clients of the store's own; the key is any of the realm. */
  static ClusterSource of(RedisUri uri, String key) {
    RedisClusterClient cluster =
        RedisClusterClient.create(SharedResources.acquire(), uri.members());
    cluster.setOptions(uri.clusterOptions());
    return new Owned(cluster, key, uri);
  }

  /** Connects with a caller's client. */
  static ClusterSource of(RedisClusterClient cluster, String key) {
    return new Given(cluster, key);
  }

  @Override
  public final String server() {
    return server;
  }

  @Override
  public final boolean isCluster() {
    return true;
  }

  final RedisClusterNode holder() {
    RedisClusterNode holder = cluster.getPartitions().getMasterBySlot(slot);
    if (holder == null) {
      throw new StoreUnavailable(
          "%s has no member that may be asked for this realm (slot %d): mend the cluster, or name all its hosts."
              .formatted(server, slot),
          null);
    }
    return holder;
  }

  @Override
  public final String topology(int replicas) {
    long primaries =
        cluster.getPartitions().stream()
            .filter(node -> node.getRole() == RedisInstance.Role.UPSTREAM)
            .count();
    return "%d nodes, a cluster with %d primaries; the realm lies on one with %d replicas"
        .formatted(cluster.getPartitions().size(), primaries, replicas);
  }

  /** Looks for the member with one client, and connects to it with another, as to any server. */
  private static final class Owned extends ClusterSource {

    private final RedisClient client;
    private final RedisUri uri;

    Owned(RedisClusterClient cluster, String key, RedisUri uri) {
      super(cluster, key, uri.name());
      this.uri = uri;
      this.client = RedisClient.create(cluster.getResources());
      client.setOptions(uri.options());
    }

    @Override
    public Line connect() {
      cluster.refreshPartitions();
      StatefulRedisConnection<String, String> made = client.connect(StringCodec.UTF8, address());
      return new Line(made, made);
    }

    @Override
    public StatefulRedisPubSubConnection<String, String> connectToListen() {
      return client.connectPubSub(StringCodec.UTF8, address());
    }

    private RedisURI address() {
      return uri.member(holder());
    }

    @Override
    public void close(Deadline deadline) {
      Clients.close(client, deadline);
      Clients.close(cluster, deadline);
      SharedResources.release();
    }
  }

  /**
   * Connects as the caller's client does, which may send a command again by itself: to the server
   * when it connects again, and to another one when a connection is closed.
   */
  private static final class Given extends ClusterSource {

    Given(RedisClusterClient cluster, String key) {
      super(cluster, key, "the client's Redis cluster");
    }

    @Override
    public Line connect() {
      cluster.refreshPartitions();
      StatefulRedisClusterConnection<String, String> all = cluster.connect(StringCodec.UTF8);
      try {
        return new Line(all.getConnection(holder().getNodeId()), all);
      } catch (RuntimeException e) {
        all.close();
        throw e;
      }
    }

    @Override
    public StatefulRedisPubSubConnection<String, String> connectToListen() {
      return cluster.connectPubSub(StringCodec.UTF8);
    }

    @Override
    public void close(Deadline deadline) {
      // Everything is the caller's but the connections, which are closed already.
    }
  }
}
