package dev.assay.adapter.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/** Where connections come from: clients of the store's own, or the caller's. Thread-safe. */
interface Source {

  /** Names the server without any secret. */
  String server();

  /** Tells whether it looks for the member of a cluster that holds the realm. */
  boolean isCluster();

  /**
   * Connects to the server that holds the realm, and takes no longer than the client's own limits.
   */
  Line connect();

  /**
   * A connection, and what is closed with it.
   *
   * @param connection the connection
   * @param owner the connection itself, or the one that it is a part of
   */
  record Line(
      StatefulRedisConnection<String, String> connection,
      StatefulConnection<String, String> owner) {}

  /** Connects to the same server for listening. */
  StatefulRedisPubSubConnection<String, String> connectToListen();

  /**
   * Describes how many members there are and which roles, after a connection was made.
   *
   * @param replicas the replicas of the server that holds the realm, as it tells
   */
  String topology(int replicas);

  /** Closes what the store owns, and waits for it until then. */
  void close(Deadline deadline);
}
