package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.StoreException;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.tck.CrashWriter.Attempt;
import dev.assay.tck.race.Bounded;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Clients that go on while a member of a cluster is gone.
 *
 * <ol>
 *   <li>The member goes. Each client commits, reads and follows until it was served several times
 *       in a row, which must come within {@link #SERVED}.
 *   <li>The member comes back. What was acknowledged is there, what was not is whole or absent and
 *       can be tried again, and the feed shows each commit once.
 * </ol>
 */
final class MinorityLoss {

  /**
   * The time in which everybody is served again: one default time budget and what a busy machine
   * adds.
   */
  private static final Duration SERVED = Duration.ofSeconds(15);

  private static final Duration LONGEST_CALL = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final long PAUSE_NANOS = 20_000_000;
  private static final int CLIENTS = 4;
  private static final int IN_A_ROW = 5;

  private final List<EventStore> handles;
  private final Supplier<Commit> commits;
  private final List<Attempt> attempts = new ArrayList<>();

  MinorityLoss(List<EventStore> handles, Supplier<Commit> commits) {
    this.handles = List.copyOf(handles);
    this.commits = commits;
  }

  /** Returns how many commits were acknowledged. */
  long acknowledged() {
    return attempts.stream().filter(attempt -> attempt.receipt().isPresent()).count();
  }

  /** Lets the clients go on; called while a member is gone. */
  void serveWithout(String lost) {
    List<Outcome<List<Attempt>>> outcomes =
        Race.of(CLIENTS)
            .within(LONGEST)
            .run(i -> new Client(handles.get(i % handles.size()), lost).untilServed());
    FaultRun.rethrow(outcomes);
    outcomes.forEach(outcome -> attempts.addAll(outcome.value()));
  }

  /** Judges everything that was answered so far. */
  void judge(EventStore handle) {
    attempts.replaceAll(attempt -> settled(handle, attempt));
    List<RecordedCommit> feed = EventStoreSuite.readFeed(handle);
    for (Attempt attempt : attempts) {
      Receipt receipt = attempt.receipt().orElseThrow();
      assertThat(events(handle, attempt, receipt))
          .as("events of %s", attempt)
          .isEqualTo(attempt.commit().events());
      assertThat(feed.stream().map(RecordedCommit::receipt).filter(receipt::equals))
          .as("how often the feed shows %s", attempt)
          .hasSize(1);
    }
  }

  private static List<Event> events(EventStore handle, Attempt attempt, Receipt receipt) {
    return handle
        .read(
            receipt.stream(),
            receipt.before() + 1,
            attempt.commit().events().size(),
            Direction.FORWARD)
        .events()
        .stream()
        .map(RecordedEvent::event)
        .toList();
  }

  private static Attempt settled(EventStore handle, Attempt attempt) {
    CommitResult again = handle.commit(attempt.commit());
    if (again instanceof CommitResult.Committed committed && attempt.receipt().isEmpty()) {
      return new Attempt(attempt.commit(), Optional.of(committed.receipt()));
    }
    Receipt original = EventStoreSuite.duplicate(again);
    assertThat(original)
        .as("receipt of the repetition of %s", attempt)
        .isEqualTo(attempt.receipt().orElse(original));
    return new Attempt(attempt.commit(), Optional.of(original));
  }

  /** One client and what it was answered. */
  private final class Client {

    private final EventStore handle;
    private final String lost;
    private final List<Attempt> sent = new ArrayList<>();

    Client(EventStore handle, String lost) {
      this.handle = handle;
      this.lost = lost;
    }

    List<Attempt> untilServed() throws Throwable {
      long deadline = System.nanoTime() + SERVED.toNanos();
      Optional<StoreException> last = Optional.empty();
      for (int served = 0; served < IN_A_ROW; ) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(
              "%s, a client was not served %d times in a row within %d s; its last error: %s"
                  .formatted(lost, IN_A_ROW, SERVED.toSeconds(), last.orElse(null)));
        }
        Optional<StoreException> error = Bounded.call(LONGEST_CALL, "calls", this::callAll);
        last = error.isPresent() ? error : last;
        served = error.isPresent() ? 0 : served + 1;
        error.ifPresent(thrown -> LockSupport.parkNanos(PAUSE_NANOS));
      }
      return sent;
    }

    private Optional<StoreException> callAll() {
      Commit commit = commits.get();
      Optional<Receipt> receipt = Optional.empty();
      try {
        receipt = Optional.of(EventStoreSuite.committed(handle.commit(commit)));
        judgeSeen(commit.request(), receipt.get());
        return Optional.empty();
      } catch (StoreException e) {
        return Optional.of(e);
      } finally {
        sent.add(new Attempt(commit, receipt));
      }
    }

    private void judgeSeen(RequestId request, Receipt receipt) {
      assertThat(handle.read(receipt.stream(), 1, 0, Direction.FORWARD).head())
          .as("head of %s that is read after the commit %s", receipt.stream(), request)
          .isGreaterThanOrEqualTo(receipt.after());
      assertThat(handle.receipt(receipt.stream(), request))
          .as("receipt of %s", request)
          .contains(receipt);
      handle.feed(receipt.position().partition(), receipt.position().cursor(), 1, Duration.ZERO);
    }
  }
}
