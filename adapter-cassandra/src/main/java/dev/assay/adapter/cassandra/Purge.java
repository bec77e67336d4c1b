package dev.assay.adapter.cassandra;

import dev.assay.spi.CorruptStore;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Erases what was dropped, bucket by bucket. It is out of sight already: a failure here is no
 * failure of the drop, and what is left the next drop erases, or the next handle that is opened.
 */
final class Purge {

  // Later than any write of the generation that is over, also by clocks that are ahead, and also
  // if it is on its way for long: what such a write brings then is erased when it arrives.
  private static final long AHEAD_MICROS = Duration.ofDays(1).toSeconds() * 1_000_000;

  private final CommitCall.Backend from;
  private final RequestTable requests;

  Purge(CommitCall.Backend from, RequestTable requests) {
    this.from = from;
    this.requests = requests;
  }

  /** Erases all generations that are over, or as much as there is time for. */
  void run(Deadline deadline) {
    try {
      Realms.State state = from.realms().state(deadline);
      for (long old = state.purged(); old < state.generation(); old++) {
        erase(old, deadline);
        from.realms().purged(old + 1, deadline);
      }
    } catch (StoreUnavailable | OutcomeUnknown | CorruptStore e) {
      return;
    }
  }

  private void erase(long generation, Deadline deadline) {
    long timestamp = Attempt.now() + AHEAD_MICROS;
    for (int partition = 0; partition < from.realms().partitions(); partition++) {
      List<Long> buckets = buckets(generation, partition, deadline);
      while (!buckets.isEmpty()) {
        for (long bucket : buckets) {
          erase(generation, partition, bucket, timestamp, deadline);
        }
        buckets = buckets(generation, partition, deadline);
      }
    }
    requests.erase(generation, timestamp, deadline);
  }

  private List<Long> buckets(long generation, int partition, Deadline deadline) {
    return from.feed().buckets(generation, partition, Long.MIN_VALUE, Long.MAX_VALUE, deadline);
  }

  private void erase(
      long generation, int partition, long bucket, long timestamp, Deadline deadline) {
    List<? extends CompletableFuture<?>> erasing =
        from.feed().streams(generation, partition, bucket, deadline).stream()
            .map((StreamId one) -> from.streams().erase(generation, one, timestamp, deadline))
            .toList();
    erasing.forEach(one -> Cql.await("The erasure of a stream", deadline, one));
    from.feed().eraseBucket(generation, partition, bucket, timestamp, deadline);
  }
}
