package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Claims;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import dev.assay.tck.CrashWriter.Attempt;
import dev.assay.tck.data.StateDigest;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Budget;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** The rules about event stores whose server is killed. */
@Budget(quick = 120, full = 600)
@Isolated("kills the server")
@Execution(ExecutionMode.SAME_THREAD)
public abstract class CrashSuite extends EventStoreSuite {

  private static final int WRITERS = 4;
  private static final int QUICK_CYCLES = 2;
  private static final int FULL_CYCLES = 6;
  private static final int MOST = 120;
  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final List<Attempt> attempts = new ArrayList<>();

  /** For the subclass that names the fixture. */
  protected CrashSuite() {}

  @Test
  @Rule("CRASH-1")
  void acknowledgedCommitsSurviveACrash() {
    StreamId hot = stream();
    crashAndJudge(() -> commitsTo(hot), Optional.empty(), this::judgeAcknowledged);
  }

  @Test
  @Rule("CRASH-2")
  void unansweredCommitsAreWholeOrAbsentAfterACrash() {
    StreamId hot = stream();
    crashAndJudge(() -> commitsTo(hot), Optional.empty(), this::judgeWhole);
  }

  @Test
  @Rule("CRASH-3")
  void feedIsCompleteAfterACrash() {
    StreamId hot = stream();
    CrashFollower follower = new CrashFollower(another(), partitions(store()));
    crashAndJudge(
        () -> commitsTo(hot), Optional.of(follower), handle -> judgeFeed(handle, follower));
  }

  @Test
  @Rule("CRASH-4")
  void requestsAreRememberedAfterACrash() {
    StreamId hot = stream();
    crashAndJudge(() -> commitsTo(hot), Optional.empty(), this::judgeRetries);
  }

  @Test
  @Rule("CRASH-5")
  @Requires(Capability.CLAIMS)
  void claimsSurviveACrash() {
    crashAndJudge(this::claimsAndReleases, Optional.empty(), this::judgeClaims);
  }

  @Test
  @Rule("CRASH-6")
  void settingsPromiseThatAcknowledgedCommitsSurvive() {
    Crash.judgeSettings(backend(), declaration());
  }

  @Test
  @Rule("CRASH-10")
  void aKilledMinorityIsSurvived() {
    List<ServerControl> members = new ArrayList<>(Minority.members(backend(), declaration()));
    Collections.shuffle(members, random());
    MinorityLoss loss =
        new MinorityLoss(
            List.of(store(), another()), () -> commit(stream(), ExpectedVersion.any(), 2));
    // The second loss proves that the first member has what it missed.
    List<ServerControl> killed = taken(members.subList(0, pick(2, members.size())));
    for (ServerControl member : killed) {
      member.kill();
      try {
        loss.serveWithout("While one of %d members is down".formatted(members.size()));
        loss.judge(store());
      } finally {
        member.restart();
      }
    }
    loss.judge(another());
    evidence("members killed", killed.size());
    evidence("acknowledged commits", loss.acknowledged());
  }

  // The load

