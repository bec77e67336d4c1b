package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Stores that are wrong about the feed and what hangs on it. */
final class FaultyFeedStores {

  private FaultyFeedStores() {}

  static List<FaultyStore> all() {
    List<FaultyStore> all = new ArrayList<>();
    all.addAll(order());
    all.addAll(completeness());
    all.addAll(cursors());
    all.addAll(slices());
    all.addAll(FaultyClaimStores.all());
    all.addAll(FaultyRealmStores.all());
    all.addAll(FaultyLifecycleStores.all());
    return all;
  }

  private static List<FaultyStore> order() {
    return List.of(
        own(FiledByVersion.class, FiledByVersion::new, "ORDER-1"),
        own(PlaceBeforeTheLock.class, PlaceBeforeTheLock::new, "ORDER-2", "HISTORY-4"),
        own(TimeBeforeTheLock.class, TimeBeforeTheLock::new, "ORDER-3"),
        Backends.perRealm(
            ClocksOfTheHandles.class, AtomicInteger::new, ClocksOfTheHandles::new, "ORDER-3"),
        FaultyStore.event(TimeInMilliseconds.class, TimeInMilliseconds::new, "ORDER-4", "MODEL-1"),
        FaultyStore.event(TimeIsRoundedInFeed.class, TimeIsRoundedInFeed::new, "ORDER-4"),
        Backends.perRealm(
            PlacesInBlocks.class,
            Blocks::new,
            PlacesInBlocks::new,
            "ORDER-5",
            "ORDER-6",
            "HISTORY-4"));
  }

  private static List<FaultyStore> completeness() {
    return List.of(
        own(NoHorizon.class, NoHorizon::new, "FEED-2", "HISTORY-4"),
        own(EndIsTheLastPlace.class, EndIsTheLastPlace::new, "FEED-9", "HISTORY-4"),
        own(CaughtUpAtTheHorizon.class, CaughtUpAtTheHorizon::new, "FEED-13", "HISTORY-4"),
        FaultyStore.event(AlwaysCaughtUp.class, AlwaysCaughtUp::new, "FEED-13", "HISTORY-4"),
        FaultyStore.event(EventsOnly.class, EventsOnly::new, "FEED-1", "MODEL-2", "HISTORY-4"),
        FaultyStore.event(
            RepeatsAtPageEdge.class, RepeatsAtPageEdge::new, "FEED-1", "REPLAY-2", "HISTORY-4"),
        FaultyStore.event(LagsMoreThanItSays.class, LagsMoreThanItSays::new, "FEED-8"),
        FaultyStore.event(
            PartitionOfTheRequest.class, PartitionOfTheRequest::new, "FEED-12", "HISTORY-4"));
  }

  private static List<FaultyStore> cursors() {
    return List.of(
        FaultyStore.event(ReadsOnlyForward.class, ReadsOnlyForward::new, "FEED-3"),
        Backends.perRealm(
            CursorsOfTheHandle.class, AtomicInteger::new, CursorsOfTheHandle::new, "FEED-4"),
        FaultyStore.event(
            CursorsWithoutPadding.class,
            CursorsWithoutPadding::new,
            "FEED-5",
            "MODEL-2",
            "HISTORY-4"),
        FaultyStore.event(StrangeCursorsMeanStart.class, StrangeCursorsMeanStart::new, "FEED-14"),
        FaultyStore.event(PartitionsWrapAround.class, PartitionsWrapAround::new, "FEED-14"));
  }

  private static List<FaultyStore> slices() {
    return List.of(
        FaultyStore.event(SleepsThroughTheWait.class, SleepsThroughTheWait::new, "FEED-6"),
        FaultyStore.event(HearsItselfOnly.class, HearsItselfOnly::new, "FEED-6"),
        FaultyStore.event(NeverWaits.class, NeverWaits::new, "FEED-6", "FEED-7"),
        FaultyStore.event(EmptyMeansStart.class, EmptyMeansStart::new, "FEED-7"),
        Backends.perBackend(
            LimitBeforeFilter.class,
            GlobalSequence::new,
            LimitBeforeFilter::new,
            "FEED-10",
            "MODEL-2"),
        FaultyStore.event(FeedWithoutMetadata.class, FeedWithoutMetadata::new, "FEED-11"),
        FaultyStore.event(SlicesWithoutBound.class, SlicesWithoutBound::new, "FEED-15"),
        FaultyStore.event(FollowsToTheSliceBefore.class, FollowsToTheSliceBefore::new, "FEED-16"));
  }

