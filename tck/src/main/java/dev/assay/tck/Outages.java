package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.StoreClosed;
import dev.assay.tck.fault.Fault;
import dev.assay.tck.fault.Flow;
import dev.assay.tck.fault.Place;
import dev.assay.tck.fault.Point;
import dev.assay.tck.fault.TcpProxy;
import dev.assay.tck.fault.Turn;
import dev.assay.tck.race.Await;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.NotJudged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Failures that do not strike at one byte of one call: no connection at all, more callers than
 * connections, a server that is frozen, errors without end, and a handle that is opened or closed
 * while the network fails.
 *
 * @param <S> the type of the store
 */
final class Outages<S extends AutoCloseable> {

  private static final Duration TIMEOUT = FaultNetwork.TIMEOUT;
  private static final Duration BOUND = FaultNetwork.bound(TIMEOUT);
  private static final Set<Fault> WHILE_OPENING =
      EnumSet.complementOf(EnumSet.of(Fault.GATE, Fault.LATE));

  // Calls over connections that broke before are true with OutcomeUnknown; a pool has so many.
  private static final int BROKEN_CONNECTIONS = 24;
  private static final int REFUSED_CALLS = 1;
  private static final List<Point> CROWDED =
      List.of(
          new Point(0, Flow.TO_CLIENT, 0, Place.BEGIN, Fault.RESET_BEFORE),
          new Point(0, Flow.TO_CLIENT, 0, Place.INSIDE, Fault.HALF_CLOSE),
          new Point(1, Flow.TO_CLIENT, 0, Place.BEGIN, Fault.RESET_BEFORE),
          new Point(0, Flow.TO_SERVER, 0, Place.INSIDE, Fault.RESET_BEFORE),
          new Point(1, Flow.TO_SERVER, 0, Place.BEGIN, Fault.LATE),
          new Point(0, Flow.TO_CLIENT, 1, Place.BEGIN, Fault.CUT_OFF));
  private static final int LANES = 6;
  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final FaultNetwork<S> network;
  private final StoreSuite<S> suite;

  Outages(FaultNetwork<S> network, StoreSuite<S> suite) {
    this.network = network;
    this.suite = suite;
  }

  /** Asks while every connection is refused: all answers say that nothing was applied. */
  void noConnection(List<Supplier<? extends FaultOperation<S, ?>>> operations) {
    try (FaultLane<S> lane = FaultLane.open(network, TIMEOUT)) {
      lane.recordCleanRun(operations.get(0));
      lane.proxy().refuse();
      List<Outcome<List<Refused<S, ?>>>> outcomes;
      try {
        outcomes = Race.of(operations.size()).run(i -> refused(lane, operations.get(i)));
      } finally {
        lane.proxy().heal();
      }
      FaultRun.rethrow(outcomes);
      outcomes.forEach(outcome -> outcome.value().forEach(one -> one.judge(lane)));
      suite.evidence("calls", operations.size() * REFUSED_CALLS);
    }
  }

  private List<Refused<S, ?>> refused(
      FaultLane<S> lane, Supplier<? extends FaultOperation<S, ?>> operations) {
    awaitNotApplied(lane, operations);
    List<Refused<S, ?>> refused = new ArrayList<>();
    for (int i = 0; i < REFUSED_CALLS; i++) {
      refused.add(refused(lane, operations.get()));
    }
    return refused;
  }

  private void awaitNotApplied(
      FaultLane<S> lane, Supplier<? extends FaultOperation<S, ?>> operations) {
    for (int i = 0; i < BROKEN_CONNECTIONS; i++) {
      if (isNotApplied(lane, operations.get())) {
        return;
      }
    }
    throw new AssertionError(
        "No connection can be made, but none of %d calls was told StoreUnavailable"
            .formatted(BROKEN_CONNECTIONS));
  }

  private static <S extends AutoCloseable, A> boolean isNotApplied(
      FaultLane<S> lane, FaultOperation<S, A> operation) {
    operation.prepare();
    return operation.claimsNotApplied(lane.ask(operation));
  }

  private static <S extends AutoCloseable, A> Refused<S, A> refused(
      FaultLane<S> lane, FaultOperation<S, A> operation) {
    operation.prepare();
    Told<A> told = lane.ask(operation);
    assertThat(operation.claimsNotApplied(told))
        .as(
            "%s was told %s where no connection could be made, which is StoreUnavailable",
            operation.what(), told)
        .isTrue();
    return new Refused<>(operation, told);
  }

  /** A call that was told something while the network failed. */
  private record Refused<S extends AutoCloseable, A>(FaultOperation<S, A> operation, Told<A> told) {

    void judge(FaultLane<S> lane) {
      operation.judge(told);
      List<Told<A>> all = new ArrayList<>(List.of(told));
      lane.retry(operation, all);
      operation.judgeAll(all);
    }
  }

