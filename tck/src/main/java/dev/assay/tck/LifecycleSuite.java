package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.Capability;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Claims;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.JointCommits;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.Restoration;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.Truncation;
import dev.assay.spi.json.Json;
import dev.assay.tck.race.Await;
import dev.assay.tck.race.Bounded;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The rules about opening, closing and reopening event stores, and about interrupts. */
public abstract class LifecycleSuite extends EventStoreSuite {

  private static final int WRITERS = 6;
  private static final int ROUNDS = 5;
  private static final int INTERRUPTS = 20;
  private static final int LONGEST_PAUSE_NANOS = 3_000_000;
  private static final Duration LONG_WAIT = Duration.ofSeconds(40);
  private static final Claim CLAIM = new Claim("email", "ada@example.org");

  /** For the subclass that names the fixture. */
  protected LifecycleSuite() {}

  @Test
  @Rule("LIFECYCLE-1")
  void everyOperationOnAClosedHandleIsRefused() {
    StreamId stream = stream();
    Receipt receipt = append(stream, 2);
    RecordedCommit recorded = Feeds.find(store(), receipt);
    EventStore closed = another();
    append(closed, stream(), 1);
    closed.close();
    operations(closed, stream, recorded)
        .forEach(
            (name, call) ->
                assertThatThrownBy(call::call).as(name).isInstanceOf(StoreClosed.class));
    assertThat(readAll(stream)).as("events after the refused calls").hasSize(2);
    assertThat(Feeds.all(store())).as("commits after the refused calls").hasSize(2);
  }

  @Test
  @Rule("LIFECYCLE-2")
  void closingTwiceDoesNothing() throws Throwable {
    EventStore handle = another();
    append(handle, stream(), 1);
    Bounded.run(Feeds.PATIENCE, "Closing a handle", handle::close);
    Bounded.run(Feeds.PATIENCE, "Closing a handle again", handle::close);
    EventStore other = another();
    Race.of(WRITERS)
        .run(
            i -> {
              other.close();
              return i;
            })
        .forEach(Outcome::value);
    assertThat(Feeds.all(store())).hasSize(1);
  }

  @Test
  @Rule("LIFECYCLE-3")
  void closingOneHandleLeavesTheOthersOpen() {
    StreamId stream = stream();
    EventStore elsewhere = handle(newRealm());
    for (int i = 0; i < 3; i++) {
      EventStore closing = another();
      append(closing, stream, 1);
      closing.close();
      append(stream, 1);
      append(elsewhere, stream, 1);
    }
    assertThat(readAll(stream)).hasSize(6);
    assertThat(readAll(elsewhere, stream)).hasSize(3);
    assertThat(Feeds.all(another())).hasSize(6);
  }

