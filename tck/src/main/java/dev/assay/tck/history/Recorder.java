package dev.assay.tck.history;

import dev.assay.spi.LimitExceeded;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.UnsupportedCapability;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Records what concurrent clients ask of a store and what they are answered, on one monotonic
 * clock. Thread-safe.
 */
public final class Recorder {

  private final long origin = System.nanoTime();
  private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();

  /** Returns the time since the recording began, in nanoseconds. */
  long now() {
    return System.nanoTime() - origin;
  }

  /**
   * Makes a call and records it. What the store throws is recorded, and thrown on.
   *
   * @param client who calls
   * @param call what is asked
   * @param work asks the store
   * @param answer turns what the store returned into what is recorded
   */
  <T> T record(int client, Call call, Supplier<T> work, Function<T, Answer> answer) {
    return recordAll(client, List.of(call), work, result -> List.of(answer.apply(result)));
  }

  /** Makes one call that stands for several in the history; see {@link #record}. */
  <T> T recordAll(
      int client, List<Call> calls, Supplier<T> work, Function<T, List<Answer>> answers) {
    long start = now();
    T result;
    try {
      result = work.get();
    } catch (RuntimeException e) {
      long end = now();
      calls.forEach(call -> add(client, start, end, call, answerOf(e)));
      throw e;
    }
    long end = now();
    List<Answer> given = answers.apply(result);
    for (int i = 0; i < calls.size(); i++) {
      add(client, start, end, calls.get(i), given.get(i));
    }
    return result;
  }

  private void add(int client, long start, long end, Call call, Answer answer) {
    long closed = answer instanceof Answer.Unknown ? Operation.OPEN : end;
    operations.add(new Operation(client, start, closed, call, answer));
  }

  /** Returns what an exception says: certainly nothing happened, or nobody knows. */
  static Answer answerOf(RuntimeException e) {
    boolean certain =
        e instanceof StoreUnavailable
            || e instanceof LimitExceeded
            || e instanceof UnsupportedCapability
            || e instanceof StoreClosed;
    String why = e.getClass().getSimpleName() + ": " + e.getMessage();
    return certain ? new Answer.NotApplied(why) : new Answer.Unknown(why);
  }

  /** Returns what was recorded so far. */
  public History history(String name, long seed) {
    return new History(
        name,
        seed,
        operations.stream().sorted(Comparator.comparingLong(Operation::start)).toList());
  }
}
