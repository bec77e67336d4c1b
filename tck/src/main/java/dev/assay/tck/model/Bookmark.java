package dev.assay.tck.model;

import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Receipt;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in all partitions of a feed.
 *
 * @param cursors a cursor for each partition; the start where there is none
 * @param seen the receipts of the commits up to there
 * @param whole whether these are all commits that were written before, so that the place is the
 *     same in every store
 */
record Bookmark(List<Cursor> cursors, List<Receipt> seen, boolean whole) {

  static final Bookmark START = new Bookmark(List.of(), List.of(), true);

  Bookmark {
    cursors = List.copyOf(cursors);
    seen = List.copyOf(seen);
  }

  Cursor cursor(int partition) {
    return partition < cursors.size() ? cursors.get(partition) : Cursor.START;
  }

  /** Returns the receipts up to here and those of more commits. */
  List<Receipt> seenWith(List<Receipt> more) {
    List<Receipt> all = new ArrayList<>(seen);
    all.addAll(more);
    return all;
  }

  /** Returns the same place when the realm has been dropped. */
  Bookmark afterDrop() {
    return new Bookmark(cursors, List.of(), true);
  }
}
