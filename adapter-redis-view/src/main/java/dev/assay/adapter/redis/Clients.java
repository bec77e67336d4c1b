package dev.assay.adapter.redis;

import io.lettuce.core.AbstractRedisClient;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends clients of the driver that are the store's own. */
final class Clients {

  private Clients() {}

  /** Closes a client with all its connections; what takes too long goes on behind. */
  static void close(AbstractRedisClient client, Deadline deadline) {
    long nanos = Math.max(0, deadline.leftNanos());
    try {
      Void unused =
          client
              .shutdownAsync(0, Math.max(1, nanos), TimeUnit.NANOSECONDS)
              .get(nanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      // Its connections are closed all the same, each in its own time.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