  private interface OwnFeed {
    EventStore wrap(MemoryEventStore store, FeedBook book);
  }

  private static FaultyStore own(Class<?> type, OwnFeed wrap, String... killedBy) {
    return Backends.perRealm(type, FeedBook::new, wrap::wrap, killedBy);
  }

  @Flaw("Commits without events are filed under the version they saw, in front of what made it.")
  static final class FiledByVersion extends OwnFeedStore {

    FiledByVersion(MemoryEventStore store, FeedBook book) {
      super(store, book);
    }

    @Override
    Receipt placed(Receipt receipt, Cursor place) {
      Map<StreamId, Cursor> last = book.lastWithEvents;
      if (receipt.events() > 0) {
        last.put(receipt.stream(), place);
        return super.placed(receipt, place);
      }
      Cursor front = last.getOrDefault(receipt.stream(), place);
      return super.placed(receipt, justBefore(front, place));
    }

    private static Cursor justBefore(Cursor front, Cursor place) {
      long number = Long.parseLong(front.text());
      return front.equals(place)
          ? place
          : new Cursor("%019d~%s".formatted(number - 1, place.text()));
    }
  }

  @Flaw("The place is taken before the stream is locked, as when a transaction begins early.")
  static final class PlaceBeforeTheLock extends OwnFeedStore {

    PlaceBeforeTheLock(MemoryEventStore store, FeedBook book) {
      super(store, book);
    }

    @Override
    public CommitResult commit(Commit commit) {
      Cursor place = book.take();
      Faults.roundTrip();
      synchronized (book.lock(commit.stream())) {
        return commitAt(place, commit);
      }
    }
  }

  @Flaw("The recorded time is that at which the transaction began, before the stream was locked.")
  static final class TimeBeforeTheLock extends OwnFeedStore {

    private final ThreadLocal<Instant> began = ThreadLocal.withInitial(Instant::now);

    TimeBeforeTheLock(MemoryEventStore store, FeedBook book) {
      super(store, book);
    }

    @Override
    public CommitResult commit(Commit commit) {
      began.set(Instant.now().truncatedTo(ChronoUnit.MICROS));
      Faults.roundTrip();
      return super.commit(commit);
    }

    @Override
    Receipt placed(Receipt receipt, Cursor place) {
      return at(receipt, place, began.get());
    }
  }

  @Flaw("Each process records by its own clock, and the clocks differ by a few milliseconds.")
  static final class ClocksOfTheHandles extends MappedStore {

    private final Duration behind;

    ClocksOfTheHandles(MemoryEventStore store, AtomicInteger handles) {
      super(store);
      behind = Duration.ofMillis(5L * handles.getAndIncrement());
    }

    @Override
    Instant time(Instant time) {
      return time.minus(behind);
    }
  }

  @Flaw("Times are kept in milliseconds.")
  static final class TimeInMilliseconds extends MappedStore {

    TimeInMilliseconds(MemoryEventStore store) {
      super(store);
    }

