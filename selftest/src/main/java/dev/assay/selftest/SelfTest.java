package dev.assay.selftest;

import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ViewStoreFixture;
import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Proves the kit: that it accuses no right store and catches every faulty one.
 *
 * <p>The right stores come first and one after the other, so that no load of another run can make
 * them look wrong. Of the faulty stores, which wait a lot, several run at a time. Many are wrong
 * beside others only, when calls happen to meet: a rule that misses such a store meets it again,
 * and the matrix says so.
 */
public final class SelfTest {

  private static final int AT_A_TIME = 4;

  /** A store survives a rule that misses it this many times, each time with another seed. */
  static final int RUNS = 3;

  private final Plan plan;
  private final SelfTestListener listener;
  private final Clock clock = Clock.systemUTC();

  private SelfTest(Plan plan, SelfTestListener listener) {
    this.plan = plan;
    this.listener = listener;
  }

  /**
   * Runs a plan.
   *
   * @throws CancellationException if the thread is interrupted, whose flag is kept; what runs is
   *     then interrupted too
   */
  public static KillMatrix run(Plan plan, SelfTestListener listener) {
    return new SelfTest(plan, listener).run();
  }

  private KillMatrix run() {
    Instant started = clock.instant();
    listener.started(plan.runs());
    List<Trial> trials = plan.right().stream().map(this::acquit).toList();
    List<Kill> kills = killAll();
    return new KillMatrix(plan, started, Duration.between(started, clock.instant()), trials, kills);
  }

  private Trial acquit(RightStore store) {
    List<Accusation> accusations =
        IntStream.range(0, plan.trials())
            .mapToObj(round -> plan.seed() + round)
            .flatMap(seed -> accusations(store, seed).stream())
            .toList();
    return new Trial(store, plan.trials(), accusations);
  }

  private List<Accusation> accusations(RightStore store, long seed) {
    Run run = run(store.events(), store.views(), store.rules(), seed);
    List<Accusation> accusations = new ArrayList<>();
    run.broken().ifPresent(why -> accusations.add(new Accusation("", seed, why)));
    run.result().stream()
        .flatMap(result -> result.failed().stream())
        .map(rule -> new Accusation(rule.rule().id(), seed, rule.failure().orElse("")))
        .forEach(accusations::add);
    listener.finished(store.name(), accusations.isEmpty());
    return accusations;
  }

  private Kill kill(FaultyStore store) {
    Kill kill = meet(store, plan.full() ? Set.of() : store.killedBy(), plan.seed());
    while (!kill.missedBy().isEmpty() && kill.runs() < RUNS) {
      Set<String> missed = Set.copyOf(kill.missedBy());
      kill = kill.and(meet(store, missed, plan.seed() + kill.runs()));
    }
    listener.finished(store.name(), kill.missedBy().isEmpty());
    return kill;
  }

  private static Kill meet(FaultyStore store, Set<String> rules, long seed) {
    Run run = run(store.events(), store.views(), rules, seed);
    List<String> caughtBy = run.result().map(KitResult::failedIds).orElse(List.of());
    return new Kill(store, caughtBy, 1, run.took(), run.broken());
  }

  // A store of which nothing can be learnt is neither caught nor acquitted: the matrix says why.
  private static Run run(
      Optional<Supplier<EventStoreFixture>> events,
      Optional<Supplier<ViewStoreFixture>> views,
      Set<String> rules,
      long seed) {
    long start = System.nanoTime();
    KitOptions options = KitOptions.quick().rules(rules.toArray(String[]::new)).seed(seed);
    try {
      KitResult result =
          KitRunner.of(events.map(Supplier::get), views.map(Supplier::get), options).run();
      return new Run(Optional.of(result), Optional.empty(), since(start));
    } catch (RuntimeException | LinkageError e) {
      return new Run(Optional.empty(), Optional.of("The run broke off: " + e), since(start));
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private record Run(Optional<KitResult> result, Optional<String> broken, Duration took) {}

  private List<Kill> killAll() {
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      List<Callable<Kill>> tasks = new ArrayList<>();
      plan.faulty().forEach(store -> tasks.add(() -> kill(store)));
      List<Kill> kills = new ArrayList<>();
      for (Future<Kill> kill : threads.invokeAll(tasks)) {
        kills.add(kill.get());
      }
      return Collections.unmodifiableList(kills);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("The self-test was interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException("The self-test itself failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
