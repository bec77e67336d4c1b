package dev.assay.tck;

import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Follows all partitions of a feed in one thread while others write. */
final class Follower {

  private final EventStore store;
  private final int max;
  private final Map<Integer, Cursor> cursors = new HashMap<>();
  private final List<Receipt> seen = new ArrayList<>();

  Follower(EventStore store, int max, Map<Integer, Cursor> from) {
    this.store = store;
    this.max = max;
    cursors.putAll(from);
  }

  /**
   * Reads on and on until the writers are finished, and from there to the end.
   *
   * @return what was seen, in the order it was seen
   */
  List<Receipt> follow(BooleanSupplier finished) {
    while (!finished.getAsBoolean()) {
      readOn();
    }
    for (int partition = 0; partition < Feeds.partitions(store); partition++) {
      seen.addAll(Feeds.receipts(Feeds.toEnd(store, partition, cursor(partition), max)));
    }
    return seen;
  }

  private void readOn() {
    for (int partition = 0; partition < Feeds.partitions(store); partition++) {
      FeedSlice slice = store.feed(partition, cursor(partition), max, Duration.ZERO);
      seen.addAll(Feeds.receipts(slice.commits()));
      cursors.put(partition, slice.next());
    }
  }

  private Cursor cursor(int partition) {
    return cursors.getOrDefault(partition, Cursor.START);
  }
}