    @Override
    Instant time(Instant time) {
      return time.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  @Flaw("The feed keeps the times of its events in milliseconds.")
  static final class TimeIsRoundedInFeed extends ForwardingEventStore {

    TimeIsRoundedInFeed(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      return withEvents(
          super.feed(partition, after, max, wait),
          event ->
              new RecordedEvent(
                  event.stream(),
                  event.version(),
                  event.recordedAt().truncatedTo(ChronoUnit.MILLIS).minusNanos(1000),
                  event.event()));
    }
  }

  private interface EventChange {
    RecordedEvent apply(RecordedEvent event);
  }

  private static FeedSlice withEvents(FeedSlice slice, EventChange change) {
    List<RecordedCommit> commits = new ArrayList<>();
    for (RecordedCommit commit : slice.commits()) {
      List<RecordedEvent> events = commit.events().stream().map(change::apply).toList();
      commits.add(
          new RecordedCommit(
              commit.receipt(),
              events,
              commit.truncated(),
              commit.effects(),
              commit.claims(),
              commit.releases()));
    }
    return new FeedSlice(commits, slice.next(), slice.caughtUp(), slice.heldBackBy());
  }

  /** The counter of the blocks, and the feed. */
  static final class Blocks {

    private final AtomicLong taken = new AtomicLong();
    private final FeedBook book = new FeedBook();
  }

  @Flaw("Each handle takes places in blocks of fifty, as from a sequence with a cache.")
  static final class PlacesInBlocks extends ForwardingEventStore {

    private static final long BLOCK = 50;

    private final Blocks blocks;
    private long next;

    PlacesInBlocks(MemoryEventStore store, Blocks blocks) {
      super(store);
      this.blocks = blocks;
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.Committed committed) {
        Cursor place = take();
        Receipt receipt =
            OwnFeedStore.at(committed.receipt(), place, committed.receipt().recordedAt());
        RecordedCommit recorded =
            new RecordedCommit(
                receipt, events(receipt, commit), false, List.of(), List.of(), List.of());
        blocks.book.show(place, recorded);
        return new CommitResult.Committed(receipt);
      }
      return result;
    }

    private synchronized Cursor take() {
      if (next % BLOCK == 0) {
        next = BLOCK * blocks.taken.incrementAndGet();
      }
      next++;
      return new Cursor("%019d".formatted(next));
    }

    private static List<RecordedEvent> events(Receipt receipt, Commit commit) {
      List<RecordedEvent> events = new ArrayList<>();
      for (Event event : commit.events()) {
        long version = receipt.before() + events.size() + 1;
        events.add(new RecordedEvent(receipt.stream(), version, receipt.recordedAt(), event));
      }
      return events;
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      Cursor end = new Cursor("9".repeat(19));
      List<RecordedCommit> commits =
          blocks.book.between(after, end).values().stream().limit(max).toList();
      Cursor last =
          commits.isEmpty() ? after : commits.get(commits.size() - 1).receipt().position().cursor();
      return new FeedSlice(commits, last, commits.size() < max, Optional.empty());
    }
  }

  @Flaw("Readers see whatever is there, although lower places are still under way.")
  static final class NoHorizon extends OwnFeedStore {

    NoHorizon(MemoryEventStore store, FeedBook book) {
      super(store, book);
    }

    @Override
    Cursor horizon() {
      return new Cursor("9".repeat(19));
    }
  }

  @Flaw("The end of the feed is the last place that was taken.")
  static final class EndIsTheLastPlace extends OwnFeedStore {

    EndIsTheLastPlace(MemoryEventStore store, FeedBook book) {
      super(store, book);
    }

    @Override
    public Cursor feedEnd(int partition) {
      return book.lastTaken();
    }
  }

  @Flaw("Who has read up to the horizon is told that this is all.")
  static final class CaughtUpAtTheHorizon extends OwnFeedStore {

    CaughtUpAtTheHorizon(MemoryEventStore store, FeedBook book) {
      super(store, book);
    }

    // Short transactions overtake long ones, as they do everywhere.
    @Override
    Receipt placed(Receipt receipt, Cursor place) {
      for (int i = 0; i < 3 * receipt.events(); i++) {
        Faults.roundTrip();
      }
      return super.placed(receipt, place);
    }

    @Override
    boolean caughtUp(boolean all) {
      return all;
    }
  }

  @Flaw("A page that is full is taken for the last one.")
  static final class AlwaysCaughtUp extends ForwardingEventStore {

    AlwaysCaughtUp(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      return new FeedSlice(slice.commits(), slice.next(), true, Optional.empty());
    }
  }

  @Flaw("The feed is read from the events, so that commits without events are lost.")
  static final class EventsOnly extends ForwardingEventStore {

    EventsOnly(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      List<RecordedCommit> commits =
          slice.commits().stream().filter(commit -> commit.receipt().events() > 0).toList();
      return new FeedSlice(commits, slice.next(), slice.caughtUp(), Optional.empty());
    }
  }

  @Flaw("The page behind a full one begins with the last commit of that one.")
  static final class RepeatsAtPageEdge extends ForwardingEventStore {

    RepeatsAtPageEdge(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      int size = slice.commits().size();
      if (size < 2 || size < max || slice.caughtUp()) {
        return slice;
      }
      Cursor next = slice.commits().get(size - 2).receipt().position().cursor();
      return new FeedSlice(slice.commits(), next, false, Optional.empty());
    }
  }

  @Flaw("Commits are shown a tenth of a second late, and the declaration says that none is.")
  static final class LagsMoreThanItSays extends ForwardingEventStore {

