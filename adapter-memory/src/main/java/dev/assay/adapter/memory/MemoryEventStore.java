package dev.assay.adapter.memory;

import dev.assay.adapter.memory.MemoryRealm.RequestKey;
import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.spi.Limits;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
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
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.JointCommits;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.Restoration;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.event.TotalOrder;
import dev.assay.spi.event.Truncation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The reference event store: everything in the memory of this process, one lock per realm. It
 * offers every capability, bounds what the portable profile bounds, and keeps nothing when the
 * process ends.
 *
 * <p>A commit is judged and applied in one step under the lock of its realm; its place in the feed
 * is the next number, taken under the same lock, so that a visible commit has no invisible one
 * before it.
 */
public final class MemoryEventStore
    implements TotalOrder, Claims, JointCommits, Truncation, RequestLog, Restoration {

  private static final Map<String, Map<Realm, MemoryRealm>> BACKENDS = new ConcurrentHashMap<>();
  private static final Limits LIMITS = Limits.PORTABLE;
  private static final Declaration DECLARATION =
      new Declaration(
          "memory",
          "0.1.0",
          new Declaration.Backend("memory", Runtime.version().toString(), "this process"),
          EnumSet.of(
              Capability.CLAIMS,
              Capability.TOTAL_ORDER,
              Capability.JOINT_COMMITS,
              Capability.TRUNCATION,
              Capability.REQUEST_LOG,
              Capability.RESTORATION),
          LIMITS,
          Durability.none(),
          Optional.of(new Declaration.Feed(1, Duration.ZERO)));

  private final Realm name;
  private final MemoryRealm realm;
  private volatile boolean closed;

  private MemoryEventStore(Realm name, MemoryRealm realm) {
    this.name = name;
    this.realm = realm;
  }

  /**
   * Opens a realm of a backend; both come to be when they are first opened.
   *
   * @param backend the name under which stores in this process share their content
   */
  public static MemoryEventStore open(String backend, Realm realm) {
    LIMITS.checkIds(realm.name());
    Map<Realm, MemoryRealm> realms =
        BACKENDS.computeIfAbsent(backend, key -> new ConcurrentHashMap<>());
    return new MemoryEventStore(realm, realms.computeIfAbsent(realm, key -> new MemoryRealm()));
  }

  @Override
  public Realm realm() {
    return name;
  }

  @Override
  public Declaration declaration() {
    return DECLARATION;
  }

  @Override
  public CommitResult commit(Commit commit) {
    return locked(
        () -> {
          commit.check(LIMITS);
          return realm
              .judge(commit)
              .orElseGet(() -> new CommitResult.Committed(realm.apply(commit)));
        });
  }

  @Override
  public List<CommitOutcome> commitAll(List<Commit> commits) {
    checkOpen();
    List<CommitOutcome> outcomes = new ArrayList<>();
    for (Commit commit : commits) {
      outcomes.add(outcome(commit));
    }
    return List.copyOf(outcomes);
  }

  private CommitOutcome outcome(Commit commit) {
    try {
      return commit(commit);
    } catch (StoreException e) {
      return new CommitOutcome.Failed(e);
    }
  }

  @Override
  public JointResult commitTogether(List<Commit> commits) {
    return locked(
        () -> {
          JointCommits.check(commits, LIMITS);
          return judge(commits)
              .orElseGet(
                  () -> new JointResult.Committed(commits.stream().map(realm::apply).toList()));
        });
  }

  // Duplicates come first, also where a commit before them meets another version.
  private Optional<JointResult> judge(List<Commit> commits) {
    List<Receipt> originals = new ArrayList<>();
    List<JointResult> duplicates = new ArrayList<>();
    List<JointResult> others = new ArrayList<>();
    for (int i = 0; i < commits.size(); i++) {
      CommitResult result = realm.judge(commits.get(i)).orElse(null);
      if (result instanceof CommitResult.Duplicate duplicate) {
        originals.add(duplicate.original());
        duplicates.add(new JointResult.Refused(i, duplicate));
      } else if (result != null) {
        others.add(new JointResult.Refused(i, result));
      }
    }
    return originals.size() == commits.size()
        ? Optional.of(new JointResult.Duplicate(originals))
        : Stream.concat(duplicates.stream(), others.stream()).findFirst();
  }

  @Override
  public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
    if (from < 0 || max < 0) {
      throw new IllegalArgumentException("from and max must not be negative");
    }
    return locked(
        () -> {
          MemoryStream content = realm.stream(stream);
          NavigableMap<Long, RecordedEvent> ahead =
              direction == Direction.FORWARD
                  ? content.events.tailMap(from, true)
                  : content.events.headMap(from, true).descendingMap();
          return new StreamSlice(
              stream,
              ahead.values().stream().limit(max).toList(),
              content.firstRetained,
              content.head,
              ahead.size() > max);
        });
  }

  @Override
  public Optional<Receipt> receipt(StreamId stream, RequestId request) {
    return locked(() -> realm.receipt(new RequestKey(stream, request)));
  }

  @Override
  public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
    checkPartition(partition);
    checkCursor(after);
    if (max < 1 || wait.isNegative()) {
      throw new IllegalArgumentException("max must be at least 1 and wait not negative");
    }
    return locked(
        () -> {
          awaitCommit(after, wait);
          NavigableMap<Cursor, RecordedCommit> ahead = realm.feed.tailMap(after, false);
          List<RecordedCommit> commits = realm.page(ahead, max);
          Cursor next =
              commits.isEmpty()
                  ? after
                  : commits.get(commits.size() - 1).receipt().position().cursor();
          return new FeedSlice(commits, next, ahead.size() == commits.size(), Optional.empty());
        });
  }

  private void awaitCommit(Cursor after, Duration wait) {
    long end = System.nanoTime() + wait.toNanos();
    while (realm.feed.higherKey(after) == null && end - System.nanoTime() > 0) {
      try {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        realm.wait(Math.max(1, left.toMillis()));
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
    return locked(() -> realm.feed.isEmpty() ? Cursor.START : realm.feed.lastKey());
  }

  @Override
  public void dropRealm() {
    locked(
        () -> {
          realm.clear();
          return true;
        });
  }

  @Override
  public Optional<StreamId> holder(Claim claim) {
    return locked(() -> Optional.ofNullable(realm.holders.get(claim)));
  }

  @Override
  public long truncate(StreamId stream, long before) {
    if (before < 1) {
      throw new IllegalArgumentException("The first version to keep must be at least 1");
    }
    return locked(() -> realm.truncate(stream, before));
  }

  @Override
  public CommitResult restore(RecordedCommit recorded) {
    Commit commit = recorded.asCommit();
    return locked(
        () -> {
          commit.check(LIMITS);
          return realm
              .judge(commit)
              .orElseGet(() -> new CommitResult.Committed(realm.restore(recorded)));
        });
  }

  @Override
  public LoggedRequest record(Request request) {
    request.check(LIMITS);
    return locked(() -> realm.record(request));
  }

  @Override
  public boolean fail(StreamId stream, RequestId request, String error) {
    if (error.indexOf(0) >= 0) {
      throw new IllegalArgumentException("An error text must not contain U+0000");
    }
    Optional<String> kept = Optional.of(cut(error));
    return locked(
        () ->
            realm.log.computeIfPresent(
                    new RequestKey(stream, request),
                    (key, old) ->
                        new LoggedRequest(
                            old.request(),
                            old.received(),
                            old.firstAt(),
                            old.lastAt(),
                            kept,
                            Optional.empty()))
                != null);
  }

  @Override
  public Optional<LoggedRequest> find(StreamId stream, RequestId request) {
    return locked(
        () ->
            Optional.ofNullable(realm.log.get(new RequestKey(stream, request)))
                .map(realm::withReceipt));
  }

  @Override
  public Page<LoggedRequest> findByInteraction(
      String interaction, Optional<PageCursor> after, int max) {
    return page(logged -> logged.request().interaction().equals(interaction), after, max);
  }

  @Override
  public Page<LoggedRequest> pending(Optional<PageCursor> after, int max) {
    return page(logged -> logged.receipt().isEmpty(), after, max);
  }

  // A page cursor is the number of the last entry on the page in the whole log, which only grows.
  private Page<LoggedRequest> page(
      Predicate<LoggedRequest> which, Optional<PageCursor> after, int max) {
    if (max < 1 || max > MAX_PAGE) {
      throw new IllegalArgumentException("The size of a page must be from 1 to " + MAX_PAGE);
    }
    int begin = after.map(MemoryEventStore::number).orElse(0);
    return locked(
        () -> {
          Collection<LoggedRequest> log = realm.log.values();
          List<LoggedRequest> items = new ArrayList<>();
          int number = 0;
          for (LoggedRequest entry : log) {
            LoggedRequest logged = realm.withReceipt(entry);
            if (number >= begin && which.test(logged)) {
              if (items.size() == max) {
                return new Page<>(items, Optional.of(new PageCursor(String.valueOf(number))));
              }
              items.add(logged);
            }
            number++;
          }
          return new Page<>(items, Optional.empty());
        });
  }

  private static int number(PageCursor cursor) {
    try {
      return Integer.parseInt(cursor.text());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("The page cursor is not of this log", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    synchronized (realm) {
      realm.notifyAll();
    }
  }

  @Override
  public String toString() {
    return "memory event store, realm " + name.name();
  }

  private <T> T locked(Supplier<T> call) {
    synchronized (realm) {
      checkOpen();
      return call.get();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new StoreClosed(toString());
    }
  }

  private static void checkPartition(int partition) {
    if (partition != 0) {
      throw new IllegalArgumentException("There is no feed partition " + partition);
    }
  }

  private static void checkCursor(Cursor cursor) {
    if (!cursor.text().matches("|[0-9]{19}")) {
      throw new IllegalArgumentException("The cursor is not of this feed");
    }
  }

  private static String cut(String error) {
    boolean fits = error.codePointCount(0, error.length()) <= MAX_ERROR;
    return fits ? error : error.substring(0, error.offsetByCodePoints(0, MAX_ERROR));
  }
}
