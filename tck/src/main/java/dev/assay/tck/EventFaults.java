package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Claims;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.JointCommits;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.event.Truncation;
import dev.assay.spi.json.JsonObject;
import dev.assay.tck.race.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The calls of an event store, made over a network that fails and judged over one that works.
 * Thread-safe.
 */
final class EventFaults {

  private static final int PAGE = 100;

  private final EventStore direct;
  private final AtomicInteger names = new AtomicInteger();
  private final Queue<Commit> written = new ConcurrentLinkedQueue<>();

  /**
   * Creates the calls.
   *
   * @param direct a handle on the same realm, over a network that works
   */
  EventFaults(EventStore direct) {
    this.direct = direct;
  }

  FaultOperation<EventStore, CommitResult> commit() {
    return new OneCommit();
  }

  FaultOperation<EventStore, CommitResult> refusedCommit() {
    return new RefusedCommit();
  }

  FaultOperation<EventStore, List<CommitOutcome>> commitAll() {
    return new ManyCommits();
  }

  FaultOperation<EventStore, JointResult> commitTogether() {
    return new JointCommit();
  }

  FaultOperation<EventStore, StreamSlice> read() {
    return new Reading();
  }

  FaultOperation<EventStore, Optional<Receipt>> receipt() {
    return new ReadingReceipt();
  }

  FaultOperation<EventStore, FeedSlice> feed() {
    return new ReadingFeed();
  }

  FaultOperation<EventStore, Long> truncate() {
    return new Truncating();
  }

  FaultOperation<EventStore, LoggedRequest> record() {
    return new Recording();
  }

  /** Asserts that the feed shows every commit that was settled, each once and whole. */
  void judgeFeed() {
    List<RecordedCommit> feed = Feeds.all(direct);
    Map<List<Object>, RecordedCommit> found = new HashMap<>();
    for (RecordedCommit one : feed) {
      assertThat(found.put(key(one.receipt().stream(), one.receipt().request()), one))
          .as("another commit in the feed of the request %s", one.receipt().request())
          .isNull();
    }
    for (Commit commit : written) {
      Optional<RecordedCommit> one =
          Optional.ofNullable(found.get(key(commit.stream(), commit.request())));
      assertThat(one).as("commit in the feed of the request %s", commit.request()).isPresent();
      assertThat(EventStoreSuite.contents(one.orElseThrow().events())).isEqualTo(commit.events());
      assertThat(one.orElseThrow().effects()).isEqualTo(commit.effects());
    }
    Feeds.assertVersionOrder(Feeds.receipts(feed));
  }

  private static List<Object> key(StreamId stream, RequestId request) {
    return List.of(stream, request);
  }

  // All names are of one length, so that all calls of a kind are nearly so.
  private String name(String prefix) {
    return "%s-%07d".formatted(prefix, names.incrementAndGet());
  }

  StreamId stream() {
    return new StreamId("account", name("s"));
  }

  /** Returns a commit with everything in it, to a stream that nobody else writes to. */
  Commit fullCommit(StreamId stream, ExpectedVersion expected) {
    Commit.Builder commit =
        Commit.to(stream, new RequestId(name("r")))
            .expecting(expected)
            .events(events(3))
            .effect(new Effect("mail", "Welcome", JsonObject.EMPTY.with("mark", name("e"))))
            .responding(JsonObject.EMPTY.with("answer", name("a")));
    if (direct.declaration().offers(Capability.CLAIMS)) {
      commit.claim(new Claim("email", name("c")));
    }
    return commit.build();
  }

  /** Returns a commit with two events only. */
  Commit plainCommit(StreamId stream, ExpectedVersion expected) {
    return Commit.to(stream, new RequestId(name("r")))
        .expecting(expected)
        .events(events(2))
        .build();
  }

