package dev.assay.tck.history;

import dev.assay.tck.history.Write.Place;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds for each commit of a stream the last read that began before the commit was there. */
final class Misses {

  /** The read that began last of those that told this head or an earlier one, by head. */
  private final TreeMap<Long, Operation> reads = new TreeMap<>();

  private Misses(StreamLog log) {
    List<Operation> byHead =
        log.reads.stream().sorted(Comparator.comparingLong(Misses::head)).toList();
    for (Operation read : byHead) {
      Map.Entry<Long, Operation> last = reads.lastEntry();
      boolean later = last == null || read.start() > last.getValue().start();
      reads.put(head(read), later ? read : last.getValue());
    }
  }

  /** Tells each commit with events which read missed it last. */
  static void note(StreamLog log) {
    Misses misses = new Misses(log);
    log.writes.values().forEach(misses::note);
  }

  private void note(Write write) {
    Place place = write.place();
    if (place == null || place.before() == place.after()) {
      return;
    }
    Map.Entry<Long, Operation> read = reads.lowerEntry(place.after());
    write.missed = read == null ? null : read.getValue();
  }

  private static long head(Operation read) {
    return read.answer() instanceof Answer.Slice slice ? slice.head() : Long.MAX_VALUE;
  }
}
