package dev.assay.adapter.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/** Connects to one server, or to the one that sentinels name as the primary. */
final class ServerSource implements Source {

  private final RedisClient client;
  private final String server;
  private final boolean owned;

  private ServerSource(RedisClient client, String server, boolean owned) {
    this.client = client;
    this.server = server;
    this.owned = owned;
  }

  /** Connects with a client of the store's own. */
  static ServerSource of(RedisUri uri) {
    RedisClient client = RedisClient.create(SharedResources.acquire(), uri.server());
    client.setOptions(uri.options());
    return new ServerSource(client, uri.name(), true);
  }

  /** Connects with a caller's client, to the server that it was made for. */
  static ServerSource of(RedisClient client) {
    return new ServerSource(client, "the client's Redis", false);
  }

  @Override
  public String server() {
    return server;
  }

  @Override
  public boolean isCluster() {
    return false;
  }

  @Override
  public Line connect() {
    StatefulRedisConnection<String, String> made = client.connect(StringCodec.UTF8);
    return new Line(made, made);
  }

  @Override
  public StatefulRedisPubSubConnection<String, String> connectToListen() {
    return client.connectPubSub(StringCodec.UTF8);
  }

  @Override
  public String topology(int replicas) {
    return replicas == 0
        ? "single node"
        : "%d nodes, one primary with %d replicas".formatted(replicas + 1, replicas);
  }

  @Override
  public void close(Deadline deadline) {
    if (owned) {
      Clients.close(client, deadline);
      SharedResources.release();
    }
  }
}
