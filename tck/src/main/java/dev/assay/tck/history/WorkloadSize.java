package dev.assay.tck.history;

import java.time.Duration;

/**
 * How much a workload does: a number of waves, but no more than fit the time, so that a slow store
 * is asked less instead of being cut off.
 *
 * @param waves the waves of the plan
 * @param least how many of them are run however long they take
 * @param time after how long no further wave begins
 */
public record WorkloadSize(int waves, int least, Duration time) {

  /** Checks the bounds. */
  public WorkloadSize {
    if (least < 1 || waves < least) {
      throw new IllegalArgumentException("A workload has at least one wave");
    }
  }
}
