package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.Declaration;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The rules about the feed of all commits. */
public abstract class FeedSuite extends EventStoreSuite {

  private static final int[] PAGES = {1, 2, 7, 100};
  private static final int WRITERS = 8;
  private static final int COMMITS = 25;

  /** Rounds of followers beside writers; they divide the commits of the writers among them. */
  static final int ROUNDS = 5;

  private static final int STREAMS_OF_A_WRITER = 3;
  private static final int LOOKS = 20;
  private static final int WAKE_UPS = 5;
  private static final Duration LONG_WAIT = Duration.ofSeconds(30);
  private static final Duration SHORT_WAIT = Duration.ofMillis(400);

  /** For the subclass that names the fixture. */
  protected FeedSuite() {}

  @Test
  @Rule("FEED-1")
  void everyPageSizeShowsEveryCommitOnce() {
    List<Receipt> acknowledged = writeMixed();
    for (int max : PAGES) {
      List<Receipt> feed = Feeds.receipts(Feeds.all(store(), max));
      Feeds.assertComplete(feed, acknowledged);
      Feeds.assertVersionOrder(feed);
    }
  }

  @Test
  @Rule("FEED-2")
  void followersOfRacingWritersMissNothing() {
    List<EventStore> handles = List.of(store(), another(), another(), another());
    for (int round = 0; round < ROUNDS; round++) {
      followRacingWriters(handles);
    }
    evidence("rounds", ROUNDS);
    evidence("commits", WRITERS * COMMITS);
  }

  /** One round, apart, so that the kit's own tests can measure what it catches. */
  final void followRacingWriters(List<EventStore> handles) {
    AtomicInteger writing = new AtomicInteger(WRITERS);
    Map<Integer, Cursor> from = Feeds.ends(store());
    List<Follower> followers =
        List.of(
            new Follower(handles.get(2), 1, from),
            new Follower(handles.get(3), 7, from),
            new Follower(handles.get(0), 100, from));
    List<List<Receipt>> outcomes =
        Race.of(WRITERS + followers.size())
            .run(
                i ->
                    i < WRITERS
                        ? write(handles.get(i % 2), writing, COMMITS / ROUNDS)
                        : followers.get(i - WRITERS).follow(() -> writing.get() == 0))
            .stream()
            .map(Outcome::value)
            .toList();
    List<Receipt> acknowledged =
        outcomes.subList(0, WRITERS).stream().flatMap(List::stream).toList();
    for (List<Receipt> seen : outcomes.subList(WRITERS, outcomes.size())) {
      Feeds.assertComplete(seen, acknowledged);
      Feeds.assertVersionOrder(seen);
    }
  }

  @Test
  @Rule("FEED-3")
  void everyCursorLeadsToTheSameRest() {
    writeMixed();
    for (int partition = 0; partition < Feeds.partitions(store()); partition++) {
      List<RecordedCommit> all = Feeds.toEnd(store(), partition, Cursor.START);
      for (int i = 0; i < all.size(); i++) {
        Cursor position = all.get(i).receipt().position().cursor();
        assertRest(store(), partition, position, all.subList(i + 1, all.size()));
      }
      int read = 0;
      for (FeedSlice slice : Feeds.slices(store(), partition, Cursor.START, 3)) {
        read += slice.commits().size();
        assertRest(store(), partition, slice.next(), all.subList(read, all.size()));
      }
    }
  }

  @Test
  @Rule("FEED-4")
  void cursorsMeanTheSameToOtherHandles() {
    writeMixed();
    EventStore first = another();
    Map<Integer, List<RecordedCommit>> all = new HashMap<>();
    Map<Integer, List<FeedSlice>> slices = new HashMap<>();
    for (int partition = 0; partition < Feeds.partitions(store()); partition++) {
      all.put(partition, Feeds.toEnd(first, partition, Cursor.START));
      slices.put(partition, Feeds.slices(first, partition, Cursor.START, 4));
    }
    first.close();
    EventStore second = another();
    slices.forEach(
        (partition, list) ->
            assertRests(second, partition, list, all.getOrDefault(partition, List.of())));
  }

