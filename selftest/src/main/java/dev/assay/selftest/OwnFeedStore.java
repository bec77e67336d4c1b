package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Takes the places in the feed from a counter of its own, one round trip before the commit is
 * shown, as a database with a sequence does; readers stop at the horizon. A right store as far as
 * order and feed go.
 */
class OwnFeedStore extends ForwardingEventStore {

  final FeedBook book;

  OwnFeedStore(MemoryEventStore store, FeedBook book) {
    super(store);
    this.book = book;
  }

  @Override
  public CommitResult commit(Commit commit) {
    synchronized (book.lock(commit.stream())) {
      return commitAt(book.take(), commit);
    }
  }

  final CommitResult commitAt(Cursor place, Commit commit) {
    Faults.roundTrip();
    CommitResult result = super.commit(commit);
    if (result instanceof CommitResult.Committed committed) {
      Receipt receipt = placed(committed.receipt(), place);
      book.show(place, recorded(commit, receipt));
      return new CommitResult.Committed(receipt);
    }
    book.giveUp(place);
    return result instanceof CommitResult.Duplicate duplicate
        ? new CommitResult.Duplicate(known(duplicate.original()))
        : result;
  }

  /** Returns the receipt with its place. */
  Receipt placed(Receipt receipt, Cursor place) {
    return at(receipt, place, receipt.recordedAt());
  }

  static Receipt at(Receipt receipt, Cursor place, Instant recordedAt) {
    return new Receipt(
        receipt.stream(),
        receipt.request(),
        receipt.before(),
        receipt.after(),
        receipt.response(),
        recordedAt,
        new FeedPosition(0, place));
  }

  private static RecordedCommit recorded(Commit commit, Receipt receipt) {
    List<RecordedEvent> events = new ArrayList<>();
    for (Event event : commit.events()) {
      long version = receipt.before() + events.size() + 1;
      events.add(new RecordedEvent(commit.stream(), version, receipt.recordedAt(), event));
    }
    return new RecordedCommit(
        receipt, events, false, commit.effects(), commit.claims(), commit.releases());
  }

  private Receipt known(Receipt receipt) {
    return book.find(receipt.stream(), receipt.request()).orElse(receipt);
  }

  @Override
  public Optional<Receipt> receipt(StreamId stream, RequestId request) {
    synchronized (book.lock(stream)) {
      return super.receipt(stream, request).map(this::known);
    }
  }

  @Override
  public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
    // Judges partition, cursor and max.
    super.feed(partition, after, max, Duration.ZERO);
    long deadline = System.nanoTime() + wait.toNanos();
    FeedSlice slice = look(after, max);
    while (slice.commits().isEmpty() && deadline - System.nanoTime() > 0) {
      await(deadline - System.nanoTime());
      slice = look(after, max);
    }
    return slice;
  }

  private FeedSlice look(Cursor after, int max) {
    synchronized (book) {
      NavigableMap<Cursor, RecordedCommit> ahead = book.between(after, horizon());
      List<RecordedCommit> commits = ahead.values().stream().limit(max).toList();
      Cursor next = commits.isEmpty() ? after : last(commits);
      boolean all = commits.size() == ahead.size();
      return new FeedSlice(commits, next, caughtUp(all), Optional.empty());
    }
  }

  private static Cursor last(List<RecordedCommit> commits) {
    return commits.get(commits.size() - 1).receipt().position().cursor();
  }

  private void await(long nanos) {
    try {
      book.await(Duration.ofNanos(nanos).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("The wait for a commit was interrupted", e);
    }
  }

  @Override
  public Cursor feedEnd(int partition) {
    super.feedEnd(partition);
    NavigableMap<Cursor, RecordedCommit> visible = book.between(Cursor.START, horizon());
    return visible.isEmpty() ? Cursor.START : visible.lastKey();
  }

  /** Returns the place at which readers stop. */
  Cursor horizon() {
    return book.horizon();
  }

  /** Tells whether a reader is caught up who was shown all below the horizon, or not. */
  boolean caughtUp(boolean all) {
    return all && !book.showsFrom(horizon());
  }
}
