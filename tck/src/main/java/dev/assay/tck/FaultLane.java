package dev.assay.tck;

import dev.assay.spi.StoreException;
import dev.assay.tck.fault.Point;
import dev.assay.tck.fault.TcpProxy;
import dev.assay.tck.fault.Turn;
import dev.assay.tck.race.Bounded;
import dev.assay.tck.rule.NotJudged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * A handle of its own behind a proxy of its own. For one thread at a time.
 *
 * @param <S> the type of the store
 */
final class FaultLane<S extends AutoCloseable> implements AutoCloseable {

  private static final int OPENINGS = 5;
  private static final int CLEAN_RUNS = 3;
  private static final int MOST_CLEAN_RUNS = 10;

  private final TcpProxy proxy;
  private final S handle;
  private final Duration timeout;
  private List<Turn> clean = List.of();

  private FaultLane(TcpProxy proxy, S handle, Duration timeout) {
    this.proxy = proxy;
    this.handle = handle;
    this.timeout = timeout;
  }

  static <S extends AutoCloseable> FaultLane<S> open(FaultNetwork<S> network, Duration timeout) {
    TcpProxy proxy = TcpProxy.before(network.server());
    try {
      return new FaultLane<>(proxy, open(network, proxy, timeout), timeout);
    } catch (RuntimeException | Error e) {
      proxy.close();
      throw e;
    }
  }

  // The short time budgets of the fault rules may be too short to open on a busy machine.
  private static <S extends AutoCloseable> S open(
      FaultNetwork<S> network, TcpProxy proxy, Duration timeout) {
    for (int i = 1; ; i++) {
      try {
        return network.opener().open(proxy.address(), timeout);
      } catch (StoreException e) {
        if (i == OPENINGS) {
          throw e;
        }
      }
    }
  }

  TcpProxy proxy() {
    return proxy;
  }

  S handle() {
    return handle;
  }

  /** Returns where data stopped and went on in the last clean run. */
  List<Turn> clean() {
    return clean;
  }

  <A> Told<A> ask(FaultOperation<S, A> operation) {
    return operation.ask(handle, FaultNetwork.bound(timeout));
  }

  /**
   * Watches calls over a network that works, and keeps the run with the fewest turns: others have
   * met a connection that had to be made or looked at first.
   */
  void recordCleanRun(Supplier<? extends FaultOperation<S, ?>> operations) {
    settle(operations.get());
    List<List<Turn>> runs = new ArrayList<>();
    for (int i = 0; i < MOST_CLEAN_RUNS && runs.size() < CLEAN_RUNS; i++) {
      if (isClean(operations.get())) {
        runs.add(proxy.turns());
      }
    }
    clean =
        runs.stream()
            .min(Comparator.comparingInt(List::size))
            .orElseThrow(
                () ->
                    new AssertionError(
                        "None of %d calls over a network that works was answered within %d ms"
                            .formatted(MOST_CLEAN_RUNS, timeout.toMillis())));
  }

  private <A> boolean isClean(FaultOperation<S, A> operation) {
    operation.prepare();
    proxy.watch();
    Told<A> told = ask(operation);
    if (proxy.passed() == 0) {
      throw new NotJudged(
          "no byte of a call passed the kit's proxy: openAt() must lead every connection to it");
    }
    return told instanceof Told.Answered<A> answered && operation.settled(answered.answer());
  }

  /** Makes a call that nothing disturbs, and its retries, and judges them. */
  <A> void settle(FaultOperation<S, A> operation) {
    operation.prepare();
    List<Told<A>> told = new ArrayList<>();
    retry(operation, told);
    operation.judgeAll(told);
  }

  void arm(Point point) {
    proxy.arm(point, point.offset(clean));
  }

  /**
   * Retries a call over a network that works until it is settled.
   *
   * @throws AssertionError if that takes too long, or if the handle does not even try to reach the
   *     server: the store does not work on
   */
  <A> void retry(FaultOperation<S, A> operation, List<Told<A>> told) {
    long start = System.nanoTime();
    proxy.watch();
    while (true) {
      Told<A> one = ask(operation);
      told.add(one);
      if (one instanceof Told.Answered<A> answered && operation.settled(answered.answer())) {
        return;
      }
      Duration since = Duration.ofNanos(System.nanoTime() - start);
      Duration most = proxy.passed() == 0 ? FaultNetwork.SILENCE : FaultNetwork.RECOVERY;
      if (since.compareTo(most) > 0) {
        throw new AssertionError(
            "The network has worked for %d ms, but the same handle does not: %s was answered with %s, %d times in all"
                .formatted(since.toMillis(), operation.what(), one, told.size()));
      }
    }
  }

  /** Closes the handle, within bounds, and the proxy. */
  @Override
  public void close() {
    try {
      Bounded.run(FaultNetwork.bound(timeout), "Closing the handle", handle::close);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("Closing the handle failed", e);
    } finally {
      proxy.close();
    }
  }
}