  @Test
  @Rule("FEED-5")
  void positionsRiseAsText() {
    StreamId stream = stream();
    for (int i = 0; i < 6; i++) {
      commitToOne(stream, 20);
    }
    for (int partition = 0; partition < Feeds.partitions(store()); partition++) {
      Cursor last = Cursor.START;
      for (FeedSlice slice : Feeds.slices(store(), partition, Cursor.START, 7)) {
        for (Receipt receipt : Feeds.receipts(slice.commits())) {
          assertThat(receipt.position().cursor())
              .as("position behind %s", last)
              .isGreaterThan(last);
          last = receipt.position().cursor();
        }
        assertThat(slice.next()).as("cursor behind the slice").isGreaterThanOrEqualTo(last);
        last = slice.next();
      }
    }
    assertThat(Feeds.all(store())).hasSize(120);
  }

  @Test
  @Rule("FEED-6")
  void aCommitThroughTheSameHandleWakesAReaderUp() throws InterruptedException {
    assertWakesUp(store(), store());
  }

  @Test
  @Rule("FEED-6")
  void aCommitThroughAnotherHandleWakesAReaderUp() throws InterruptedException {
    assertWakesUp(another(), store());
  }

  @Test
  @Rule("FEED-7")
  void aQuietFeedAnswersEmptyAndCaughtUp() {
    Receipt first = append(stream(), 1);
    int partition = first.position().partition();
    Cursor end = Feeds.end(store(), partition);
    FeedSlice atOnce = timed(partition, end, Duration.ZERO, Duration.ZERO);
    FeedSlice waited = timed(partition, atOnce.next(), SHORT_WAIT, SHORT_WAIT);
    Receipt second = append(first.stream(), 1);
    assertThat(Feeds.receipts(Feeds.toEnd(store(), partition, waited.next())))
        .containsExactly(second);
  }

  @Test
  @Rule("FEED-7")
  void anEmptyFeedAnswersEmptyAndCaughtUp() {
    for (int partition = 0; partition < Feeds.partitions(store()); partition++) {
      timed(partition, Cursor.START, Duration.ZERO, Duration.ZERO);
    }
    FeedSlice waited = timed(0, Cursor.START, SHORT_WAIT, SHORT_WAIT);
    assertThat(waited.heldBackBy()).as("what holds the feed back").isEmpty();
  }

  @Test
  @Rule("FEED-8")
  void aCommitIsShownWithinTheDeclaredLag() {
    Duration lag = Feeds.shape(store()).lag();
    assertThat(lag).as("declared lag").isLessThanOrEqualTo(Declaration.PORTABLE_FEED_LAG);
    EventStore writer = another();
    StreamId stream = stream();
    int partition = append(writer, stream, 1).position().partition();
    Cursor at = Feeds.end(store(), partition);
    for (int round = 0; round < 10; round++) {
      Receipt receipt = append(writer, stream, round % 2);
      at = awaitWithin(lag, partition, at, receipt);
    }
  }

  @Test
  @Rule("FEED-9")
  void theEndYieldsWhatComesAfterIt() {
    EventStore other = another();
    Map<Integer, Cursor> atFirst = ends();
    List<Receipt> before = writeMixed();
    Feeds.all(other);
    Map<Integer, Cursor> inBetween = ends();
    List<Receipt> after = writeMixed();
    List<Receipt> all = new ArrayList<>(before);
    all.addAll(after);
    Feeds.assertComplete(readFrom(atFirst), all);
    Feeds.assertComplete(readFrom(inBetween), after);
  }

  @Test
  @Rule("FEED-9")
  void aReaderThatGoesFromEndToEndMissesNothing() {
    AtomicInteger writing = new AtomicInteger(WRITERS);
    List<EventStore> handles = List.of(store(), another());
    List<List<Receipt>> outcomes =
        Race.of(WRITERS + 1)
            .run(
                i ->
                    i < WRITERS
                        ? write(handles.get(i % 2), writing, COMMITS)
                        : readFromEndToEnd(() -> writing.get() == 0))
            .stream()
            .map(Outcome::value)
            .toList();
    List<Receipt> acknowledged =
        outcomes.subList(0, WRITERS).stream().flatMap(List::stream).toList();
    Feeds.assertComplete(outcomes.get(WRITERS), acknowledged);
    evidence("commits", acknowledged.size());
  }

