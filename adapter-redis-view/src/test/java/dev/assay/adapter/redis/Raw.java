package dev.assay.adapter.redis;

import dev.assay.testbed.Server;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;

/** A plain connection of the driver, for looking behind the store. */
final class Raw implements AutoCloseable {

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;

  private Raw(RedisURI uri) {
    client = RedisClient.create(uri);
    connection = client.connect();
  }

  /** Connects to the server that all tests of one run share. */
  static Raw connect() {
    return new Raw(TestServer.driverUri());
  }

  static Raw connect(Server server) {
    return new Raw(TestServer.driverUri(server));
  }

  static Raw connect(RedisURI uri) {
    return new Raw(uri);
  }

  RedisCommands<String, String> commands() {
    return connection.sync();
  }

  RedisAsyncCommands<String, String> async() {
    return connection.async();
  }

  RedisClient client() {
    return client;
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
  }
}
