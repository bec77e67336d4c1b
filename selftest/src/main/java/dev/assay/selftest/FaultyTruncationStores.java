package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.tck.EventStoreFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Stores that are wrong about truncation. */
final class FaultyTruncationStores {

  private FaultyTruncationStores() {}

  static List<FaultyStore> all() {
    return List.of(
        FaultyStore.fixture(CutsThroughCommits.class, CutsThroughCommits::fixture, "TRUNCATION-1"),
        FaultyStore.event(AnswersTheArgument.class, AnswersTheArgument::new, "TRUNCATION-2"),
        FaultyStore.event(HeadOfWhatIsLeft.class, HeadOfWhatIsLeft::new, "TRUNCATION-3"),
        FaultyStore.event(ForgetsRequests.class, ForgetsRequests::new, "TRUNCATION-4"),
        FaultyStore.event(TruncatedIsNoStream.class, TruncatedIsNoStream::new, "TRUNCATION-5"),
        FaultyStore.event(FeedWithoutTruncated.class, FeedWithoutTruncated::new, "TRUNCATION-6"),
        FaultyStore.event(ForgetsOldEffects.class, ForgetsOldEffects::new, "TRUNCATION-6"),
        FaultyStore.event(RemovesUpToTheHead.class, RemovesUpToTheHead::new, "TRUNCATION-7"),
        FaultyStore.event(
            BeginsAlwaysAtOne.class, BeginsAlwaysAtOne::new, "TRUNCATION-3", "TRUNCATION-8"));
  }

  @Flaw("Removes events by their versions alone, also from the middle of a commit.")
  static final class CutsThroughCommits extends ForwardingEventStore {

    private final Map<StreamId, Long> first;

    CutsThroughCommits(MemoryEventStore store, Map<StreamId, Long> first) {
      super(store);
      this.first = first;
    }

    static EventStoreFixture fixture() {
      String backend = "faulty-" + UUID.randomUUID();
      Map<StreamId, Long> first = new ConcurrentHashMap<>();
      return realm -> new CutsThroughCommits(MemoryEventStore.open(backend, realm), first);
    }

    @Override
    public long truncate(StreamId stream, long before) {
      long head = read(stream, 1, 0, Direction.FORWARD).head();
      return first.merge(stream, Math.min(before, head + 1), Math::max);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      long begin = first.getOrDefault(stream, 1L);
      StreamSlice slice = super.read(stream, Math.max(from, begin), max, direction);
      List<RecordedEvent> events =
          slice.events().stream().filter(event -> event.version() >= begin).toList();
      return new StreamSlice(stream, events, begin, slice.head(), slice.more());
    }
  }

  @Flaw("Answers where it was asked to cut, not where the stream begins.")
  static final class AnswersTheArgument extends ForwardingEventStore {

    AnswersTheArgument(MemoryEventStore store) {
      super(store);
    }

    @Override
    public long truncate(StreamId stream, long before) {
      return Math.min(before, super.truncate(stream, before));
    }
  }

  @Flaw("Takes the last event that is left for the head.")
  static final class HeadOfWhatIsLeft extends ForwardingEventStore {

    HeadOfWhatIsLeft(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice slice = super.read(stream, from, max, direction);
      long head = slice.firstRetained() > slice.head() ? 0 : slice.head();
      return new StreamSlice(stream, slice.events(), slice.firstRetained(), head, slice.more());
    }
  }

  @Flaw("Loses the memory of requests with their events.")
  static final class ForgetsRequests extends ForwardingEventStore {

    ForgetsRequests(MemoryEventStore store) {
      super(store);
    }

    @Override
    public Optional<Receipt> receipt(StreamId stream, RequestId request) {
      long first = read(stream, 1, 0, Direction.FORWARD).firstRetained();
      return super.receipt(stream, request).filter(receipt -> receipt.after() >= first);
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.Duplicate
          && receipt(commit.stream(), commit.request()).isEmpty()) {
        RequestId other = new RequestId(commit.request() + "'");
        return super.commit(Commit.to(commit.stream(), other).events(commit.events()).build());
      }
      return result;
    }
  }

  @Flaw("Takes a stream without events for one that never had any.")
  static final class TruncatedIsNoStream extends ForwardingEventStore {

    TruncatedIsNoStream(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      StreamSlice slice = read(commit.stream(), 1, 0, Direction.FORWARD);
      boolean empty = slice.firstRetained() > slice.head() && slice.head() > 0;
      return empty && commit.expected() instanceof ExpectedVersion.Exists
          ? new CommitResult.VersionConflict(slice.head())
          : super.commit(commit);
    }
  }

  @Flaw("Joins the feed with the events, so that truncated commits vanish from it.")
  static final class FeedWithoutTruncated extends ForwardingEventStore {

    FeedWithoutTruncated(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      return new FeedSlice(
          slice.commits().stream().filter(commit -> !commit.truncated()).toList(),
          slice.next(),
          slice.caughtUp(),
          slice.heldBackBy());
    }
  }

  @Flaw("Removes the effects of a commit with its events.")
  static final class ForgetsOldEffects extends ForwardingEventStore {

    ForgetsOldEffects(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      return new FeedSlice(
          slice.commits().stream().map(ForgetsOldEffects::without).toList(),
          slice.next(),
          slice.caughtUp(),
          slice.heldBackBy());
    }

    private static RecordedCommit without(RecordedCommit commit) {
      return commit.truncated()
          ? new RecordedCommit(
              commit.receipt(), List.of(), true, List.of(), commit.claims(), commit.releases())
          : commit;
    }
  }

  @Flaw("Where it shall remove everything, it removes what racing writers have added since.")
  static final class RemovesUpToTheHead extends ForwardingEventStore {

    RemovesUpToTheHead(MemoryEventStore store) {
      super(store);
    }

    @Override
    public long truncate(StreamId stream, long before) {
      boolean everything = before > read(stream, 1, 0, Direction.FORWARD).head();
      Faults.roundTrip();
      return super.truncate(stream, everything ? Long.MAX_VALUE : before);
    }
  }

  @Flaw("Says of every stream that it begins at version 1.")
  static final class BeginsAlwaysAtOne extends ForwardingEventStore {

    BeginsAlwaysAtOne(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice slice = super.read(stream, from, max, direction);
      return new StreamSlice(stream, slice.events(), 1, slice.head(), slice.more());
    }
  }
}
