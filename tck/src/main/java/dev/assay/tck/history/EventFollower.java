package dev.assay.tck.history;

import dev.assay.spi.Declaration;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.FeedSlice;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Follows all partitions of a feed in one thread, while others write and to its end. */
final class EventFollower {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final long PACE_NANOS = 400_000;

  private final RecordingEventStore store;
  private final int max;
  private final Duration wait;
  private final Cursor[] cursors;

  /**
   * Makes a follower that has read nothing yet.
   *
   * @param max the most commits in a slice
   * @param wait how long each call waits for a commit; zero to poll
   */
  EventFollower(RecordingEventStore store, int max, Duration wait) {
    this.store = store;
    this.max = max;
    this.wait = wait;
    cursors = new Cursor[partitions(store)];
    Arrays.fill(cursors, Cursor.START);
  }

  static int partitions(RecordingEventStore store) {
    return store.declaration().feed().map(Declaration.Feed::partitions).orElse(1);
  }

  /** Reads on and on while others write. */
  void follow(BooleanSupplier writing) {
    while (writing.getAsBoolean()) {
      for (int partition = 0; partition < cursors.length; partition++) {
        readOn(partition);
      }
      LockSupport.parkNanos(PACE_NANOS);
    }
  }

  // What the store throws is in the history, and the follower goes on.
  private void readOn(int partition) {
    try {
      next(partition, wait);
    } catch (StoreClosed e) {
      throw e;
    } catch (StoreException e) {
      // Recorded.
    }
  }

  /**
   * Reads all partitions to their ends.
   *
   * @throws AssertionError if one does not end within its lag and 20 seconds
   */
  void finish() {
    Duration lag = store.declaration().feed().map(Declaration.Feed::lag).orElse(Duration.ZERO);
    long end = System.nanoTime() + lag.plus(PATIENCE).toNanos();
    for (int partition = 0; partition < cursors.length; partition++) {
      finish(partition, end);
    }
  }

  private void finish(int partition, long end) {
    FeedSlice slice = next(partition, Duration.ZERO);
    while (!slice.caughtUp()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(
            "The feed partition %d does not end; it is held back by: %s"
                .formatted(partition, slice.heldBackBy().orElse("(nothing)")));
      }
      slice = next(partition, slice.commits().isEmpty() ? PAUSE : Duration.ZERO);
    }
  }

  private FeedSlice next(int partition, Duration patience) {
    FeedSlice slice = store.feed(partition, cursors[partition], max, patience);
    cursors[partition] = slice.next();
    return slice;
  }
}
