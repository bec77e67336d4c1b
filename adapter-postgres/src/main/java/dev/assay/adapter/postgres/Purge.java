package dev.assay.adapter.postgres;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreUnavailable;

/**
 * Erases what was dropped, in batches that are transactions of their own. It is out of sight
 * already: a failure here is no failure of the drop, and what is left the next drop erases, or the
 * next handle that is opened.
 */
final class Purge {

  private static final int BATCHES_AT_OPEN = 5;

  private final Connections connections;
  private final Call<Boolean> batch;

  /**
   * Creates it.
   *
   * @param batch erases some rows and tells whether there may be more
   */
  Purge(Connections connections, Call<Boolean> batch) {
    this.connections = connections;
    this.batch = batch;
  }

  /** Erases until nothing is left or the time is up. */
  void untilDone(Deadline deadline) {
    run(Integer.MAX_VALUE, deadline);
  }

  /** Erases a little of what earlier drops have left. */
  void some(Deadline deadline) {
    run(BATCHES_AT_OPEN, deadline);
  }

  private void run(int batches, Deadline deadline) {
    try {
      boolean more = true;
      for (int i = 0; more && i < batches && !deadline.passed(); i++) {
        more = connections.write(batch, deadline);
      }
    } catch (StoreUnavailable | OutcomeUnknown | StoreClosed e) {
      return;
    }
  }
}