  @Test
  @Rule("LIFECYCLE-4")
  void closingAnswersWaitingReads() throws Throwable {
    int partition = append(stream(), 1).position().partition();
    Cursor end = Feeds.end(store(), partition);
    EventStore closing = another();
    List<InFlight<FeedSlice>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(
          InFlight.blocked(
              "A read that waits during a close",
              () -> closing.feed(partition, end, 10, LONG_WAIT)));
    }
    Bounded.run(Feeds.PATIENCE, "Closing a handle with calls in flight", closing::close);
    for (InFlight<FeedSlice> read : waiting) {
      Optional<Throwable> thrown = read.outcome(Feeds.PATIENCE).thrown();
      if (thrown.isPresent()) {
        assertThat(thrown.get()).isInstanceOf(StoreException.class);
      }
    }
  }

  @Test
  @Rule("LIFECYCLE-5")
  void answersGivenWhileClosingStayTrue() {
    int judged = 0;
    for (int round = 0; round < ROUNDS; round++) {
      EventStore closing = another();
      Queue<Answer> answers = new ConcurrentLinkedQueue<>();
      Race.of(WRITERS + 1)
          .run(
              i -> {
                if (i < WRITERS) {
                  writeUntilClosed(closing, answers);
                } else {
                  Await.until(
                      Feeds.PATIENCE, "the writers have written", () -> answers.size() >= WRITERS);
                  closing.close();
                }
                return i;
              })
          .forEach(Outcome::value);
      answers.forEach(this::assertTrueAfterwards);
      judged += answers.size();
    }
    evidence("answers", judged);
  }

  @Test
  @Rule("LIFECYCLE-6")
  void twoHandlesSeeEachOthersWrites() {
    EventStore other = another();
    StreamId stream = stream();
    for (int i = 0; i < 10; i++) {
      EventStore writer = i % 2 == 0 ? store() : other;
      EventStore reader = i % 2 == 0 ? other : store();
      Commit commit = commit(stream, ExpectedVersion.exactly(i), 1);
      Receipt receipt = committed(writer.commit(commit));
      assertThat(reader.read(stream, 1, 100, Direction.FORWARD).head()).isEqualTo(i + 1);
      assertThat(readAll(reader, stream)).hasSize(i + 1);
      assertThat(reader.receipt(stream, commit.request())).contains(receipt);
      assertThat(reader.commit(commit)).isEqualTo(new CommitResult.Duplicate(receipt));
      assertThat(conflict(reader.commit(commit(stream, ExpectedVersion.exactly(i), 1))))
          .isEqualTo(i + 1);
      assertThat(Feeds.receipts(Feeds.all(reader))).contains(receipt);
    }
  }

  @Test
  @Rule("LIFECYCLE-6")
  void aHandleThatOnlyReadsSeesEveryWrite() {
    EventStore reader = another();
    StreamId stream = stream();
    for (int i = 0; i < 5; i++) {
      assertThat(readAll(reader, stream)).hasSize(i);
      Receipt receipt = append(stream, 1);
      assertThat(reader.read(stream, 1, 100, Direction.FORWARD).head()).isEqualTo(i + 1);
      assertThat(reader.receipt(stream, receipt.request())).contains(receipt);
      assertThat(Feeds.receipts(Feeds.all(reader))).hasSize(i + 1).contains(receipt);
    }
  }

  @Test
  @Rule("LIFECYCLE-7")
  void reopeningKeepsEverything() {
    Realm realm = newRealm();
    StreamId stream = stream();
    Commit commit = commit(stream, ExpectedVersion.noStream(), 3);
    EventStore first = handle(realm);
    Receipt receipt = committed(first.commit(commit));
    append(first, stream, 0);
    append(first, stream(), 2);
    List<RecordedEvent> events = readAll(first, stream);
    List<RecordedCommit> feed = Feeds.all(first);
    Map<Integer, Cursor> ends = Feeds.ends(first);
    first.close();
    EventStore second = handle(realm);
    assertThat(readAll(second, stream)).isEqualTo(events);
    assertThat(Feeds.all(second)).isEqualTo(feed);
    assertThat(second.receipt(stream, commit.request())).contains(receipt);
    assertThat(second.commit(commit)).isEqualTo(new CommitResult.Duplicate(receipt));
    Receipt next = append(second, stream, 1);
    assertThat(next.before()).as("version before the first commit after reopening").isEqualTo(3);
    int partition = next.position().partition();
    Cursor end = ends.getOrDefault(partition, Cursor.START);
    assertThat(Feeds.receipts(Feeds.toEnd(second, partition, end))).containsExactly(next);
    second.dropRealm();
  }

  @Test
  @Rule("LIFECYCLE-8")
  void openingAtOnceIsSafe() {
    for (int round = 0; round < ROUNDS; round++) {
      Realm realm = newRealm();
      StreamId shared = stream();
      List<Opened> opened =
          Race.of(WRITERS).run(i -> openAndWrite(realm, shared)).stream()
              .map(Outcome::value)
              .toList();
      EventStore late = handle(realm);
      assertThat(opened).extracting(Opened::partitions).containsOnly(Feeds.partitions(late));
      assertThat(readAll(late, shared)).as("events of the shared stream").hasSize(WRITERS);
      Feeds.assertComplete(
          Feeds.receipts(Feeds.all(late)),
          opened.stream().flatMap(each -> each.receipts().stream()).toList());
    }
    evidence("rounds", ROUNDS);
  }

  @Test
  @Rule("LIFECYCLE-9")
  void everyOperationOnAnInterruptedThreadIsAnswered() throws Throwable {
    StreamId stream = stream();
    RecordedCommit recorded = Feeds.find(store(), append(stream, 2));
    for (Map.Entry<String, Callable<Object>> operation :
        operations(store(), stream, recorded).entrySet()) {
      String name = operation.getKey();
      Interrupted.call(Feeds.PATIENCE.multipliedBy(2), name, operation.getValue())
          .assertTyped(name)
          .outcome();
      // The next thread must not pay for it.
      append(stream(), 1);
    }
  }

  @Test
  @Rule("LIFECYCLE-9")
  void anInterruptedCommitIsAnsweredTruly() throws Throwable {
    for (int round = 0; round < INTERRUPTS; round++) {
      Commit commit = commit(stream(), ExpectedVersion.noStream(), 1);
      Interrupted<CommitResult> ended =
          Interrupted.<CommitResult>call(
                  Feeds.PATIENCE.multipliedBy(2), "A commit", () -> store().commit(commit))
              .assertTyped("A commit");
      assertTrueAfterwards(new Answer(commit, ended.outcome()));
      CommitResult retry = store().commit(commit);
      assertThat(retry).isInstanceOfAny(CommitResult.Committed.class, CommitResult.Duplicate.class);
      assertThat(readAll(commit.stream())).as("events after the retry").hasSize(1);
    }
  }

  @Test
  @Rule("LIFECYCLE-9")
  void aCommitThatIsInterruptedUnderWayIsAnsweredTruly() throws InterruptedException {
    for (int round = 0; round < INTERRUPTS; round++) {
      Commit commit = commit(stream(), ExpectedVersion.noStream(), 1);
      InFlight<Interrupted<CommitResult>> call =
          InFlight.started(
              "A commit that is interrupted",
              () -> Interrupted.watch(() -> store().commit(commit)));
      // Each time at another moment of the call.
      LockSupport.parkNanos(random().nextInt(LONGEST_PAUSE_NANOS));
      call.interrupt();
      Interrupted<CommitResult> ended = call.outcome(Feeds.PATIENCE.multipliedBy(2)).value();
      Optional<Throwable> thrown = ended.outcome().thrown();
      if (thrown.isPresent()) {
        ended.assertTyped("A commit that is interrupted");
      }
      assertTrueAfterwards(new Answer(commit, ended.outcome()));
      assertThat(store().commit(commit))
          .isInstanceOfAny(CommitResult.Committed.class, CommitResult.Duplicate.class);
      assertThat(readAll(commit.stream())).as("events after the retry").hasSize(1);
    }
  }

  @Test
  @Rule("LIFECYCLE-10")
  void anInterruptEndsAWait() throws InterruptedException {
    int partition = append(stream(), 1).position().partition();
    Cursor end = Feeds.end(store(), partition);
    for (int round = 0; round < ROUNDS; round++) {
      InFlight<Interrupted<FeedSlice>> waiting =
          InFlight.blocked(
              "A read that is interrupted while it waits",
              () -> Interrupted.watch(() -> store().feed(partition, end, 10, LONG_WAIT)));
      waiting.interrupt();
      Interrupted<FeedSlice> ended =
          waiting.outcome(Feeds.SOON).value().assertTyped("A read that waits");
      ended.outcome().thrown().ifPresent(e -> assertThat(e).isInstanceOf(StoreUnavailable.class));
    }
    append(stream(), 1);
  }

  /** All operations that the store offers, by name; each would do something if it were allowed. */
  private Map<String, Callable<Object>> operations(
      EventStore handle, StreamId stream, RecordedCommit recorded) {
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    calls.put("commit", () -> handle.commit(commit(stream, ExpectedVersion.any(), 1)));
    calls.put("commitAll", () -> commitAll(handle, stream));
    calls.put("read", () -> handle.read(stream, 1, 10, Direction.FORWARD));
    calls.put("events", () -> handle.events(stream).toList());
    calls.put("state", () -> handle.state(stream, 0, (count, event) -> count + 1));
    calls.put("receipt", () -> handle.receipt(stream, recorded.receipt().request()));
    calls.put("feed", () -> handle.feed(0, Cursor.START, 10, Duration.ZERO));
    calls.put("waiting feed", () -> handle.feed(0, Cursor.START, 10, Duration.ofMillis(1)));
    calls.put("feedEnd", () -> handle.feedEnd(0));
    calls.putAll(capabilityOperations(handle, stream, recorded));
    // Last, because on an open handle it takes what the others need.
    calls.put(
        "dropRealm",
        () -> {
          handle.dropRealm();
          return "dropped";
        });
    return calls;
  }

  private Map<String, Callable<Object>> capabilityOperations(
      EventStore handle, StreamId stream, RecordedCommit recorded) {
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    if (declaration().offers(Capability.CLAIMS)) {
      calls.put("holder", () -> capability(Claims.class, handle).holder(CLAIM));
      calls.put("claiming commit", () -> handle.commit(to(stream).claim(CLAIM).build()));
    }
    if (declaration().offers(Capability.JOINT_COMMITS)) {
      Commit commit = commit(stream, ExpectedVersion.any(), 1);
      calls.put(
          "commitTogether",
          () -> capability(JointCommits.class, handle).commitTogether(List.of(commit)));
    }
    if (declaration().offers(Capability.TRUNCATION)) {
      calls.put("truncate", () -> capability(Truncation.class, handle).truncate(stream, 2));
    }
    if (declaration().offers(Capability.RESTORATION)) {
      calls.put("restore", () -> capability(Restoration.class, handle).restore(recorded));
    }
    if (declaration().offers(Capability.REQUEST_LOG)) {
      calls.putAll(logOperations(handle, stream));
    }
    return calls;
  }

  private Map<String, Callable<Object>> logOperations(EventStore handle, StreamId stream) {
    Request request = new Request(stream, request(), "session", Json.of("body"));
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    calls.put("record", () -> log(handle).record(request));
    calls.put("fail", () -> log(handle).fail(stream, request.request(), "broken"));
    calls.put("find", () -> log(handle).find(stream, request.request()));
    calls.put(
        "findByInteraction", () -> log(handle).findByInteraction("session", Optional.empty(), 10));
    calls.put("pending", () -> log(handle).pending(Optional.empty(), 10));
    return calls;
  }

  private RequestLog log(EventStore handle) {
    return capability(RequestLog.class, handle);
  }

  // An element's own error stands for what a single commit would have thrown.
  private List<CommitOutcome> commitAll(EventStore handle, StreamId stream) {
    List<CommitOutcome> outcomes =
        handle.commitAll(List.of(commit(stream, ExpectedVersion.any(), 1)));
    outcomes.forEach(
        outcome -> {
          if (outcome instanceof CommitOutcome.Failed failed) {
            assertThat(failed.error())
                .isInstanceOfAny(StoreUnavailable.class, OutcomeUnknown.class);
          }
        });
    return outcomes;
  }

  /** What a commit was answered by. */
  private record Answer(Commit commit, Outcome<CommitResult> outcome) {}

  private void writeUntilClosed(EventStore closing, Queue<Answer> answers) {
    Optional<Throwable> thrown = Optional.empty();
    for (int i = 0; i < 10_000 && thrown.isEmpty(); i++) {
      Commit commit = commit(stream(), ExpectedVersion.noStream(), 1);
      Outcome<CommitResult> outcome;
      try {
        outcome = new Outcome.Returned<>(closing.commit(commit));
      } catch (RuntimeException e) {
        outcome = new Outcome.Threw<>(e);
      }
      answers.add(new Answer(commit, outcome));
      thrown = outcome.thrown();
    }
    assertThat(thrown).as("what the last commit on the closed handle threw").isPresent();
  }

  private void assertTrueAfterwards(Answer answer) {
    Optional<Throwable> thrown = answer.outcome().thrown();
    Optional<Receipt> found = store().receipt(answer.commit().stream(), answer.commit().request());
    if (thrown.isEmpty()) {
      assertThat(found).as("receipt").contains(committed(answer.outcome().value()));
      assertThat(readAll(answer.commit().stream())).as("events").hasSize(1);
    } else if (thrown.get() instanceof OutcomeUnknown) {
      found.ifPresent(receipt -> assertThat(readAll(receipt.stream())).as("events").hasSize(1));
    } else {
      assertThat(thrown.get()).isInstanceOfAny(StoreClosed.class, StoreUnavailable.class);
      assertThat(found).as("receipt after %s", thrown.get().toString()).isEmpty();
      assertThat(head(answer.commit().stream())).as("version").isZero();
    }
  }

  /** What one of the handles that opened at once did. */
  private record Opened(int partitions, List<Receipt> receipts) {}

  private Opened openAndWrite(Realm realm, StreamId shared) {
    EventStore handle = handle(realm);
    return new Opened(
        Feeds.partitions(handle), List.of(append(handle, shared, 1), append(handle, stream(), 1)));
  }
}