  /** Crashes the server once or several times, and judges by old handles and new ones. */
  private void crashAndJudge(
      Supplier<Supplier<Commit>> commits,
      Optional<CrashFollower> follower,
      Consumer<EventStore> judge) {
    // The whole first; where there is no second crash, anything may be struck.
    Crash crash = new Crash(backend(), declaration(), oneOf() == 1 ? 0 : random().nextInt());
    List<EventStore> handles = List.of(store(), another());
    int cycles = Math.max(1, pick(QUICK_CYCLES, FULL_CYCLES) / oneOf());
    for (int cycle = 1; cycle <= cycles; cycle++) {
      List<CrashWriter> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(new CrashWriter(handles.get(i % handles.size()), commits.get()));
      }
      List<CrashLoad.Work> works = new ArrayList<>(writers);
      follower.ifPresent(works::add);
      crash.under(new CrashLoad(works), MOST, random());
      writers.forEach(writer -> attempts.addAll(writer.attempts()));
      for (EventStore handle : List.of(handles.get(0), handles.get(1), another())) {
        crash.judge(() -> handle.feedEnd(0), () -> judge.accept(handle));
      }
    }
    evidence("crashes", cycles);
    evidence("acknowledged commits", acknowledged().size());
    evidence("unanswered commits", attempts.size() - acknowledged().size());
  }

  private List<Attempt> acknowledged() {
    return attempts.stream().filter(attempt -> attempt.receipt().isPresent()).toList();
  }

  // In turn to a stream of the writer's own and to one that all writers share.
  private Supplier<Commit> commitsTo(StreamId hot) {
    StreamId own = stream();
    AtomicInteger count = new AtomicInteger();
    return () -> {
      int number = count.incrementAndGet();
      RequestId request = request();
      return Commit.to(number % 2 == 0 ? hot : own, request)
          .events(marked(request, 2 + number % 2))
          .effect(new Effect("mail", "Send", JsonObject.EMPTY.with("mark", request.value())))
          .responding(Json.of(request.value()))
          .build();
    };
  }

  private static List<Event> marked(RequestId request, int count) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(
          new Event("Deposited", JsonObject.EMPTY.with("mark", request.value()).with("n", i)));
    }
    return events;
  }

  // Every commit claims a new key, and every second one releases the one before.
  private Supplier<Commit> claimsAndReleases() {
    StreamId own = stream();
    List<Claim> claimed = new ArrayList<>();
    return () -> {
      Commit.Builder commit = to(own).events(events(1));
      if (claimed.size() % 2 == 1) {
        commit.release(claimed.get(claimed.size() - 1));
      }
      claimed.add(new Claim("number", name("claim")));
      return commit.claim(claimed.get(claimed.size() - 1)).build();
    };
  }

  // The judgement

  private void judgeAcknowledged(EventStore handle) {
    Map<StreamId, List<RecordedEvent>> streams = streams(handle);
    Map<RequestId, Optional<Receipt>> receipts = receipts(handle);
    List<Attempt> lost =
        acknowledged().stream().filter(attempt -> !isThere(attempt, receipts, streams)).toList();
    if (!lost.isEmpty()) {
      throw new AssertionError(
          "%d of %d acknowledged commits are lost or changed; the first one: %s"
              .formatted(lost.size(), acknowledged().size(), lost.get(0)));
    }
  }

  private static boolean isThere(
      Attempt attempt,
      Map<RequestId, Optional<Receipt>> receipts,
      Map<StreamId, List<RecordedEvent>> streams) {
    Commit commit = attempt.commit();
    return attempt.receipt().equals(receipts.get(commit.request()))
        && eventsOf(commit, streams).equals(commit.events());
  }

  private static List<Event> eventsOf(Commit commit, Map<StreamId, List<RecordedEvent>> streams) {
    Json mark = Json.of(commit.request().value());
    return streams.getOrDefault(commit.stream(), List.of()).stream()
        .map(RecordedEvent::event)
        .filter(event -> ((JsonObject) event.data()).get("mark").equals(Optional.of(mark)))
        .toList();
  }

  private Map<StreamId, List<RecordedEvent>> streams(EventStore handle) {
    List<StreamId> all = attempts.stream().map(a -> a.commit().stream()).distinct().toList();
    return sideBySide(all, stream -> stream, stream -> readAll(handle, stream));
  }

  private Map<RequestId, Optional<Receipt>> receipts(EventStore handle) {
    List<Commit> all = attempts.stream().map(Attempt::commit).toList();
    return sideBySide(
        all, Commit::request, commit -> handle.receipt(commit.stream(), commit.request()));
  }

  // There are hundreds, and each waits for the server.
  private static <T, K, V> Map<K, V> sideBySide(
      List<T> all, Function<T, K> key, Function<T, V> value) {
    Map<K, V> values = new ConcurrentHashMap<>();
    FaultRun.rethrow(
        Race.of(WRITERS)
            .within(LONGEST)
            .run(
                lane -> {
                  for (int i = lane; i < all.size(); i += WRITERS) {
                    values.put(key.apply(all.get(i)), value.apply(all.get(i)));
                  }
                  return true;
                }));
    return values;
  }

  // What was not answered may yet be applied, between two looks too: it is judged by what was there
  // before the first and after the last.
  private void judgeWhole(EventStore handle) {
    Map<StreamId, Long> heads = new HashMap<>();
    for (Attempt attempt : attempts) {
      heads.computeIfAbsent(attempt.commit().stream(), stream -> head(handle, stream));
    }
    Map<RequestId, Optional<Receipt>> before = receipts(handle);
    Map<StreamId, List<RecordedEvent>> streams = streams(handle);
    Map<RequestId, RecordedCommit> feed = new HashMap<>();
    readFeed(handle).forEach(commit -> feed.put(commit.receipt().request(), commit));
    Map<RequestId, Optional<Receipt>> after = receipts(handle);
    streams.forEach(
        (stream, events) -> judgeDense(handle, stream, heads.getOrDefault(stream, 0L), events));
    for (Attempt attempt : attempts) {
      Commit commit = attempt.commit();
      judgeWhole(
          commit,
          before.getOrDefault(commit.request(), Optional.empty()),
          after.getOrDefault(commit.request(), Optional.empty()),
          eventsOf(commit, streams),
          Optional.ofNullable(feed.get(commit.request())));
    }
    long expected = attempts.stream().mapToLong(a -> eventsOf(a.commit(), streams).size()).sum();
    assertThat(streams.values().stream().mapToLong(List::size).sum())
        .as("events after the crash, each of which some commit wrote")
        .isEqualTo(expected);
    streams.keySet().forEach(stream -> judgeGoesOn(handle, stream));
  }

  private static long head(EventStore handle, StreamId stream) {
    return handle.read(stream, 1, 0, Direction.FORWARD).head();
  }

  private static void judgeDense(
      EventStore handle, StreamId stream, long before, List<RecordedEvent> events) {
    assertThat(events.stream().map(RecordedEvent::version).toList())
        .as("versions of %s after the crash", stream)
        .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
    assertThat((long) events.size())
        .as("events of %s after the crash, which has a head", stream)
        .isBetween(before, head(handle, stream));
  }

  private static void judgeWhole(
      Commit commit,
      Optional<Receipt> before,
      Optional<Receipt> receipt,
      List<Event> events,
      Optional<RecordedCommit> shown) {
    assertThat(events)
        .as("events of %s to %s, whose receipt is %s", commit.request(), commit.stream(), receipt)
        .isIn(
            before.isPresent() ? commit.events() : List.of(),
            receipt.isPresent() ? commit.events() : List.of());
    assertThat(shown.map(RecordedCommit::receipt))
        .as("receipt of %s in the feed", commit.request())
        .isIn(before, receipt);
    assertThat(before.or(() -> receipt))
        .as("receipt of %s, read again", commit.request())
        .isEqualTo(receipt);
    assertThat(shown.map(RecordedCommit::effects).orElse(commit.effects()))
        .as("effects of %s in the feed", commit.request())
        .isEqualTo(commit.effects());
  }

  private void judgeGoesOn(EventStore handle, StreamId stream) {
    long head = head(handle, stream);
    CommitResult result = handle.commit(commit(stream, ExpectedVersion.exactly(head), 0));
    for (int late = 0; isBehind(result, head) && late < unanswered(stream); late++) {
      head = head(handle, stream);
      result = handle.commit(commit(stream, ExpectedVersion.exactly(head), 0));
    }
    assertThat(committed(result).after())
        .as("version behind a commit after the crash")
        .isEqualTo(head);
  }

  private static boolean isBehind(CommitResult result, long head) {
    return result instanceof CommitResult.VersionConflict conflict && conflict.actual() > head;
  }

  private long unanswered(StreamId stream) {
    return attempts.stream()
        .filter(a -> a.receipt().isEmpty() && a.commit().stream().equals(stream))
        .count();
  }

  private void judgeFeed(EventStore handle, CrashFollower follower) {
    follower.catchUp(handle);
    List<RecordedCommit> seen = follower.seen();
    assertThat(seen.stream().map(commit -> commit.receipt().request()).toList())
        .as("requests that a follower saw over the crash")
        .doesNotHaveDuplicates();
    assertThat(seen.stream().map(RecordedCommit::receipt).toList())
        .as("receipts that a follower saw over the crash")
        .containsAll(acknowledged().stream().flatMap(a -> a.receipt().stream()).toList());
    List<String> anew = StateDigest.commits(readFeed(handle));
    // What was not answered may come between the two.
    int unanswered = attempts.size() - acknowledged().size();
    for (int late = 0;
        !anew.equals(StateDigest.commits(follower.seen())) && late < unanswered;
        late++) {
      follower.catchUp(handle);
      anew = StateDigest.commits(readFeed(handle));
    }
    assertThat(anew)
        .as("the feed, read anew from its start")
        .isEqualTo(StateDigest.commits(follower.seen()));
    judgeNextPlace(handle, follower);
  }

  private void judgeNextPlace(EventStore handle, CrashFollower follower) {
    Commit commit = commitsTo(stream()).get();
    Receipt receipt = committed(handle.commit(commit));
    attempts.add(new Attempt(commit, Optional.of(receipt)));
    assertThat(receipt.position().cursor())
        .as("place of a commit after the crash")
        .isGreaterThan(follower.cursor(receipt.position().partition()));
  }

  private void judgeRetries(EventStore handle) {
    FaultRun.rethrow(Race.of(WRITERS).within(LONGEST).run(lane -> retry(handle, lane)));
    judgeAcknowledged(handle);
  }

  // Side by side, since each waits for the server's disk.
  private boolean retry(EventStore handle, int lane) {
    for (int i = lane; i < attempts.size(); i += WRITERS) {
      Attempt attempt = attempts.get(i);
      Receipt receipt = retried(handle, attempt);
      attempts.set(i, new Attempt(attempt.commit(), Optional.of(receipt)));
    }
    return true;
  }

  private static Receipt retried(EventStore handle, Attempt attempt) {
    CommitResult result = handle.commit(attempt.commit());
    if (attempt.receipt().isEmpty() && result instanceof CommitResult.Committed committed) {
      return committed.receipt();
    }
    Receipt original = duplicate(result);
    assertThat(original)
        .as("receipt of the repetition of %s", attempt)
        .isEqualTo(attempt.receipt().orElse(original));
    return original;
  }

  private void judgeClaims(EventStore handle) {
    Claims claims = capability(Claims.class, handle);
    Map<Claim, Optional<StreamId>> expected = expectedHolders(handle);
    Map<Claim, Optional<StreamId>> holders =
        sideBySide(List.copyOf(expected.keySet()), claim -> claim, claims::holder);
    expected.forEach(
        (claim, holder) ->
            assertThat(holders.get(claim)).as("holder of %s", claim).isEqualTo(holder));
    Map<Claim, StreamId> held = new HashMap<>();
    expected.forEach((claim, holder) -> holder.ifPresent(stream -> held.put(claim, stream)));
    Map<Claim, CommitResult> answers =
        sideBySide(
            List.copyOf(held.keySet()),
            claim -> claim,
            claim -> handle.commit(to(stream()).claim(claim).build()));
    held.forEach(
        (claim, holder) ->
            assertThat(answers.get(claim))
                .as("answer to another stream that claims %s", claim)
                .isEqualTo(new CommitResult.ClaimTaken(claim, holder)));
  }

  // An unanswered commit has claimed and released if it has left a receipt.
  private Map<Claim, Optional<StreamId>> expectedHolders(EventStore handle) {
    Map<Claim, Optional<StreamId>> holders = new HashMap<>();
    for (Attempt attempt : attempts) {
      Commit commit = attempt.commit();
      boolean applied =
          attempt.receipt().isPresent()
              || handle.receipt(commit.stream(), commit.request()).isPresent();
      commit
          .claims()
          .forEach(c -> holders.put(c, Optional.of(commit.stream()).filter(s -> applied)));
      commit.releases().stream()
          .filter(c -> applied)
          .forEach(c -> holders.put(c, Optional.empty()));
    }
    return holders;
  }
}
