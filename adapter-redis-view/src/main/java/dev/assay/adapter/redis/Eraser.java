package dev.assay.adapter.redis;

import dev.assay.spi.CorruptStore;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreUnavailable;
import java.util.List;
import java.util.Map;

/**
 * Erases what was dropped, in steps that each keep the server for less than a millisecond or two.
 * It is out of sight already: a failure here is no failure of the drop, and what is left the next
 * drop erases, or the next handle that is opened.
 */
final class Eraser {

  private static final String BEGIN = "0";
  private static final int STEPS_AT_OPEN = 20;

  private final Connections connections;
  private final ViewCalls calls;

  Eraser(Connections connections, ViewCalls calls) {
    this.connections = connections;
    this.calls = calls;
  }

  /** Erases until nothing is left or the time is up. */
  void untilDone(Deadline deadline) {
    run(Integer.MAX_VALUE, deadline);
  }

  /** Erases a little of what earlier drops have left. */
  void some(Deadline deadline) {
    run(STEPS_AT_OPEN, deadline);
  }

  private void run(int most, Deadline deadline) {
    int steps = most;
    try {
      Map<String, String> dead = connections.run(calls.toErase(), deadline);
      for (Map.Entry<String, String> one : dead.entrySet()) {
        steps = erase(one.getKey(), one.getValue(), steps, deadline);
      }
    } catch (StoreUnavailable | OutcomeUnknown | StoreClosed | CorruptStore e) {
      return;
    }
  }

  /** Returns how many steps are left. */
  private int erase(String pattern, String generation, int most, Deadline deadline) {
    String place = BEGIN;
    int steps = most;
    do {
      if (steps == 0 || deadline.passed()) {
        return 0;
      }
      steps--;
      List<String> found = connections.run(ViewCalls.scan(place, pattern), deadline);
      place = found.get(0);
      List<String> keys = found.subList(1, found.size());
      if (!keys.isEmpty()) {
        connections.run(ViewCalls.erase(keys, generation), deadline);
      }
    } while (!place.equals(BEGIN));
    connections.run(calls.erased(pattern, generation), deadline);
    return steps;
  }
}
