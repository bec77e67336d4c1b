package dev.assay.selftest;

import dev.assay.spi.Declaration;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deals the streams out to two feed partitions; declares no capability. A right store. */
class TwoPartitionStore extends ForwardingLeastEventStore {

  private static final int PARTITIONS = 2;
  private static final int PAGE = 100;

  TwoPartitionStore(EventStore store) {
    super(store);
  }

  @Override
  public Declaration declaration() {
    return Declarations.with(super.declaration(), new Declaration.Feed(PARTITIONS, Duration.ZERO));
  }

  /** Returns the partition of what left a receipt behind. */
  int partition(Receipt receipt) {
    return Math.floorMod(receipt.stream().hashCode(), PARTITIONS);
  }

  @Override
  public CommitResult commit(Commit commit) {
    CommitResult result = super.commit(commit);
    if (result instanceof CommitResult.Committed committed) {
      return new CommitResult.Committed(placed(committed.receipt()));
    }
    return result instanceof CommitResult.Duplicate duplicate
        ? new CommitResult.Duplicate(placed(duplicate.original()))
        : result;
  }

  @Override
  public Optional<Receipt> receipt(StreamId stream, RequestId request) {
    return super.receipt(stream, request).map(this::placed);
  }

  @Override
  public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
    checkPartition(partition);
    long deadline = System.nanoTime() + wait.toNanos();
    Cursor at = after;
    while (true) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      FeedSlice slice = super.feed(0, at, max < 1 ? max : PAGE, left);
      FeedSlice own = own(partition, slice, max);
      if (!own.commits().isEmpty() || (slice.caughtUp() && left.isZero())) {
        return own;
      }
      at = slice.next();
    }
  }

  @Override
  public Cursor feedEnd(int partition) {
    checkPartition(partition);
    return super.feedEnd(0);
  }

  private FeedSlice own(int partition, FeedSlice slice, int max) {
    List<RecordedCommit> commits = new ArrayList<>();
    for (RecordedCommit commit : slice.commits()) {
      if (partition(commit.receipt()) == partition) {
        if (commits.size() == max) {
          Cursor next = commits.get(max - 1).receipt().position().cursor();
          return new FeedSlice(commits, next, false, Optional.empty());
        }
        commits.add(placed(commit));
      }
    }
    return new FeedSlice(commits, slice.next(), slice.caughtUp(), Optional.empty());
  }

  private RecordedCommit placed(RecordedCommit commit) {
    return new RecordedCommit(
        placed(commit.receipt()),
        commit.events(),
        commit.truncated(),
        commit.effects(),
        commit.claims(),
        commit.releases());
  }

  private Receipt placed(Receipt receipt) {
    return new Receipt(
        receipt.stream(),
        receipt.request(),
        receipt.before(),
        receipt.after(),
        receipt.response(),
        receipt.recordedAt(),
        new FeedPosition(partition(receipt), receipt.position().cursor()));
  }

  private static void checkPartition(int partition) {
    if (partition < 0 || partition >= PARTITIONS) {
      throw new IllegalArgumentException("There is no feed partition " + partition);
    }
  }
}
