package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.StreamId;
import dev.assay.tck.fault.Fault;
import dev.assay.tck.fault.Flow;
import dev.assay.tck.fault.Place;
import dev.assay.tck.fault.Point;
import dev.assay.tck.fault.TcpProxy;
import dev.assay.tck.fault.Turn;
import dev.assay.tck.race.Await;
import dev.assay.tck.rule.NotJudged;
import dev.assay.tck.rule.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stalls a writer at every boundary of its commit, lets others commit and a reader read to the end
 * of the feed, lets the writer go on, and reads on: nothing may be skipped or stand out of order.
 * For one thread.
 */
final class GapRun implements AutoCloseable {

  private static final Duration PATIENT = Duration.ofSeconds(15);
  private static final Duration ANSWER = FaultNetwork.bound(PATIENT);
  private static final Duration REACHED = Duration.ofSeconds(5);
  private static final Duration READING = Duration.ofMillis(150);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration BESIDE = Duration.ofMillis(100);
  private static final int PAGE = 100;
  private static final int SAMPLE = 3;
  private static final int TRIES = 3;

  // A protocol ends a transaction with its last few bytes: the moments before are the dangerous
  // ones.
  private static final List<Integer> FROM_THE_END = List.of(1, 8, 20, 40, 70, 110);

  private final EventStore direct;
  private final EventFaults faults;
  private final FaultLane<EventStore> stalled;
  private final ExecutorService threads = Executors.newCachedThreadPool(GapRun::daemon);
  private int visited;
  private int unreached;

