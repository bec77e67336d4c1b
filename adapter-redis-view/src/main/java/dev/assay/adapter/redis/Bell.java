package dev.assay.adapter.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Wakes those who wait for a view when it is written, by whomever. The script of the write tells it
 * on a channel of the view's own; who waits listens there, on a second connection that is made for
 * the first who waits. Nothing depends on it: who waits looks by himself from time to time.
 * Thread-safe.
 */
final class Bell extends RedisPubSubAdapter<String, String>
    implements RedisConnectionStateListener, AutoCloseable {

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Duration LONGEST_CLOSE = Duration.ofMillis(200);

  private final Source source;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Channel> channels = new HashMap<>();
  private @Nullable StatefulRedisPubSubConnection<String, String> ear;
  private boolean connecting;
  private Deadline nextTry = Deadline.in(Duration.ZERO);
  private boolean closed;

  Bell(Source source) {
    this.source = source;
  }

  /** What one or more callers wait for. Guarded by the lock. */
  private static final class Channel {
    private final Condition rung;
    private long rings;
    private int ears;

    Channel(Condition rung) {
      this.rung = rung;
    }

    void ring() {
      rings++;
      rung.signalAll();
    }
  }

  /** Begins to listen on a channel. */
  Ear listen(String name) {
    lock.lock();
    try {
      Channel channel = channels.computeIfAbsent(name, any -> new Channel(lock.newCondition()));
      channel.ears++;
      if (channel.ears == 1 && ear != null) {
        subscribe(ear, name);
      }
      connect();
      return new Ear(name, channel);
    } finally {
      lock.unlock();
    }
  }

  /** One who listens on a channel. Used by one thread. */
  final class Ear implements AutoCloseable {

    private final String name;
    private final Channel channel;

    private Ear(String name, Channel channel) {
      this.name = name;
      this.channel = channel;
    }

    boolean isOn(String other) {
      return name.equals(other);
    }

    /** Returns how often it rang; taken before one looks, so that nothing is missed in between. */
    long rings() {
      lock.lock();
      try {
        return channel.rings;
      } finally {
        lock.unlock();
      }
    }

    /** Waits until it has rung more often than {@code seen}, or for the given time. */
    void await(long seen, long nanos) throws InterruptedException {
      lock.lockInterruptibly();
      try {
        connect();
        long left = nanos;
        while (channel.rings == seen && !closed && left > 0) {
          left = channel.rung.awaitNanos(left);
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        channel.ears--;
        if (channel.ears == 0) {
          channels.remove(name);
          unsubscribe(name);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private static void subscribe(StatefulRedisPubSubConnection<String, String> to, String name) {
    RedisFuture<Void> unused = to.async().subscribe(name);
  }

  private void unsubscribe(String name) {
    if (ear != null) {
      RedisFuture<Void> unused = ear.async().unsubscribe(name);
    }
  }

  // Under the lock.
  private void connect() {
    if (ear == null && !connecting && !closed && nextTry.passed()) {
      connecting = true;
      Thread thread = new Thread(this::connectNow, "assay-redis-listen");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void connectNow() {
    StatefulRedisPubSubConnection<String, String> made = null;
    try {
      made = source.connectToListen();
      made.addListener((io.lettuce.core.pubsub.RedisPubSubListener<String, String>) this);
      made.addListener((RedisConnectionStateListener) this);
    } catch (RuntimeException e) {
      // Who waits looks by himself until there is a connection.
    }
    connected(made);
  }

  private void connected(@Nullable StatefulRedisPubSubConnection<String, String> made) {
    lock.lock();
    try {
      connecting = false;
      nextTry = Deadline.in(BETWEEN_TRIES);
      if (made == null) {
        return;
      }
      if (closed || !made.isOpen()) {
        CompletableFuture<Void> unused = made.closeAsync();
        return;
      }
      ear = made;
      channels.keySet().forEach(name -> subscribe(made, name));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void message(String channel, String message) {
    ring(channel);
  }

  /** Rings once: what was written before the subscription is not told any more. */
  @Override
  public void subscribed(String channel, long count) {
    ring(channel);
  }

  private void ring(String name) {
    lock.lock();
    try {
      Channel channel = channels.get(name);
      if (channel != null) {
        channel.ring();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the connection and wakes all, whose next wait makes another one. */
  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
    lock.lock();
    try {
      if (connection == ear) {
        CompletableFuture<Void> unused = ear.closeAsync();
        ear = null;
        channels.values().forEach(Channel::ring);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    StatefulRedisPubSubConnection<String, String> last;
    lock.lock();
    try {
      closed = true;
      last = ear;
      ear = null;
      channels.values().forEach(Channel::ring);
    } finally {
      lock.unlock();
    }
    if (last != null) {
      Clients.await(last.closeAsync(), Deadline.in(LONGEST_CLOSE));
    }
  }
}
