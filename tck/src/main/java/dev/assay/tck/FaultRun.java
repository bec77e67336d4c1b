package dev.assay.tck;

import dev.assay.tck.fault.Fault;
import dev.assay.tck.fault.Place;
import dev.assay.tck.fault.Point;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.NotJudged;
import dev.assay.tck.rule.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Repeats a call once for every boundary of its clean run and every fault.
 *
 * <ol>
 *   <li>A clean run tells where data stopped and went on.
 *   <li>Every boundary times every fault is a point; the quick profile takes one point of every
 *       fault and way, chosen by the seed.
 *   <li>For each point: the fault is armed and the call made. Its answer is judged, what is late is
 *       delivered, another call is made on the same handle, the call is retried, and all is judged.
 *   <li>A point that was not reached is tried again after another clean run, and reported if it
 *       stays so.
 * </ol>
 *
 * <p>Points mostly wait, so several lanes visit them side by side.
 *
 * @param <S> the type of the store
 */
final class FaultRun<S extends AutoCloseable> {

  /** Cut connections. */
  static final Set<Fault> CUTS =
      EnumSet.of(Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.HALF_CLOSE, Fault.CUT_OFF);

  /** Silence. */
  static final Set<Fault> STALLS = EnumSet.of(Fault.STALL, Fault.BLACKOUT, Fault.SLOW);

  /** Whatever a call can meet. */
  static final Set<Fault> ALL = EnumSet.complementOf(EnumSet.of(Fault.GATE));

  private static final int LANES = 6;
  private static final int TRIES = 3;
  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final FaultNetwork<S> network;
  private final StoreSuite<S> suite;
  private final AtomicBoolean failed = new AtomicBoolean();
  private final Map<Fault, AtomicInteger> visited = new LinkedHashMap<>();
  private final Queue<Point> unreached = new ConcurrentLinkedQueue<>();

  FaultRun(FaultNetwork<S> network, StoreSuite<S> suite) {
    this.network = network;
    this.suite = suite;
    for (Fault fault : Fault.values()) {
      visited.put(fault, new AtomicInteger());
    }
  }

  /** Visits the points of a call. */
  void visit(Set<Fault> faults, Supplier<? extends FaultOperation<S, ?>> operations) {
    try (FaultLane<S> first = FaultLane.open(network, FaultNetwork.TIMEOUT)) {
      first.recordCleanRun(operations);
      List<Point> plan =
          suite.taken(plan(Point.all(first.clean(), faults), suite.profile(), suite.random()));
      Queue<Point> queue = new ConcurrentLinkedQueue<>(plan);
      List<Outcome<Boolean>> outcomes =
          Race.of(lanes(plan))
              .within(LONGEST)
              .run(lane -> lane == 0 ? work(first, queue, operations) : work(queue, operations));
      rethrow(outcomes);
      report(plan.size());
    }
  }

  static void rethrow(List<? extends Outcome<?>> outcomes) {
    outcomes.stream()
        .flatMap(outcome -> outcome.thrown().stream())
        .findFirst()
        .ifPresent(FaultRun::rethrow);
  }

  private static void rethrow(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    throw new AssertionError("A lane failed: " + thrown, thrown);
  }

  /**
   * Returns all points in the full profile, and one of each kind in the quick one; those that wait
   * come first, so that they wait side by side.
   */
  static List<Point> plan(List<Point> all, Profile profile, Random random) {
    List<Point> plan = new ArrayList<>(all);
    Collections.shuffle(plan, random);
    plan.sort(Comparator.comparing(point -> !STALLS.contains(point.fault())));
    if (profile == Profile.FULL) {
      return plan;
    }
    Map<Object, Point> sample = new LinkedHashMap<>();
    plan.forEach(point -> sample.putIfAbsent(kind(point), point));
    return List.copyOf(sample.values());
  }

  // Lanes are there to wait side by side; where nothing waits, opening them costs more than it
  // buys.
  private static int lanes(List<Point> plan) {
    long waiting = plan.stream().filter(point -> STALLS.contains(point.fault())).count();
    return (int) Math.min(LANES, Math.max(waiting, 1 + plan.size() / LANES));
  }

  private static Object kind(Point point) {
    return List.of(point.fault(), point.flow(), point.place() == Place.END);
  }

  private boolean work(Queue<Point> queue, Supplier<? extends FaultOperation<S, ?>> operations) {
    try (FaultLane<S> lane = FaultLane.open(network, FaultNetwork.TIMEOUT)) {
      lane.recordCleanRun(operations);
      return work(lane, queue, operations);
    }
  }

  private boolean work(
      FaultLane<S> lane, Queue<Point> queue, Supplier<? extends FaultOperation<S, ?>> operations) {
    for (Point point = queue.poll(); point != null && !failed.get(); point = queue.poll()) {
      try {
        reach(lane, point, operations);
      } catch (Throwable e) {
        failed.set(true);
        throw new AssertionError("With a %s: %s".formatted(point, e.getMessage()), e);
      }
    }
    return true;
  }

  private void reach(
      FaultLane<S> lane, Point point, Supplier<? extends FaultOperation<S, ?>> operations) {
    for (int i = 0; i < TRIES; i++) {
      if (visit(lane, point, operations.get(), operations.get())) {
        visited.getOrDefault(point.fault(), new AtomicInteger()).incrementAndGet();
        return;
      }
      lane.recordCleanRun(operations);
    }
    unreached.add(point);
  }

  private <A, B> boolean visit(
      FaultLane<S> lane,
      Point point,
      FaultOperation<S, A> operation,
      FaultOperation<S, B> another) {
    List<Told<A>> told = new ArrayList<>();
    operation.prepare();
    lane.arm(point);
    Told<A> first = lane.ask(operation);
    told.add(first);
    boolean fired = lane.proxy().fired();
    if (point.fault() == Fault.LATE && !operation.claimsNotApplied(first)) {
      lane.retry(operation, told);
      lane.proxy().deliver();
      lane.proxy().heal();
    } else {
      lane.proxy().deliver();
      lane.proxy().heal();
      operation.judge(first);
      lane.settle(another);
      lane.retry(operation, told);
    }
    operation.judgeAll(told);
    return fired;
  }

  private void report(int planned) {
    int reached = visited.values().stream().mapToInt(AtomicInteger::get).sum();
    if (reached == 0) {
      throw new NotJudged("none of %d points of the call was reached".formatted(planned));
    }
    suite.evidence("points", planned);
    suite.evidence("visited", reached);
    suite.evidence("unreached", unreached.isEmpty() ? "none" : unreached);
    visited.forEach(
        (fault, count) -> {
          if (count.get() > 0) {
            suite.evidence(fault.label(), count);
          }
        });
  }
}