  @Test
  @Rule("FEED-10")
  void aSliceHoldsFromOneToMaxCommits() {
    EventStore elsewhere = handle(newRealm());
    List<Receipt> acknowledged = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      append(elsewhere, stream(), 1);
      acknowledged.add(append(stream(), 1));
    }
    Feeds.assertComplete(Feeds.receipts(Feeds.all(store())), acknowledged);
    for (int max : new int[] {1, 2, 5}) {
      for (int partition = 0; partition < Feeds.partitions(store()); partition++) {
        List<FeedSlice> slices = Feeds.slices(store(), partition, Cursor.START, max);
        assertThat(slices).allMatch(s -> s.commits().size() <= max, "has at most max commits");
        assertThat(slices.subList(0, slices.size() - 1))
            .as("slices in front of the last, with max %s", max)
            .allMatch(s -> !s.commits().isEmpty(), "has a commit");
      }
    }
  }

  @Test
  @Rule("FEED-10")
  void aMaxBelowOneIsRefused() {
    append(stream(), 1);
    for (int max : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> store().feed(0, Cursor.START, max, Duration.ZERO))
          .as("max %s", max)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @Rule("FEED-11")
  void commitsAreShownWhole() {
    StreamId stream = stream();
    List<Receipt> receipts = new ArrayList<>();
    for (int events : new int[] {1, 0, 5, 2}) {
      Commit commit =
          to(stream).events(events(events)).responding(Json.of("answer " + events)).build();
      receipts.add(committed(store().commit(commit)));
    }
    for (Receipt receipt : receipts) {
      RecordedCommit shown = Feeds.find(another(), receipt);
      assertThat(shown.receipt()).isEqualTo(receipt);
      assertThat(shown.truncated()).as("truncated").isFalse();
      assertThat(shown.events())
          .isEqualTo(readAll(stream).subList((int) receipt.before(), (int) receipt.after()));
    }
  }

  @Test
  @Rule("FEED-12")
  void everyStreamKeepsItsPartition() {
    List<EventStore> handles = List.of(store(), another());
    List<StreamId> streams = streams(3 * Feeds.partitions(store()) + 5);
    List<Receipt> acknowledged = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (StreamId stream : streams) {
        acknowledged.add(append(handles.get(round % 2), stream, round));
      }
    }
    EventStore late = another();
    streams.forEach(stream -> acknowledged.add(append(late, stream, 1)));
    Map<StreamId, Set<Integer>> partitions = new HashMap<>();
    for (int partition = 0; partition < Feeds.partitions(store()); partition++) {
      for (Receipt receipt : Feeds.receipts(Feeds.toEnd(late, partition, Cursor.START))) {
        partitions.computeIfAbsent(receipt.stream(), s -> new HashSet<>()).add(partition);
        assertThat(receipt.position().partition()).as("in %s", receipt).isEqualTo(partition);
      }
    }
    assertThat(partitions.keySet()).containsExactlyInAnyOrderElementsOf(streams);
    assertThat(partitions).allSatisfy((stream, found) -> assertThat(found).hasSize(1));
    Feeds.assertComplete(Feeds.receipts(Feeds.all(store())), acknowledged);
  }

  @Test
  @Rule("FEED-13")
  void aSliceThatIsNotTheLastIsNotCaughtUp() {
    List<Receipt> acknowledged = writeMixed();
    for (int max : PAGES) {
      List<Receipt> seen = Feeds.receipts(Feeds.all(store(), max));
      assertThat(seen).as("seen when caught up, with max %s", max).containsAll(acknowledged);
    }
  }

  @Test
  @Rule("FEED-13")
  void caughtUpAmongRacingWritersMeansThatAllAcknowledgedIsSeen() {
    EventStore reader = another();
    int commits = 0;
    for (int round = 0; round < ROUNDS; round++) {
      commits += judgeBesideRacingWriters(reader);
    }
    evidence("rounds", ROUNDS);
    evidence("commits", commits);
  }

  /** One round, apart, so that the kit's own tests can measure what it catches. */
  final int judgeBesideRacingWriters(EventStore reader) {
    Map<Integer, Cursor> from = Feeds.ends(reader);
    Queue<Receipt> acknowledged = new ConcurrentLinkedQueue<>();
    AtomicInteger writing = new AtomicInteger(WRITERS);
    AtomicInteger judged = new AtomicInteger();
    Race.of(WRITERS + 1)
        .run(
            i ->
                i < WRITERS
                    ? writeOn(writing, acknowledged, judged)
                    : judgeCaughtUp(reader, from, acknowledged, judged, () -> writing.get() == 0))
        .forEach(Outcome::value);
    return acknowledged.size();
  }

  @Test
  @Rule("FEED-14")
  void unknownPartitionsAreRefused() {
    append(stream(), 1);
    int partitions = Feeds.partitions(store());
    for (int partition : new int[] {-1, partitions, partitions + 1, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> store().feed(partition, Cursor.START, 1, Duration.ZERO))
          .as("feed of partition %s", partition)
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store().feedEnd(partition))
          .as("end of partition %s", partition)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @Rule("FEED-14")
  void malformedCursorsAreRefused() {
    append(stream(), 1);
    for (String text : List.of("~", "not-a-cursor", ":::", "-", "z".repeat(200))) {
      assertThatThrownBy(() -> store().feed(0, new Cursor(text), 1, Duration.ZERO))
          .as("cursor %s", text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @Rule("FEED-15")
  void largeSlicesAreCut() {
    StreamId stream = stream();
    Json large = Json.of("x".repeat(200_000));
    List<Receipt> acknowledged = new ArrayList<>();
    for (int i = 0; i < 45; i++) {
      Commit commit = to(stream).event("Uploaded", large).build();
      acknowledged.add(committed(store().commit(commit)));
    }
    int partition = acknowledged.get(0).position().partition();
    List<FeedSlice> slices = Feeds.slices(store(), partition, Cursor.START, 1_000);
    assertThat(slices.stream().filter(slice -> slice.commits().size() > 1))
        .extracting(FeedSuite::bytes)
        .as("bytes of the slices")
        .allMatch(bytes -> bytes <= FeedSlice.MAX_BYTES, "is at most 8 MiB");
    assertThat(slices.stream().flatMap(s -> Feeds.receipts(s.commits()).stream()))
        .containsExactlyElementsOf(acknowledged);
  }

  @Test
  @Rule("FEED-16")
  void followingEndsWhenTheReaderSaysSo() {
    StreamId stream = stream();
    List<Receipt> acknowledged = commitToOne(stream, 20);
    int partition = acknowledged.get(0).position().partition();
    List<FeedSlice> slices = new ArrayList<>();
    Cursor end =
        store()
            .follow(
                partition,
                Cursor.START,
                SHORT_WAIT,
                slice -> {
                  slices.add(slice);
                  return slices.stream().mapToInt(s -> s.commits().size()).sum() < 20;
                });
    assertThat(slices.stream().flatMap(s -> Feeds.receipts(s.commits()).stream()))
        .containsExactlyElementsOf(acknowledged);
    assertThat(end).isEqualTo(slices.get(slices.size() - 1).next());
    Receipt more = append(stream, 1);
    assertThat(Feeds.receipts(Feeds.toEnd(store(), partition, end))).containsExactly(more);
  }

  @Test
  @Rule("FEED-16")
  void followingEndsWhenTheThreadIsInterrupted() {
    List<Receipt> acknowledged = commitToOne(stream(), 3);
    int partition = acknowledged.get(0).position().partition();
    List<FeedSlice> slices = new ArrayList<>();
    Cursor end =
        store()
            .follow(
                partition,
                Cursor.START,
                Duration.ZERO,
                slice -> {
                  slices.add(slice);
                  Thread.currentThread().interrupt();
                  return true;
                });
    assertThat(Thread.interrupted()).as("the flag of the thread").isTrue();
    assertThat(slices).as("slices before the interrupt").hasSize(1);
    assertThat(end).isEqualTo(slices.get(0).next());
  }

  private List<StreamId> streams(int count) {
    List<StreamId> streams = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      streams.add(stream());
    }
    return streams;
  }

  /** Writes to several streams, with and without events, refused and repeated; returns receipts. */
  private List<Receipt> writeMixed() {
    List<StreamId> streams = streams(4);
    List<Receipt> acknowledged = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      Commit commit = commit(streams.get(i % 4), ExpectedVersion.any(), (i * 5) % 3);
      acknowledged.add(committed(store().commit(commit)));
      if (i % 6 == 5) {
        duplicate(store().commit(commit));
        conflict(store().commit(commit(commit.stream(), ExpectedVersion.exactly(999), 1)));
      }
    }
    return acknowledged;
  }

  private List<Receipt> commitToOne(StreamId stream, int count) {
    List<Commit> commits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      commits.add(commit(stream, ExpectedVersion.any(), i % 2));
    }
    List<CommitOutcome> outcomes = store().commitAll(commits);
    return outcomes.stream().map(EventStoreSuite::committed).toList();
  }

  private List<Receipt> write(EventStore handle, AtomicInteger writing, int commits) {
    try {
      List<StreamId> streams = streams(STREAMS_OF_A_WRITER);
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < commits; i++) {
        receipts.add(append(handle, streams.get(i % STREAMS_OF_A_WRITER), (i + 1) % 3));
      }
      return receipts;
    } finally {
      writing.decrementAndGet();
    }
  }

  // On until the reader has looked often enough, on a busy machine too; but not for ever.
  private int writeOn(AtomicInteger writing, Queue<Receipt> acknowledged, AtomicInteger judged) {
    try {
      StreamId stream = stream();
      int commits = 0;
      int least = COMMITS / ROUNDS;
      while (commits < least || (judged.get() < LOOKS && commits < 20 * least)) {
        acknowledged.add(append(stream, commits % 2));
        commits++;
      }
      return commits;
    } finally {
      writing.decrementAndGet();
    }
  }

  private int judgeCaughtUp(
      EventStore reader,
      Map<Integer, Cursor> from,
      Queue<Receipt> acknowledged,
      AtomicInteger judged,
      BooleanSupplier finished) {
    try {
      Map<Integer, Cursor> at = new HashMap<>(from);
      Set<Receipt> seen = new HashSet<>();
      int known = 0;
      for (int look = 0; !finished.getAsBoolean(); look++) {
        int partition = look % Feeds.partitions(reader);
        List<Receipt> before = List.copyOf(acknowledged);
        Cursor after = at.getOrDefault(partition, Cursor.START);
        FeedSlice slice = reader.feed(partition, after, 1_000, Duration.ZERO);
        seen.addAll(Feeds.receipts(slice.commits()));
        at.put(partition, slice.next());
        if (slice.caughtUp()) {
          assertAllSeen(partition, before, seen);
        }
        // Looking twice at the same state finds nothing new.
        judged.addAndGet(before.size() > known ? 1 : 0);
        known = before.size();
      }
      return known;
    } finally {
      // The writers need not wait for a reader that has ended.
      judged.accumulateAndGet(LOOKS, Math::max);
    }
  }

  private static void assertAllSeen(int partition, List<Receipt> before, Set<Receipt> seen) {
    for (Receipt receipt : before) {
      if (receipt.position().partition() == partition && !seen.contains(receipt)) {
        throw new AssertionError(
            "The reader was told that it is caught up, but was not shown this commit, which was"
                + " acknowledged before: "
                + receipt);
      }
    }
  }

  private List<Receipt> readFromEndToEnd(BooleanSupplier finished) {
    List<Receipt> seen = new ArrayList<>();
    Map<Integer, Cursor> at = new HashMap<>();
    while (!finished.getAsBoolean()) {
      for (int partition = 0; partition < Feeds.partitions(store()); partition++) {
        Cursor end = store().feedEnd(partition);
        seen.addAll(readUpTo(partition, at.getOrDefault(partition, Cursor.START), end));
        at.put(partition, end);
      }
    }
    for (int partition = 0; partition < Feeds.partitions(store()); partition++) {
      Cursor from = at.getOrDefault(partition, Cursor.START);
      seen.addAll(Feeds.receipts(Feeds.toEnd(store(), partition, from)));
    }
    return seen;
  }

  // What stands up to an end was visible when the end was asked for, so it is visible now.
  private List<Receipt> readUpTo(int partition, Cursor after, Cursor end) {
    List<Receipt> read = new ArrayList<>();
    Cursor at = after;
    boolean more = true;
    while (more) {
      FeedSlice slice = store().feed(partition, at, 100, Duration.ZERO);
      List<Receipt> upToEnd =
          Feeds.receipts(slice.commits()).stream()
              .filter(receipt -> receipt.position().cursor().compareTo(end) <= 0)
              .toList();
      read.addAll(upToEnd);
      more = !upToEnd.isEmpty() && upToEnd.size() == slice.commits().size();
      at = slice.next();
    }
    return read;
  }

  private Map<Integer, Cursor> ends() {
    Map<Integer, Cursor> ends = new HashMap<>();
    for (int partition = 0; partition < Feeds.partitions(store()); partition++) {
      ends.put(partition, store().feedEnd(partition));
    }
    return ends;
  }

  private List<Receipt> readFrom(Map<Integer, Cursor> cursors) {
    List<Receipt> read = new ArrayList<>();
    cursors.forEach(
        (partition, at) -> read.addAll(Feeds.receipts(Feeds.toEnd(store(), partition, at))));
    return read;
  }

  private static void assertRests(
      EventStore handle, int partition, List<FeedSlice> slices, List<RecordedCommit> all) {
    int read = 0;
    for (FeedSlice slice : slices) {
      read += slice.commits().size();
      assertRest(handle, partition, slice.next(), all.subList(read, all.size()));
    }
  }

  private static void assertRest(
      EventStore handle, int partition, Cursor from, List<RecordedCommit> rest) {
    assertThat(Feeds.toEnd(handle, partition, from)).as("commits behind %s", from).isEqualTo(rest);
  }

  private void assertWakesUp(EventStore reader, EventStore writer) throws InterruptedException {
    Duration lag = Feeds.shape(reader).lag();
    StreamId stream = stream();
    Receipt last = append(writer, stream, 1);
    int partition = last.position().partition();
    for (int i = 0; i < WAKE_UPS; i++) {
      Cursor end = Feeds.end(reader, partition);
      InFlight<FeedSlice> waiting =
          InFlight.blocked(
              "A read that waits for a commit",
              () -> reader.feed(partition, end, 10, lag.plus(LONG_WAIT)));
      last = append(writer, stream, i % 2);
      FeedSlice slice = waiting.outcome(lag.plus(Feeds.SOON)).value();
      assertThat(Feeds.receipts(slice.commits())).containsExactly(last);
    }
  }

  private FeedSlice timed(int partition, Cursor at, Duration wait, Duration atLeast) {
    long begin = System.nanoTime();
    FeedSlice slice = store().feed(partition, at, 10, wait);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(slice.commits()).as("commits of a quiet feed").isEmpty();
    assertThat(slice.caughtUp()).as("caught up on a quiet feed").isTrue();
    assertThat(slice.next()).as("cursor behind an empty slice").isGreaterThanOrEqualTo(at);
    // Clocks may be coarse; a wait that is cut short by more turns every follower into a busy loop.
    assertThat(took).isBetween(atLeast.multipliedBy(3).dividedBy(4), wait.plus(Feeds.PATIENCE));
    return slice;
  }

  private Cursor awaitWithin(Duration lag, int partition, Cursor after, Receipt receipt) {
    long acknowledged = System.nanoTime();
    Cursor at = after;
    while (true) {
      long late = System.nanoTime() - acknowledged - lag.toNanos();
      FeedSlice slice = store().feed(partition, at, 10, lag.dividedBy(10));
      at = slice.next();
      if (Feeds.receipts(slice.commits()).contains(receipt)) {
        return at;
      }
      assertThat(Duration.ofNanos(late))
          .as("time beyond the lag of %s, at which a read did not show %s", lag, receipt)
          .isNegative();
    }
  }

  private static long bytes(FeedSlice slice) {
    return slice.commits().stream().mapToLong(commit -> commit.asCommit().bytes()).sum();
  }
}
