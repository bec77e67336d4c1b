package dev.assay.adapter.redis;

import io.lettuce.core.AbstractRedisClient;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends clients and connections of the driver. */
final class Clients {

  private Clients() {}

  /** Closes a client with all its connections; what takes too long goes on behind. */
  static void close(AbstractRedisClient client, Deadline deadline) {
    long nanos = Math.max(1, deadline.leftNanos());
    await(client.shutdownAsync(0, nanos, TimeUnit.NANOSECONDS), deadline);
  }

  /** Waits until something is closed, or the time is up. */
  static void await(CompletableFuture<Void> closing, Deadline deadline) {
    try {
      Void unused = closing.get(Math.max(0, deadline.leftNanos()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      // It goes on closing behind.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
