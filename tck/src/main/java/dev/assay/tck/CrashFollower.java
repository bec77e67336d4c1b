package dev.assay.tck;

import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.RecordedCommit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Follows all partitions of a feed and keeps its place over crashes. One thread at a time. */
final class CrashFollower implements CrashLoad.Work {

  private static final int PAGE = 7;
  private static final Duration WAIT = Duration.ofMillis(2);

  private final EventStore handle;
  private final List<Cursor> cursors = new ArrayList<>();
  private final List<RecordedCommit> seen = new ArrayList<>();

  CrashFollower(EventStore handle, int partitions) {
    this.handle = handle;
    for (int i = 0; i < partitions; i++) {
      cursors.add(Cursor.START);
    }
  }

  @Override
  public boolean call() {
    for (int partition = 0; partition < cursors.size(); partition++) {
      FeedSlice slice = handle.feed(partition, cursors.get(partition), PAGE, WAIT);
      seen.addAll(slice.commits());
      cursors.set(partition, slice.next());
    }
    return false;
  }

  /** Reads on to the ends, through any handle. */
  void catchUp(EventStore reader) {
    for (int partition = 0; partition < cursors.size(); partition++) {
      List<RecordedCommit> more =
          EventStoreSuite.readFeed(reader, partition, cursors.get(partition));
      seen.addAll(more);
      if (!more.isEmpty()) {
        cursors.set(partition, more.get(more.size() - 1).receipt().position().cursor());
      }
    }
  }

  Cursor cursor(int partition) {
    return cursors.get(partition);
  }

  /** Returns what was seen, in that order. */
  List<RecordedCommit> seen() {
    return List.copyOf(seen);
  }
}
