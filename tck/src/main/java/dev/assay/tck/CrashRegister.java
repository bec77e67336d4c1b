package dev.assay.tck;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/**
 * Replaces one value again and again, and remembers the last one that was acknowledged and the one
 * that was not answered. One thread at a time.
 *
 * @param <T> the type of the value
 */
final class CrashRegister<T> implements CrashLoad.Work {

  private final String name;
  private final IntFunction<T> values;
  private final BiConsumer<T, T> write;
  private T acknowledged;
  private Optional<T> unanswered = Optional.empty();
  private int count;

  /**
   * Creates a writer.
   *
   * @param first what is there before the first write
   * @param values what is written, by number from 1
   * @param write writes a value behind another one
   */
  CrashRegister(String name, T first, IntFunction<T> values, BiConsumer<T, T> write) {
    this.name = name;
    this.acknowledged = first;
    this.values = values;
    this.write = write;
  }

  @Override
  public boolean call() {
    T next = values.apply(count + 1);
    unanswered = Optional.of(next);
    write.accept(acknowledged, next);
    unanswered = Optional.empty();
    acknowledged = next;
    count++;
    return true;
  }

  String name() {
    return name;
  }

  /** Returns how many writes were acknowledged. */
  int count() {
    return count;
  }

  /** Returns what may be there now: the last acknowledged value, or the unanswered one. */
  Set<T> possible() {
    Set<T> possible = new LinkedHashSet<>(Set.of(acknowledged));
    unanswered.ifPresent(possible::add);
    return possible;
  }
}
