package dev.assay.adapter.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.RedisCommand;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A connection that all callers of a handle share. Once something went wrong on it, it is retired:
 * nobody begins on it any more, whoever waits for an answer goes on waiting, and the last one
 * closes it. Thread-safe.
 */
final class Link implements RedisConnectionStateListener {

  private final StatefulRedisConnection<String, String> connection;
  private final StatefulConnection<String, String> owner;
  private int users;
  private boolean retired;
  private @Nullable CompletableFuture<Void> closing;
  private volatile boolean broken;

  Link(Source.Line line) {
    this.connection = line.connection();
    this.owner = line.owner();
    connection.addListener(this);
  }

  /** Begins to use the link; returns false if it is not to be used any more. */
  synchronized boolean enter() {
    if (retired) {
      return false;
    }
    users++;
    return true;
  }

  /** Ends what {@link #enter} began. */
  synchronized void leave() {
    users--;
    closeIfDone();
  }

  /** Lets nobody begin on it any more. */
  synchronized void retire() {
    retired = true;
    closeIfDone();
  }

  /** Closes it at once; calls in flight are answered by an error. */
  synchronized CompletableFuture<Void> close() {
    retired = true;
    if (closing == null) {
      // A client may send elsewhere what waits on a connection that is closed.
      broken = true;
      closing = owner.closeAsync();
    }
    return closing;
  }

  private void closeIfDone() {
    if (retired && users == 0) {
      CompletableFuture<Void> unused = close();
    }
  }

  /**
   * Tells whether the connection was lost at some time. A client that connects again by itself may
   * then have sent a command twice.
   */
  boolean broken() {
    return broken;
  }

  void send(List<? extends RedisCommand<String, String, ?>> commands) {
    if (commands.size() == 1) {
      connection.dispatch(commands.get(0));
    } else {
      connection.dispatch(commands);
    }
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> ignored) {
    broken = true;
    retire();
  }
}
