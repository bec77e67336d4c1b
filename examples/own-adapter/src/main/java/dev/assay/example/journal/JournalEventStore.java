package dev.assay.example.journal;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.spi.Limits;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.UnsupportedCapability;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * An event store in one file. It offers no capability, and every call holds the journal's lock:
 * simple, and right.
 */
final class JournalEventStore implements EventStore {

  private static final Limits LIMITS = Limits.PORTABLE;
  private static final Declaration DECLARATION =
      new Declaration(
          "journal",
          "0.1.0",
          new Declaration.Backend("file", System.getProperty("os.name", "unknown"), "one process"),
          Set.of(),
          LIMITS,
          new Durability(
              Durability.Promise.KEPT,
              Durability.Promise.UNKNOWN,
              Durability.Promise.NOT_KEPT,
              new TreeMap<>(Map.of("force", "each commit"))),
          Optional.of(new Declaration.Feed(1, Duration.ZERO)));

  private final Journal journal;
  private final Realm realm;
  private volatile boolean closed;

  JournalEventStore(Journal journal, Realm realm) {
    LIMITS.checkIds(realm.name());
    this.journal = journal;
    this.realm = realm;
  }

  @Override
  public Realm realm() {
    return realm;
  }

  @Override
  public Declaration declaration() {
    return DECLARATION;
  }

  @Override
  public CommitResult commit(Commit commit) {
    return locked(
        () -> {
          if (commit.touchesClaims()) {
            throw new UnsupportedCapability("journal", Capability.CLAIMS);
          }
          commit.check(LIMITS);
          return journal.commit(realm, commit);
        });
  }

  @Override
  public List<CommitOutcome> commitAll(List<Commit> commits) {
    checkOpen();
    List<CommitOutcome> outcomes = new ArrayList<>();
    for (Commit commit : commits) {
      try {
        outcomes.add(commit(commit));
      } catch (StoreException e) {
        outcomes.add(new CommitOutcome.Failed(e));
      }
    }
    return outcomes;
  }

  @Override
  public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
    if (from < 0 || max < 0) {
      throw new IllegalArgumentException("from and max must not be negative");
    }
    return locked(() -> slice(stream, from, max, direction));
  }

  private StreamSlice slice(StreamId stream, long from, int max, Direction direction) {
    List<RecordedEvent> all = journal.content(realm).streams.getOrDefault(stream, List.of());
    boolean forward = direction == Direction.FORWARD;
    List<RecordedEvent> ahead = new ArrayList<>();
    for (RecordedEvent event : all) {
      if (forward ? event.version() >= from : event.version() <= from) {
        ahead.add(event);
      }
    }
    if (!forward) {
      Collections.reverse(ahead);
    }
    boolean more = ahead.size() > max;
    return new StreamSlice(stream, more ? ahead.subList(0, max) : ahead, 1, all.size(), more);
  }

  @Override
  public Optional<Receipt> receipt(StreamId stream, RequestId request) {
    return locked(() -> Journal.receipt(journal.content(realm), stream, request));
  }

  @Override
  public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
    checkPartition(partition);
    if (!after.text().matches("|[0-9]{19}") || max < 1) {
      throw new IllegalArgumentException("The cursor must be of this feed, and max at least 1");
    }
    return locked(
        () -> {
          awaitCommit(after, wait);
          NavigableMap<Cursor, RecordedCommit> ahead =
              journal.content(realm).feed.tailMap(after, false);
          List<RecordedCommit> commits = page(ahead.values(), max);
          Cursor next =
              commits.isEmpty()
                  ? after
                  : commits.get(commits.size() - 1).receipt().position().cursor();
          return new FeedSlice(commits, next, ahead.size() == commits.size(), Optional.empty());
        });
  }

  private static List<RecordedCommit> page(Iterable<RecordedCommit> ahead, int max) {
    List<RecordedCommit> commits = new ArrayList<>();
    long bytes = 0;
    for (RecordedCommit commit : ahead) {
      bytes += commit.asCommit().bytes();
      if (commits.size() == max || (bytes > FeedSlice.MAX_BYTES && !commits.isEmpty())) {
        break;
      }
      commits.add(commit);
    }
    return commits;
  }

  private void awaitCommit(Cursor after, Duration wait) {
    long end = System.nanoTime() + wait.toNanos();
    while (journal.content(realm).feed.higherKey(after) == null && System.nanoTime() < end) {
      try {
        TimeUnit.NANOSECONDS.timedWait(journal, Math.max(1, end - System.nanoTime()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreUnavailable("The wait for a commit was interrupted", e);
      }
      checkOpen();
    }
  }

  @Override
  public Cursor feedEnd(int partition) {
    checkPartition(partition);
    return locked(
        () -> {
          NavigableMap<Cursor, RecordedCommit> feed = journal.content(realm).feed;
          return feed.isEmpty() ? Cursor.START : feed.lastKey();
        });
  }

  @Override
  public void dropRealm() {
    locked(
        () -> {
          journal.drop(realm);
          return true;
        });
  }

  @Override
  public void close() {
    closed = true;
    synchronized (journal) {
      journal.notifyAll();
    }
  }

  private <T> T locked(Supplier<T> call) {
    synchronized (journal) {
      checkOpen();
      return call.get();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new StoreClosed("journal event store");
    }
  }

  private static void checkPartition(int partition) {
    if (partition != 0) {
      throw new IllegalArgumentException("There is no feed partition " + partition);
    }
  }
}
