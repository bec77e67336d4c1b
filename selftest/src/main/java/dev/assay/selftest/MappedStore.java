package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Shows the feed and the receipts of the reference in another form; a right store by itself. */
class MappedStore extends ForwardingEventStore {

  MappedStore(MemoryEventStore store) {
    super(store);
  }

  /** Turns a cursor of the reference into one that callers see. */
  Cursor out(Cursor cursor) {
    return cursor;
  }

  /** Turns a cursor that callers hand in into one of the reference. */
  Cursor in(Cursor cursor) {
    return cursor;
  }

  /** Turns a recorded time into the one that callers see. */
  Instant time(Instant time) {
    return time;
  }

  /** Turns a commit of the feed into the one that callers see. */
  RecordedCommit shown(RecordedCommit commit) {
    return new RecordedCommit(
        mapped(commit.receipt()),
        commit.events().stream().map(this::shown).toList(),
        commit.truncated(),
        commit.effects(),
        commit.claims(),
        commit.releases());
  }

  private RecordedEvent shown(RecordedEvent event) {
    return new RecordedEvent(
        event.stream(), event.version(), time(event.recordedAt()), event.event());
  }

  @Override
  public CommitResult commit(Commit commit) {
    CommitResult result = super.commit(commit);
    if (result instanceof CommitResult.Committed committed) {
      return new CommitResult.Committed(mapped(committed.receipt()));
    }
    return result instanceof CommitResult.Duplicate duplicate
        ? new CommitResult.Duplicate(mapped(duplicate.original()))
        : result;
  }

  @Override
  public Optional<Receipt> receipt(StreamId stream, RequestId request) {
    return super.receipt(stream, request).map(this::mapped);
  }

  @Override
  public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
    FeedSlice slice = super.feed(partition, in(after), max, wait);
    List<RecordedCommit> commits = slice.commits().stream().map(this::shown).toList();
    return new FeedSlice(commits, out(slice.next()), slice.caughtUp(), slice.heldBackBy());
  }

  @Override
  public Cursor feedEnd(int partition) {
    return out(super.feedEnd(partition));
  }

  final Receipt mapped(Receipt receipt) {
    FeedPosition position = receipt.position();
    return new Receipt(
        receipt.stream(),
        receipt.request(),
        receipt.before(),
        receipt.after(),
        receipt.response(),
        time(receipt.recordedAt()),
        new FeedPosition(position.partition(), out(position.cursor())));
  }
}