  /** Fails call after call on one handle, more often than any pool is big; then it must work. */
  void errorsWithoutEnd(int times, Supplier<? extends FaultOperation<S, ?>> operations) {
    try (FaultLane<S> lane = FaultLane.open(network, TIMEOUT)) {
      lane.recordCleanRun(operations);
      int failed = 0;
      for (int i = 0; i < times; i++) {
        // Every other failure meets a handle that has just worked; the others, one that has not.
        if (i % 2 == 0) {
          lane.settle(operations.get());
        }
        failed += failOnce(lane, errorPoint(i), operations.get()) ? 1 : 0;
      }
      if (failed == 0) {
        throw new NotJudged("none of %d calls could be made to fail".formatted(times));
      }
      lane.settle(operations.get());
      suite.evidence("failures", failed);
    }
  }

  private static Point errorPoint(int number) {
    Flow flow = number % 4 < 2 ? Flow.TO_CLIENT : Flow.TO_SERVER;
    Place place = number % 8 < 4 ? Place.BEGIN : Place.INSIDE;
    return new Point(0, flow, 0, place, Fault.RESET_BEFORE);
  }

  private static <S extends AutoCloseable, A> boolean failOnce(
      FaultLane<S> lane, Point point, FaultOperation<S, A> operation) {
    operation.prepare();
    lane.arm(point);
    lane.ask(operation);
    boolean fired = lane.proxy().fired();
    lane.proxy().heal();
    return fired;
  }

  /** Swallows everything while more callers ask than any pool has connections. */
  void fullPool(int callers, Supplier<? extends FaultOperation<S, ?>> operations) {
    crowd(callers, operations, lane -> lane.proxy().blackOut(), lane -> lane.proxy().heal());
  }

  /** Freezes the server, or, without control over it, everything that is sent. */
  void frozenServer(int callers, Supplier<? extends FaultOperation<S, ?>> operations) {
    suite.evidence("frozen", network.control().isPresent() ? "the server" : "all connections");
    crowd(callers, operations, this::freeze, this::thaw);
  }

  /** Breaks a connection that may carry the calls of several callers. */
  void cutOffCrowd(int callers, Supplier<? extends FaultOperation<S, ?>> operations) {
    List<Point> points = suite.taken(CROWDED);
    for (Point point : points) {
      crowd(
          callers,
          operations,
          lane -> lane.arm(point),
          lane -> {
            lane.proxy().deliver();
            lane.proxy().heal();
          });
    }
    suite.evidence("points", points.size());
  }

  private void freeze(FaultLane<S> lane) {
    network.control().ifPresentOrElse(ServerControl::pause, () -> lane.proxy().pause());
  }

  private void thaw(FaultLane<S> lane) {
    network.control().ifPresent(ServerControl::resume);
    lane.proxy().heal();
  }

  /** What is done to the network. */
  private interface Change<S extends AutoCloseable> {
    void on(FaultLane<S> lane);
  }

