package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.ItemSize.Unit;
import dev.assay.spi.Cost;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import java.util.Collection;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/**
 * Counts the capacity units that a handle uses: what the server tells with its answers, what its
 * published formula gives, and the least that the calls of the store could use. Thread-safe.
 *
 * <p>The formula: a write takes one unit for each KiB of its item that was begun, a strongly
 * consistent read one for each 4 KiB, and each action of a transaction twice as many. A query is
 * rounded up once for all of its items. A refused write is charged like an applied one, but the
 * server does not tell.
 *
 * <p>DynamoDB Local tells less than the service: it counts the actions of a transaction that are of
 * equal size once, and does not charge reads of items that are not there.
 */
final class Tally {

  static final String READS = "read units";
  static final String WRITES = "write units";

  private final SortedMap<String, Cost> costs = new TreeMap<>();

  Tally() {
    costs.put(READS, Cost.NOTHING);
    costs.put(WRITES, Cost.NOTHING);
  }

  synchronized SortedMap<String, Cost> costs() {
    return new TreeMap<>(costs);
  }

  /** Counts an answer of the server. */
  void told(Charge formula, Collection<ConsumedCapacity> consumed) {
    double reads = 0;
    double writes = 0;
    for (ConsumedCapacity one : consumed) {
      boolean split = one.readCapacityUnits() != null || one.writeCapacityUnits() != null;
      if (split) {
        reads += orZero(one.readCapacityUnits());
        writes += orZero(one.writeCapacityUnits());
      } else if (formula.isRead()) {
        reads += orZero(one.capacityUnits());
      } else {
        writes += orZero(one.capacityUnits());
      }
    }
    boolean silent = consumed.isEmpty();
    add(READS, reads, formula.reads(), silent);
    add(WRITES, writes, formula.writes(), silent);
  }

  /** Counts a request that the server judged and refused, of which it does not tell the cost. */
  void refused(Charge formula) {
    add(READS, 0, formula.reads(), true);
    add(WRITES, 0, formula.writes(), true);
  }

  /** Counts what a call of the store had to write: so many bytes in one plain write. */
  void leastWrite(long bytes) {
    least(WRITES, (double) Unit.WRITE.of(bytes));
  }

  /** Counts what a call of the store had to read: so many bytes in one consistent read. */
  void leastRead(long bytes) {
    least(READS, (double) Unit.READ.of(bytes));
  }

  /** Counts what a commit had to cost: its bytes, written once, or a look if it was refused. */
  void leastCommit(Commit commit, CommitOutcome outcome) {
    if (outcome instanceof CommitResult.Committed) {
      leastWrite(commit.bytes());
    } else {
      leastRead(0);
    }
  }

  private synchronized void least(String unit, double units) {
    costs.merge(unit, Cost.of(0, 0, units), Cost::plus);
  }

  private synchronized void add(String unit, double told, double formula, boolean silent) {
    Cost more =
        new Cost(OptionalDouble.of(told), silent ? formula : 0, OptionalDouble.of(formula), 0);
    costs.merge(unit, more, Cost::plus);
  }

  private static double orZero(@Nullable Double units) {
    return units == null ? 0 : units;
  }
}