  private List<Event> events(int count) {
    String mark = name("m");
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(new Event("Deposited", JsonObject.EMPTY.with("mark", mark).with("n", i)));
    }
    return events;
  }

  private StreamSlice slice(StreamId stream) {
    return direct.read(stream, 1, PAGE, Direction.FORWARD);
  }

  private List<Event> contents(StreamId stream) {
    return EventStoreSuite.contents(slice(stream).events());
  }

  private Optional<Receipt> receiptOf(Commit commit) {
    return direct.receipt(commit.stream(), commit.request());
  }

  /** Asserts that a commit, the only one of its stream, left nothing behind. */
  private void assertAbsent(Commit commit) {
    assertThat(receiptOf(commit)).as("receipt of a commit that was not applied").isEmpty();
    assertThat(slice(commit.stream()).head())
        .as("version of the stream of a commit that was not applied")
        .isZero();
    for (Claim claim : commit.claims()) {
      assertThat(((Claims) direct).holder(claim)).as("holder of %s", claim).isEmpty();
    }
  }

  /** Asserts that a commit, the only one of its stream, is there, once and whole. */
  private void assertThere(Commit commit, Receipt receipt) {
    assertThat(receiptOf(commit)).as("receipt of an applied commit").contains(receipt);
    assertThat(receipt.response()).isEqualTo(commit.response());
    assertThat(contents(commit.stream()))
        .as("events of %s", commit.stream())
        .isEqualTo(commit.events());
    for (Claim claim : commit.claims()) {
      assertThat(((Claims) direct).holder(claim))
          .as("holder of %s", claim)
          .contains(commit.stream());
    }
  }

  private Receipt committed(CommitOutcome outcome) {
    assertThat(outcome)
        .as("answer to a request that was never sent before")
        .isInstanceOf(CommitResult.Committed.class);
    return ((CommitResult.Committed) outcome).receipt();
  }

  /**
   * Returns the receipt that the last answer shows, which must fit what was told before.
   *
   * @param first the receipt that the first answer showed, if it did
   * @param notApplied whether all calls before were told that they are not applied
   */
  private Receipt finalReceipt(CommitOutcome last, Optional<Receipt> first, boolean notApplied) {
    if (first.isPresent()) {
      Receipt original = EventStoreSuite.duplicate(last);
      assertThat(original).as("receipt that the retry found").isEqualTo(first.get());
      return original;
    }
    if (notApplied) {
      return committed(last);
    }
    assertThat(last)
        .as("answer to the retry of a request whose outcome was unknown")
        .isInstanceOfAny(CommitResult.Committed.class, CommitResult.Duplicate.class);
    return last instanceof CommitResult.Duplicate duplicate
        ? duplicate.original()
        : ((CommitResult.Committed) last).receipt();
  }

  private final class OneCommit extends FaultOperation<EventStore, CommitResult> {

    private final Commit commit = fullCommit(stream(), ExpectedVersion.noStream());

    OneCommit() {
      super("A commit");
    }

    @Override
    CommitResult call(EventStore handle) {
      return handle.commit(commit);
    }

    @Override
    void judge(Told<CommitResult> first) {
      if (first instanceof Told.Answered<CommitResult> answered) {
        assertThere(commit, committed(answered.answer()));
      } else if (first instanceof Told.NotApplied) {
        assertAbsent(commit);
      } else {
        receiptOf(commit).ifPresent(receipt -> assertThere(commit, receipt));
      }
    }

    @Override
    void judgeAll(List<Told<CommitResult>> told) {
      Optional<Receipt> first = Optional.empty();
      if (told.size() > 1 && told.get(0) instanceof Told.Answered<CommitResult> answered) {
        first = Optional.of(committed(answered.answer()));
      }
      assertThere(commit, finalReceipt(last(told), first, !unknownBefore(told)));
      written.add(commit);
    }
  }

  private final class RefusedCommit extends FaultOperation<EventStore, CommitResult> {

    private final Commit commit = fullCommit(stream(), ExpectedVersion.exactly(7));

    RefusedCommit() {
      super("A commit that must be refused");
    }

    @Override
    CommitResult call(EventStore handle) {
      return handle.commit(commit);
    }

    @Override
    void judge(Told<CommitResult> first) {
      if (first instanceof Told.Answered<CommitResult> answered) {
        assertThat(EventStoreSuite.conflict(answered.answer())).isZero();
      }
      assertAbsent(commit);
    }

    @Override
    void judgeAll(List<Told<CommitResult>> told) {
      judge(told.get(told.size() - 1));
    }
  }

  private final class ManyCommits extends FaultOperation<EventStore, List<CommitOutcome>> {

    private final StreamId twice = stream();
    private final List<Commit> commits =
        List.of(
            fullCommit(twice, ExpectedVersion.any()),
            fullCommit(stream(), ExpectedVersion.noStream()),
            fullCommit(twice, ExpectedVersion.any()));

    ManyCommits() {
      super("A list of commits");
    }

    @Override
    List<CommitOutcome> call(EventStore handle) {
      List<CommitOutcome> outcomes = handle.commitAll(commits);
      assertThat(outcomes).as("one outcome for each commit").hasSameSizeAs(commits);
      return outcomes;
    }

    @Override
    boolean settled(List<CommitOutcome> answer) {
      return answer.stream().noneMatch(CommitOutcome.Failed.class::isInstance);
    }

    @Override
    boolean claimsNotApplied(Told<List<CommitOutcome>> told) {
      return elements(told).stream().anyMatch(Told.NotApplied.class::isInstance);
    }

    private List<Told<CommitOutcome>> elements(Told<List<CommitOutcome>> told) {
      if (told instanceof Told.Answered<List<CommitOutcome>> answered) {
        return answered.answer().stream().map(this::element).toList();
      }
      throw new AssertionError("commitAll threw as a whole, on an open handle: " + told);
    }

    private Told<CommitOutcome> element(CommitOutcome outcome) {
      return outcome instanceof CommitOutcome.Failed failed
          ? Told.failed("A commit of a list", failed.error())
          : new Told.Answered<>(outcome);
    }

    @Override
    void judge(Told<List<CommitOutcome>> first) {
      List<Told<CommitOutcome>> told = elements(first);
      for (int i = 0; i < commits.size(); i++) {
        Optional<Receipt> there = receiptOf(commits.get(i));
        if (told.get(i) instanceof Told.Answered<CommitOutcome> answered) {
          assertThat(there).contains(committed(answered.answer()));
        } else if (told.get(i) instanceof Told.NotApplied) {
          assertThat(there).as("receipt of a commit that was not applied").isEmpty();
        }
      }
      // What may yet be applied may be so between two looks.
      if (told.stream().noneMatch(Told.Unknown.class::isInstance)) {
        assertContents(commits.stream().filter(one -> receiptOf(one).isPresent()).toList());
      }
    }

    @Override
    void judgeAll(List<Told<List<CommitOutcome>>> told) {
      for (int i = 0; i < commits.size(); i++) {
        int place = i;
        judgeElement(commits.get(i), told.stream().map(call -> elements(call).get(place)).toList());
      }
      assertContents(commits);
      written.addAll(commits);
    }

    private void judgeElement(Commit commit, List<Told<CommitOutcome>> told) {
      Optional<Receipt> first = Optional.empty();
      boolean unknown = false;
      for (Told<CommitOutcome> one : told) {
        if (one instanceof Told.Answered<CommitOutcome> answered) {
          first = Optional.of(finalReceipt(answered.answer(), first, !unknown));
        }
        unknown |= one instanceof Told.Unknown;
      }
      assertThat(receiptOf(commit)).isEqualTo(first);
    }

    private void assertContents(List<Commit> there) {
      Map<StreamId, Integer> events = new HashMap<>();
      commits.forEach(one -> events.put(one.stream(), 0));
      there.forEach(one -> events.merge(one.stream(), one.events().size(), Integer::sum));
      events.forEach(
          (stream, count) ->
              assertThat(contents(stream)).as("events of %s", stream).hasSize(count));
    }
  }

  private final class JointCommit extends FaultOperation<EventStore, JointResult> {

    private final List<Commit> commits =
        List.of(
            fullCommit(stream(), ExpectedVersion.noStream()),
            fullCommit(stream(), ExpectedVersion.noStream()));

    JointCommit() {
      super("A joint commit");
    }

    @Override
    JointResult call(EventStore handle) {
      return ((JointCommits) handle).commitTogether(commits);
    }

    @Override
    void judge(Told<JointResult> first) {
      if (first instanceof Told.Answered<JointResult> answered) {
        assertAllThere(receipts(answered.answer()));
      } else if (first instanceof Told.NotApplied) {
        commits.forEach(EventFaults.this::assertAbsent);
      } else {
        // What may yet be applied may be so between two looks, but not for long.
        Await.until(
            FaultNetwork.SILENCE,
            "a joint commit whose outcome is unknown is there as a whole or not at all",
            this::isWholeOrAbsent);
      }
    }

    private boolean isWholeOrAbsent() {
      long there = commits.stream().filter(one -> receiptOf(one).isPresent()).count();
      return there == 0 || there == commits.size();
    }

    private List<Receipt> receipts(JointResult result) {
      assertThat(result)
          .as("answer to requests that were never sent before")
          .isInstanceOf(JointResult.Committed.class);
      return ((JointResult.Committed) result).receipts();
    }

    private void assertAllThere(List<Receipt> receipts) {
      for (int i = 0; i < commits.size(); i++) {
        assertThere(commits.get(i), receipts.get(i));
      }
    }

    @Override
    void judgeAll(List<Told<JointResult>> told) {
      JointResult last = last(told);
      if (told.size() > 1 && told.get(0) instanceof Told.Answered<JointResult> answered) {
        assertThat(last).isEqualTo(new JointResult.Duplicate(receipts(answered.answer())));
        assertAllThere(receipts(answered.answer()));
      } else if (unknownBefore(told) && last instanceof JointResult.Duplicate duplicate) {
        assertAllThere(duplicate.originals());
      } else {
        assertAllThere(receipts(last));
      }
      written.addAll(commits);
    }
  }

  /** A call that changes nothing, so that it is either answered rightly or not at all. */
  private abstract class ReadingCall<A> extends FaultOperation<EventStore, A> {

    final Commit commit = fullCommit(stream(), ExpectedVersion.noStream());

    ReadingCall(String what) {
      super(what);
    }

    final Receipt receipt() {
      return direct.receipt(commit.stream(), commit.request()).orElseThrow();
    }

    @Override
    void prepare() {
      if (direct.receipt(commit.stream(), commit.request()).isEmpty()) {
        committed(direct.commit(commit));
      }
    }

    abstract void judgeAnswer(A answer);

    @Override
    final void judge(Told<A> first) {
      assertThat(first)
          .as("answer to a call that changes nothing")
          .isNotInstanceOf(Told.Unknown.class);
      if (first instanceof Told.Answered<A> answered) {
        judgeAnswer(answered.answer());
      }
    }

    @Override
    final void judgeAll(List<Told<A>> told) {
      told.forEach(this::judge);
    }
  }

  private final class Reading extends ReadingCall<StreamSlice> {

    Reading() {
      super("A read");
    }

    @Override
    StreamSlice call(EventStore handle) {
      return handle.read(commit.stream(), 1, PAGE, Direction.FORWARD);
    }

    @Override
    void judgeAnswer(StreamSlice answer) {
      assertThat(answer).isEqualTo(slice(commit.stream()));
      assertThat(EventStoreSuite.contents(answer.events())).isEqualTo(commit.events());
    }
  }

  private final class ReadingReceipt extends ReadingCall<Optional<Receipt>> {

    ReadingReceipt() {
      super("The read of a receipt");
    }

    @Override
    Optional<Receipt> call(EventStore handle) {
      return handle.receipt(commit.stream(), commit.request());
    }

    @Override
    void judgeAnswer(Optional<Receipt> answer) {
      assertThat(answer).contains(receipt());
    }
  }

  private final class ReadingFeed extends ReadingCall<FeedSlice> {

    private final Commit before = fullCommit(commit.stream(), ExpectedVersion.noStream());
    private Cursor after = Cursor.START;
    private int partition;

    ReadingFeed() {
      super("A read of the feed");
    }

    @Override
    void prepare() {
      if (direct.receipt(before.stream(), before.request()).isEmpty()) {
        Receipt receipt = committed(direct.commit(before));
        after = receipt.position().cursor();
        partition = receipt.position().partition();
        Commit behind =
            new Commit(
                commit.stream(),
                commit.request(),
                ExpectedVersion.any(),
                commit.events(),
                commit.effects(),
                commit.claims(),
                List.of(),
                commit.response());
        committed(direct.commit(behind));
      }
    }

    @Override
    FeedSlice call(EventStore handle) {
      return handle.feed(partition, after, PAGE, Duration.ZERO);
    }

    @Override
    void judgeAnswer(FeedSlice answer) {
      List<Receipt> shown = Feeds.receipts(answer.commits());
      List<Receipt> whole = Feeds.receipts(Feeds.toEnd(direct, partition, after));
      assertThat(whole.subList(0, shown.size())).as("commits that the feed shows").isEqualTo(shown);
      if (answer.caughtUp()) {
        assertThat(shown).as("commits of a feed that is caught up").contains(receipt());
      }
    }
  }

  private final class Truncating extends FaultOperation<EventStore, Long> {

    private final StreamId stream = stream();
    private final List<Commit> commits =
        List.of(
            plainCommit(stream, ExpectedVersion.noStream()),
            plainCommit(stream, ExpectedVersion.exactly(2)));

    Truncating() {
      super("A truncation");
    }

    @Override
    void prepare() {
      commits.forEach(one -> committed(direct.commit(one)));
    }

    @Override
    Long call(EventStore handle) {
      return ((Truncation) handle).truncate(stream, 3);
    }

    @Override
    void judge(Told<Long> first) {
      StreamSlice slice = slice(stream);
      assertThat(slice.head()).as("version of a truncated stream").isEqualTo(4);
      if (first instanceof Told.Answered<Long> answered) {
        assertThat(answered.answer()).as("first retained version").isEqualTo(3);
        assertThat(slice.firstRetained()).isEqualTo(3);
      } else if (first instanceof Told.NotApplied) {
        assertThat(slice.firstRetained())
            .as("first retained version after a truncation that was not applied")
            .isEqualTo(1);
      }
      assertThat(slice.events()).hasSize((int) (5 - slice.firstRetained()));
    }

    @Override
    void judgeAll(List<Told<Long>> told) {
      judge(told.get(told.size() - 1));
    }
  }

  private final class Recording extends FaultOperation<EventStore, LoggedRequest> {

    private final Request request =
        new Request(
            stream(),
            new RequestId(name("r")),
            name("i"),
            JsonObject.EMPTY.with("mark", name("m")));

    Recording() {
      super("The record of a request");
    }

    @Override
    LoggedRequest call(EventStore handle) {
      return ((RequestLog) handle).record(request);
    }

    private long received() {
      return ((RequestLog) direct)
          .find(request.stream(), request.request())
          .map(LoggedRequest::received)
          .orElse(0L);
    }

    @Override
    void judge(Told<LoggedRequest> first) {
      if (first instanceof Told.Unknown) {
        assertThat(received()).as("receive count after one call").isLessThanOrEqualTo(1);
      } else {
        assertThat(received())
            .as("receive count after one call that was told %s", first)
            .isEqualTo(first instanceof Told.Answered ? 1 : 0);
      }
    }

    @Override
    void judgeAll(List<Told<LoggedRequest>> told) {
      long certain = told.stream().filter(Told.Answered.class::isInstance).count();
      long unknown = told.stream().filter(Told.Unknown.class::isInstance).count();
      assertThat(received())
          .as(
              "receive count after %d calls that were applied and %d unknown ones",
              certain, unknown)
          .isBetween(certain, certain + unknown);
      assertThat(last(told).request()).isEqualTo(request);
    }
  }
}
