package dev.assay.adapter.cassandra;

import dev.assay.spi.StoreUnavailable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the threads of one session write to a stream in turn: in Paxos they would only push each
 * other back. Thread-safe.
 */
final class StreamTurns {

  private final ConcurrentHashMap<Object, Turn> turns = new ConcurrentHashMap<>();

  /**
   * Waits for the turn to write to a stream; closing it ends the turn.
   *
   * @throws StoreUnavailable if it did not come in time
   */
  Turn take(Object stream, Deadline deadline) {
    Turn turn = turns.compute(stream, (key, known) -> joined(key, known));
    boolean taken = false;
    try {
      taken = turn.lock.tryLock(Math.max(0, deadline.leftNanos()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("The thread was interrupted before the commit was sent", e);
    } finally {
      if (!taken) {
        leave(turn);
      }
    }
    if (!taken) {
      throw new StoreUnavailable(
          "The commit was not sent: others that wrote to its stream took all the time", null);
    }
    return turn;
  }

  private Turn joined(Object key, @org.jspecify.annotations.Nullable Turn known) {
    Turn turn = known == null ? new Turn(this, key) : known;
    turn.users++;
    return turn;
  }

  private void leave(Turn turn) {
    turns.computeIfPresent(turn.key, (key, known) -> --known.users == 0 ? null : known);
  }

  /** The turn of one thread after the other. */
  static final class Turn implements AutoCloseable {

    private final StreamTurns all;
    private final Object key;
    private final ReentrantLock lock = new ReentrantLock(true);
    // Changed under the map's own lock only.
    private int users;

    private Turn(StreamTurns all, Object key) {
      this.all = all;
      this.key = key;
    }

    @Override
    public void close() {
      lock.unlock();
      all.leave(this);
    }
  }
}