    LagsMoreThanItSays(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      Instant visible = Instant.now().minusMillis(100);
      List<RecordedCommit> commits =
          slice.commits().stream()
              .takeWhile(commit -> commit.receipt().recordedAt().isBefore(visible))
              .toList();
      Cursor next =
          commits.isEmpty() ? after : commits.get(commits.size() - 1).receipt().position().cursor();
      boolean all = commits.size() == slice.commits().size();
      return new FeedSlice(commits, next, all && slice.caughtUp(), Optional.empty());
    }
  }

  @Flaw("The partition is computed from the request instead of the stream.")
  static final class PartitionOfTheRequest extends TwoPartitionStore {

    PartitionOfTheRequest(MemoryEventStore store) {
      super(store);
    }

    @Override
    int partition(Receipt receipt) {
      return Math.floorMod(receipt.request().hashCode(), 2);
    }
  }

  @Flaw("A session on the server remembers how far the handle has read, and never goes back.")
  static final class ReadsOnlyForward extends ForwardingEventStore {

    private Cursor reached = Cursor.START;

    ReadsOnlyForward(MemoryEventStore store) {
      super(store);
    }

    @Override
    public synchronized FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      boolean restarted = after.equals(Cursor.START);
      Cursor from = restarted || after.compareTo(reached) > 0 ? after : reached;
      FeedSlice slice = super.feed(partition, from, max, wait);
      reached = slice.next();
      return slice;
    }
  }

  @Flaw("A cursor counts from where the handle began.")
  static final class CursorsOfTheHandle extends MappedStore {

    private final long base;

    CursorsOfTheHandle(MemoryEventStore store, AtomicInteger handles) {
      super(store);
      base = 1_000_000L * handles.incrementAndGet();
    }

    @Override
    Cursor out(Cursor cursor) {
      return cursor.equals(Cursor.START) ? cursor : shifted(cursor, base);
    }

    @Override
    Cursor in(Cursor cursor) {
      return cursor.equals(Cursor.START) ? cursor : shifted(cursor, -base);
    }

    private static Cursor shifted(Cursor cursor, long by) {
      long number = Long.parseLong(cursor.text()) + by;
      return number <= 0 ? Cursor.START : new Cursor("%019d".formatted(number));
    }
  }

  @Flaw("Cursors are plain numbers: right until the tenth commit.")
  static final class CursorsWithoutPadding extends MappedStore {

    CursorsWithoutPadding(MemoryEventStore store) {
      super(store);
    }

    @Override
    Cursor out(Cursor cursor) {
      return cursor.equals(Cursor.START)
          ? cursor
          : new Cursor(String.valueOf(Long.parseLong(cursor.text())));
    }

    @Override
    Cursor in(Cursor cursor) {
      return cursor.equals(Cursor.START)
          ? cursor
          : new Cursor("%019d".formatted(Long.parseLong(cursor.text())));
    }
  }

  @Flaw("A cursor that cannot be read means the start.")
  static final class StrangeCursorsMeanStart extends MappedStore {

    StrangeCursorsMeanStart(MemoryEventStore store) {
      super(store);
    }

    @Override
    Cursor in(Cursor cursor) {
      return cursor.text().matches("[0-9]{19}") ? cursor : Cursor.START;
    }
  }

  @Flaw("A partition beyond the last one is the first one again.")
  static final class PartitionsWrapAround extends ForwardingEventStore {

    PartitionsWrapAround(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      return super.feed(Math.floorMod(partition, 1), after, max, wait);
    }
  }

  @Flaw("A wait looks at its begin and at its end, and hears nothing in between.")
  static final class SleepsThroughTheWait extends ForwardingEventStore {

