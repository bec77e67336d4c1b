package dev.assay.adapter.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The driver's threads, which all handles of this process share that make clients of their own.
 * They end with the last one. Thread-safe.
 */
final class SharedResources {

  private static final long LONGEST_SECONDS = 2;

  private static @Nullable RedisClient owner;
  private static int users;

  private SharedResources() {}

  /** Takes a share of the threads, which start with the first. */
  static synchronized ClientResources acquire() {
    if (owner == null) {
      owner = RedisClient.create();
    }
    users++;
    return owner.getResources();
  }

  /** Gives a share back; nobody waits for the threads to end. */
  static synchronized void release() {
    users--;
    RedisClient last = owner;
    if (users == 0 && last != null) {
      owner = null;
      Thread thread = new Thread(() -> end(last), "assay-redis-end");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void end(RedisClient last) {
    CompletableFuture<Void> unused = last.shutdownAsync(0, LONGEST_SECONDS, TimeUnit.SECONDS);
  }
}