  GapRun(FaultNetwork<EventStore> network, EventStore direct) {
    this.direct = direct;
    this.faults = new EventFaults(direct);
    this.stalled = FaultLane.open(network, PATIENT);
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "assay writer");
    thread.setDaemon(true);
    return thread;
  }

  int visited() {
    return visited;
  }

  int unreached() {
    return unreached;
  }

  /**
   * Visits the boundaries.
   *
   * @param suite says how many
   * @param others how many writers there are besides the stalled one
   * @param oneStream whether all write to the same stream
   */
  void run(StoreSuite<EventStore> suite, int others, boolean oneStream) {
    stalled.recordCleanRun(faults::commit);
    for (Gate gate : suite.taken(gates(suite.profile(), suite.random()))) {
      if (reach(gate, others, oneStream)) {
        visited++;
      } else {
        unreached++;
      }
    }
    if (visited == 0) {
      throw new NotJudged("none of %d points of a commit was reached".formatted(unreached));
    }
  }

  private boolean reach(Gate gate, int others, boolean oneStream) {
    for (int i = 0; i < TRIES; i++) {
      if (visit(gate, others, oneStream)) {
        return true;
      }
      stalled.recordCleanRun(faults::commit);
    }
    return false;
  }

  /**
   * A place in a clean run where a writer is stalled.
   *
   * @param point the turn
   * @param quarters how many quarters of it pass
   * @param less how many bytes less than that
   */
  private record Gate(Point point, int quarters, int less) {

    /** Returns how many bytes pass, by the length that the turn had in the last clean run. */
    long offset(List<Turn> clean) {
      long length =
          new Point(point.connection(), point.flow(), point.turn(), Place.END, point.fault())
              .offset(clean);
      return Math.max(0, length * quarters / 4 - less);
    }
  }

  private List<Gate> gates(Profile profile, Random random) {
    List<Gate> begins = new ArrayList<>();
    List<Gate> inside = new ArrayList<>();
    for (Turn turn : stalled.clean()) {
      begins.add(gate(turn, Place.BEGIN, 0, 0));
      if (turn.flow() == Flow.TO_SERVER) {
        for (int quarters = 1; quarters <= 3; quarters++) {
          inside.add(gate(turn, Place.INSIDE, quarters, 0));
        }
        FROM_THE_END.stream()
            .filter(bytes -> bytes < turn.length())
            .forEach(bytes -> inside.add(gate(turn, Place.INSIDE, 4, bytes)));
      }
    }
    Collections.shuffle(inside, random);
    begins.addAll(
        profile == Profile.FULL ? inside : inside.subList(0, Math.min(SAMPLE, inside.size())));
    return begins;
  }

  private static Gate gate(Turn turn, Place place, int quarters, int less) {
    return new Gate(
        new Point(turn.connection(), turn.flow(), turn.index(), place, Fault.GATE), quarters, less);
  }

  private boolean visit(Gate gate, int others, boolean oneStream) {
    TcpProxy proxy = stalled.proxy();
    List<Cursor> begin = ends();
    StreamId first = faults.stream();
    Commit slow = faults.fullCommit(first, ExpectedVersion.any());
    proxy.arm(gate.point(), gate.offset(stalled.clean()));
    List<Writing> writings = new ArrayList<>(List.of(start(stalled.handle(), slow)));
    Await.until(
        REACHED,
        "the writer stands at the gate, or has its answer",
        () -> proxy.fired() || writings.get(0).answer().isDone());
    boolean reached = proxy.fired();
    Reader reader = new Reader(begin);
    for (int i = 0; i < others; i++) {
      StreamId stream = oneStream ? first : faults.stream();
      Writing writing = start(direct, faults.fullCommit(stream, ExpectedVersion.any()));
      writings.add(writing);
      writing.awaitBeside();
      reader.read();
    }
    proxy.release();
    List<Receipt> acknowledged = writings.stream().map(Writing::receipt).toList();
    proxy.heal();
    reader.readToEnd();
    judge(gate, acknowledged, reader, begin);
    return reached;
  }

  private void judge(Gate gate, List<Receipt> acknowledged, Reader reader, List<Cursor> begin) {
    List<StreamId> streams = acknowledged.stream().map(Receipt::stream).toList();
    List<Receipt> seen =
        reader.seen.stream().filter(receipt -> streams.contains(receipt.stream())).toList();
    String where = "%s, %d bytes into it".formatted(gate.point(), gate.offset(stalled.clean()));
    assertThat(seen)
        .as("what a reader saw who followed the feed past a writer stalled by a %s", where)
        .containsExactlyInAnyOrderElementsOf(acknowledged);
    Feeds.assertVersionOrder(seen);
    Reader again = new Reader(begin);
    again.readToEnd();
    // Only inside a partition is there an order.
    for (int partition = 0; partition < begin.size(); partition++) {
      assertThat(again.seenIn(partition))
          .as("the same part of feed partition %d, read again", partition)
          .containsSubsequence(reader.seenIn(partition));
    }
  }

  private List<Cursor> ends() {
    List<Cursor> ends = new ArrayList<>();
    for (int partition = 0; partition < Feeds.partitions(direct); partition++) {
      ends.add(Feeds.end(direct, partition));
    }
    return ends;
  }

  private Writing start(EventStore handle, Commit commit) {
    return new Writing(threads.submit(() -> handle.commit(commit)));
  }

  /** A commit on its way. */
  private record Writing(Future<CommitResult> answer) {

    /** Waits until it is answered, or most likely waits for the stalled writer. */
    void awaitBeside() {
      try {
        answer.get(BESIDE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        // It waits, or what it failed with comes out when its receipt is asked for.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    Receipt receipt() {
      try {
        return EventStoreSuite.committed(answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS));
      } catch (TimeoutException | ExecutionException e) {
        throw new AssertionError("A writer beside a stalled one was not answered: " + e, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("The test was interrupted", e);
      }
    }
  }

  /** Follows all partitions of the feed. */
  private final class Reader {

    private final List<Cursor> at;
    private final List<Receipt> seen = new ArrayList<>();

    Reader(List<Cursor> begin) {
      at = new ArrayList<>(begin);
    }

    /** Reads until it is caught up; where the stalled writer holds the feed back, for a moment. */
    void read() {
      for (int partition = 0; partition < at.size(); partition++) {
        long deadline = System.nanoTime() + READING.toNanos();
        boolean caughtUp = false;
        while (!caughtUp && System.nanoTime() < deadline) {
          FeedSlice slice = direct.feed(partition, at.get(partition), PAGE, POLL);
          take(partition, slice);
          caughtUp = slice.caughtUp();
        }
      }
    }

    void readToEnd() {
      for (int partition = 0; partition < at.size(); partition++) {
        for (FeedSlice slice : Feeds.slices(direct, partition, at.get(partition), PAGE)) {
          take(partition, slice);
        }
      }
    }

    List<Receipt> seenIn(int partition) {
      return seen.stream().filter(receipt -> receipt.position().partition() == partition).toList();
    }

    private void take(int partition, FeedSlice slice) {
      seen.addAll(Feeds.receipts(slice.commits()));
      at.set(partition, slice.next());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    stalled.close();
  }
}
