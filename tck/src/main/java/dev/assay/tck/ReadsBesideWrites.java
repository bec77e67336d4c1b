package dev.assay.tck;

import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A writer and a reader at the same time. The writer goes on until the reader has looked often
 * enough too, so that a store whose writes are much faster than its reads is looked at just as
 * hard.
 */
final class ReadsBesideWrites {

  private static final int PATIENCE = 40;

  private final int times;
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicBoolean readerGone = new AtomicBoolean();
  private final AtomicBoolean written = new AtomicBoolean();

  private ReadsBesideWrites(int times) {
    this.times = times;
  }

  /**
   * Writes and reads at least {@code times} times each; at most 40 times as many writes.
   *
   * @return the number of writes and of reads
   * @throws AssertionError if one of both threw
   */
  static Counts run(int times, Runnable write, Runnable read) {
    ReadsBesideWrites both = new ReadsBesideWrites(times);
    List<Outcome<Integer>> outcomes =
        Race.of(2).run(i -> i == 0 ? both.read(read) : both.write(write));
    return new Counts(value(outcomes.get(1)), value(outcomes.get(0)));
  }

  record Counts(int writes, int reads) {}

  // What the reader or the writer found is the failure, not that a thread threw.
  private static int value(Outcome<Integer> outcome) {
    if (outcome.thrown().orElse(null) instanceof AssertionError found) {
      throw found;
    }
    return outcome.value();
  }

  private int write(Runnable write) {
    int writes = 0;
    try {
      while (writes < times || (reads.get() < times && writes < PATIENCE * times)) {
        if (readerGone.get()) {
          break;
        }
        write.run();
        writes++;
      }
    } finally {
      written.set(true);
    }
    return writes;
  }

  private int read(Runnable read) {
    try {
      boolean last = false;
      while (!last) {
        last = written.get();
        read.run();
        reads.incrementAndGet();
      }
    } finally {
      readerGone.set(true);
    }
    return reads.get();
  }
}