    SleepsThroughTheWait(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, Duration.ZERO);
      if (slice.commits().isEmpty()) {
        LockSupport.parkNanos(wait.toNanos());
        slice = super.feed(partition, after, max, Duration.ZERO);
      }
      return slice;
    }
  }

  @Flaw("Only commits through the same handle wake a reader up.")
  static final class HearsItselfOnly extends ForwardingEventStore {

    private final Object commits = new Object();

    HearsItselfOnly(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      synchronized (commits) {
        commits.notifyAll();
      }
      return result;
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      long deadline = System.nanoTime() + wait.toNanos();
      synchronized (commits) {
        FeedSlice slice = super.feed(partition, after, max, Duration.ZERO);
        while (slice.commits().isEmpty() && deadline - System.nanoTime() > 0) {
          try {
            commits.wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return slice;
          }
          slice = super.feed(partition, after, max, Duration.ZERO);
        }
        return slice;
      }
    }
  }

  @Flaw("The wait is not passed on.")
  static final class NeverWaits extends ForwardingEventStore {

    NeverWaits(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      return super.feed(partition, after, max, Duration.ZERO);
    }
  }

  @Flaw("An empty slice carries no cursor of its own.")
  static final class EmptyMeansStart extends ForwardingEventStore {

    EmptyMeansStart(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      return slice.commits().isEmpty()
          ? new FeedSlice(List.of(), Cursor.START, slice.caughtUp(), Optional.empty())
          : slice;
    }
  }

  /** The commits of all realms in one sequence. */
  static final class GlobalSequence {

    private final List<RecordedCommit> commits = new ArrayList<>();
    private final List<String> realms = new ArrayList<>();
  }

  @Flaw("One feed for all realms, whose rows are limited first and filtered afterwards.")
  static final class LimitBeforeFilter extends ForwardingEventStore {

    private final GlobalSequence sequence;

    LimitBeforeFilter(MemoryEventStore store, GlobalSequence sequence) {
      super(store);
      this.sequence = sequence;
    }

    @Override
    public CommitResult commit(Commit commit) {
      synchronized (sequence) {
        CommitResult result = super.commit(commit);
        if (result instanceof CommitResult.Committed committed) {
          Cursor place = new Cursor("%019d".formatted(sequence.commits.size() + 1));
          Receipt here = committed.receipt();
          Receipt receipt = OwnFeedStore.at(here, place, here.recordedAt());
          sequence.commits.add(
              new RecordedCommit(
                  receipt,
                  PlacesInBlocks.events(receipt, commit),
                  false,
                  List.of(),
                  List.of(),
                  List.of()));
          sequence.realms.add(realm().name());
          return new CommitResult.Committed(receipt);
        }
        return result;
      }
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      synchronized (sequence) {
        int from = after.equals(Cursor.START) ? 0 : Integer.parseInt(after.text());
        int to = Math.min(sequence.commits.size(), from + max);
        List<RecordedCommit> commits = new ArrayList<>();
        for (int i = from; i < to; i++) {
          if (sequence.realms.get(i).equals(realm().name())) {
            commits.add(sequence.commits.get(i));
          }
        }
        Cursor next = to == 0 ? Cursor.START : new Cursor("%019d".formatted(to));
        boolean caughtUp = to == sequence.commits.size();
        return new FeedSlice(commits, next, caughtUp, Optional.empty());
      }
    }
  }

  @Flaw("The feed shows events without their metadata.")
  static final class FeedWithoutMetadata extends ForwardingEventStore {

    FeedWithoutMetadata(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      return withEvents(
          super.feed(partition, after, max, wait),
          event ->
              new RecordedEvent(
                  event.stream(),
                  event.version(),
                  event.recordedAt(),
                  new Event(event.type(), event.data())));
    }
  }

  @Flaw("A slice is bounded by the number of its commits alone.")
  static final class SlicesWithoutBound extends ForwardingEventStore {

    SlicesWithoutBound(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      List<RecordedCommit> commits = new ArrayList<>(slice.commits());
      while (!slice.caughtUp() && commits.size() < max) {
        slice = super.feed(partition, slice.next(), max - commits.size(), Duration.ZERO);
        commits.addAll(slice.commits());
      }
      return new FeedSlice(commits, slice.next(), slice.caughtUp(), Optional.empty());
    }
  }

  @Flaw("Following returns the cursor in front of the last slice.")
  static final class FollowsToTheSliceBefore extends ForwardingEventStore {

    FollowsToTheSliceBefore(MemoryEventStore store) {
      super(store);
    }

    @Override
    public Cursor follow(int partition, Cursor after, Duration wait, Predicate<FeedSlice> reader) {
      Cursor at = after;
      while (!Thread.currentThread().isInterrupted()) {
        FeedSlice slice = feed(partition, at, 100, wait);
        if (!reader.test(slice)) {
          return at;
        }
        at = slice.next();
      }
      return at;
    }
  }
}
