package dev.assay.adapter.redis;

import dev.assay.spi.StoreUnavailable;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.models.role.RedisInstance;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/**
 * Connects to that member of a cluster which holds the realm. A realm is one slot, so one
 * connection to one server carries it; when the slot moves, the server says so, and the next
 * connection goes to where it is then.
 */
final class ClusterSource implements Source {

  private final RedisClusterClient cluster;
  private final RedisClient client;
  private final int slot;
  private final String server;
  private final boolean owned;

  private ClusterSource(RedisClusterClient cluster, String key, String server, boolean owned) {
    this.cluster = cluster;
    // Connects as the cluster's client does, but never sends twice by itself.
    this.client = RedisClient.create(cluster.getResources());
    client.setOptions(
        ClientOptions.copyOf(cluster.getOptions()).mutate().autoReconnect(false).build());
    this.slot = SlotHash.getSlot(key);
    this.server = server;
    this.owned = owned;
  }

  /** Connects with a client of the store's own; the key is any of the realm. */
  static ClusterSource of(RedisUri uri, String key) {
    RedisClusterClient cluster =
        RedisClusterClient.create(SharedResources.acquire(), uri.members());
    cluster.setOptions(uri.clusterOptions());
    return new ClusterSource(cluster, key, uri.name(), true);
  }

  /** Finds the members by a caller's client. */
  static ClusterSource of(RedisClusterClient cluster, String key) {
    return new ClusterSource(cluster, key, "the client's Redis cluster", false);
  }

  @Override
  public String server() {
    return server;
  }

  @Override
  public boolean isCluster() {
    return true;
  }

  @Override
  public StatefulRedisConnection<String, String> connect() {
    cluster.refreshPartitions();
    return client.connect(StringCodec.UTF8, holder());
  }

  @Override
  public StatefulRedisPubSubConnection<String, String> connectToListen() {
    return client.connectPubSub(StringCodec.UTF8, holder());
  }

  private RedisURI holder() {
    RedisClusterNode holder = cluster.getPartitions().getMasterBySlot(slot);
    if (holder == null) {
      throw new StoreUnavailable(
          "%s has no member that may be asked for this realm (slot %d): mend the cluster, or name all its hosts."
              .formatted(server, slot),
          null);
    }
    return holder.getUri();
  }

  @Override
  public String topology(int replicas) {
    long primaries =
        cluster.getPartitions().stream()
            .filter(node -> node.getRole() == RedisInstance.Role.UPSTREAM)
            .count();
    return "%d nodes, a cluster with %d primaries; the realm lies on one with %d replicas"
        .formatted(cluster.getPartitions().size(), primaries, replicas);
  }

  @Override
  public void close(Deadline deadline) {
    Clients.close(client, deadline);
    if (owned) {
      Clients.close(cluster, deadline);
      SharedResources.release();
    }
  }
}