  private void crowd(
      int callers,
      Supplier<? extends FaultOperation<S, ?>> operations,
      Change<S> fail,
      Change<S> mend) {
    try (FaultLane<S> lane = FaultLane.open(network, TIMEOUT)) {
      lane.recordCleanRun(operations);
      List<FaultOperation<S, ?>> asked = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        FaultOperation<S, ?> operation = operations.get();
        operation.prepare();
        asked.add(operation);
      }
      lane.proxy().watch();
      List<Outcome<Refused<S, ?>>> outcomes;
      fail.on(lane);
      try {
        outcomes = Race.of(callers).<Refused<S, ?>>run(i -> told(lane, asked.get(i)));
      } finally {
        mend.on(lane);
      }
      FaultRun.rethrow(outcomes);
      // What was still on its way has arrived when a call that came after it is answered.
      lane.settle(operations.get());
      judge(lane, outcomes);
      suite.evidence("callers", callers);
    }
  }

  // By a few: that the handle works is asked, not that it serves a crowd within a short budget.
  private void judge(FaultLane<S> lane, List<Outcome<Refused<S, ?>>> outcomes) {
    FaultRun.rethrow(
        Race.of(LANES)
            .within(LONGEST)
            .run(
                first -> {
                  for (int i = first; i < outcomes.size(); i += LANES) {
                    outcomes.get(i).value().judge(lane);
                  }
                  return true;
                }));
  }

  private static <S extends AutoCloseable, A> Refused<S, A> told(
      FaultLane<S> lane, FaultOperation<S, A> operation) {
    return new Refused<>(operation, lane.ask(operation));
  }

  /** Closes a handle while calls wait for a network that swallows everything. */
  void closing(int callers, Supplier<? extends FaultOperation<S, ?>> operations) {
    FaultLane<S> lane = FaultLane.open(network, TIMEOUT);
    try {
      lane.recordCleanRun(operations);
      lane.proxy().watch();
      lane.proxy().blackOut();
      CountDownLatch closed = new CountDownLatch(1);
      List<Outcome<Boolean>> outcomes =
          Race.of(callers + 1)
              .run(i -> i == 0 ? close(lane, closed) : inFlight(lane, closed, operations.get()));
      FaultRun.rethrow(outcomes);
      suite.evidence("callers", callers);
    } finally {
      lane.proxy().heal();
      lane.close();
    }
  }

  private static <S extends AutoCloseable> boolean close(FaultLane<S> lane, CountDownLatch closed) {
    Await.until(BOUND, "calls are on their way", () -> lane.proxy().passed() > 0);
    Told.by(
        "Closing a handle",
        BOUND,
        () -> {
          lane.handle().close();
          return true;
        });
    closed.countDown();
    return true;
  }

  private static <S extends AutoCloseable, A> boolean inFlight(
      FaultLane<S> lane, CountDownLatch closed, FaultOperation<S, A> operation)
      throws InterruptedException {
    try {
      lane.ask(operation);
    } catch (AssertionError e) {
      if (!(e.getCause() instanceof StoreClosed)) {
        throw e;
      }
    }
    return closed.await(BOUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Opens handles over a network that fails at every boundary of a clean opening. */
  void opening(Supplier<? extends FaultOperation<S, ?>> operations) {
    List<Point> plan;
    try (TcpProxy proxy = TcpProxy.before(network.server())) {
      plan =
          suite.taken(
              FaultRun.plan(
                  Point.all(cleanOpening(proxy), WHILE_OPENING), suite.profile(), suite.random()));
    }
    Queue<Point> queue = new ConcurrentLinkedQueue<>(plan);
    AtomicInteger visited = new AtomicInteger();
    FaultRun.rethrow(Race.of(LANES).within(LONGEST).run(lane -> open(queue, visited, operations)));
    if (visited.get() == 0) {
      throw new NotJudged(
          "none of %d points of opening a handle was reached".formatted(plan.size()));
    }
    suite.evidence("points", plan.size());
    suite.evidence("visited", visited);
    suite.evidence("unreached", plan.size() - visited.get());
  }

  private List<Turn> cleanOpening(TcpProxy proxy) {
    for (int i = 0; i < LANES; i++) {
      proxy.watch();
      if (openAt(proxy) instanceof Told.Answered<S> opened) {
        List<Turn> turns = proxy.turns();
        close(opened.answer());
        if (turns.isEmpty()) {
          throw new NotJudged("opening a handle sends nothing: there is no boundary");
        }
        return turns;
      }
    }
    throw new AssertionError(
        "No handle could be opened within %d ms over a network that works"
            .formatted(TIMEOUT.toMillis()));
  }

  private Told<S> openAt(TcpProxy proxy) {
    return Told.by(
        "Opening a handle", BOUND, () -> network.opener().open(proxy.address(), TIMEOUT));
  }

  private boolean open(
      Queue<Point> queue,
      AtomicInteger visited,
      Supplier<? extends FaultOperation<S, ?>> operations) {
    try (TcpProxy proxy = TcpProxy.before(network.server())) {
      List<Turn> clean = cleanOpening(proxy);
      for (Point point = queue.poll(); point != null; point = queue.poll()) {
        proxy.arm(point, point.offset(clean));
        open(proxy, point, visited, operations.get());
      }
    }
    return true;
  }

  private <A> void open(
      TcpProxy proxy, Point point, AtomicInteger visited, FaultOperation<S, A> operation) {
    Told<S> told;
    try {
      told = openAt(proxy);
    } catch (AssertionError e) {
      throw new AssertionError("With a %s: %s".formatted(point, e.getMessage()), e);
    }
    assertThat(told)
        .as("answer to an opening with a %s: nothing was asked for yet", point)
        .isNotInstanceOf(Told.Unknown.class);
    visited.addAndGet(proxy.fired() ? 1 : 0);
    proxy.heal();
    if (told instanceof Told.Answered<S> opened) {
      try {
        settle(opened.answer(), operation);
      } finally {
        close(opened.answer());
      }
    }
  }

  private static <S, A> void settle(S handle, FaultOperation<S, A> operation) {
    operation.prepare();
    List<Told<A>> told = new ArrayList<>();
    Await.until(
        FaultNetwork.RECOVERY,
        "%s on a handle that was opened over a failing network is answered"
            .formatted(operation.what()),
        () -> {
          Told<A> one = operation.ask(handle, BOUND);
          told.add(one);
          return one instanceof Told.Answered<A> answered && operation.settled(answered.answer());
        });
    operation.judgeAll(told);
  }

  private void close(S handle) {
    Told.by(
        "Closing a handle",
        BOUND,
        () -> {
          handle.close();
          return true;
        });
  }
}
