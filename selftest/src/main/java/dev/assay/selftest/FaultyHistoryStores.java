package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Event stores that look right to one client, and are wrong beside others. */
final class FaultyHistoryStores {

  private FaultyHistoryStores() {}

  static List<FaultyStore> all() {
    List<FaultyStore> all = new ArrayList<>();
    all.addAll(writes());
    all.addAll(requests());
    all.addAll(reads());
    all.addAll(doubts());
    all.addAll(FaultyViewHistoryStores.all());
    return all;
  }

  private static List<FaultyStore> writes() {
    return List.of(
        FaultyStore.event(SwallowsConflicts.class, SwallowsConflicts::new, "HISTORY-1", "LOCK-1"),
        FaultyStore.event(
            WritesAtTheNextVersion.class, WritesAtTheNextVersion::new, "HISTORY-1", "LOCK-1"),
        FaultyStore.event(LosesUnderAny.class, LosesUnderAny::new, "HISTORY-1", "LOCK-5"),
        FaultyStore.event(JudgesListsUpFront.class, JudgesListsUpFront::new, "HISTORY-6"),
        Backends.perRealm(
            ClaimsBeforeItLocks.class,
            OwnClaimsStore::newTable,
            ClaimsBeforeItLocks::new,
            "HISTORY-5"));
  }

  private static List<FaultyStore> requests() {
    return List.of(
        Backends.perRealm(
            SearchesAnIndexThatLags.class,
            RequestBook::new,
            SearchesAnIndexThatLags::new,
            "HISTORY-2"),
        Backends.perRealm(
            SearchesOutsideTheTransaction.class,
            RequestBook::new,
            SearchesOutsideTheTransaction::new,
            "DEDUP-2",
            "HISTORY-2"),
        Backends.perRealm(
            RemembersOwnRequests.class,
            RequestBook::new,
            RemembersOwnRequests::new,
            "DEDUP-2",
            "DEDUP-5",
            "HISTORY-2"));
  }

  private static List<FaultyStore> reads() {
    return List.of(
        FaultyStore.event(CachesTheHead.class, CachesTheHead::new, "HISTORY-1"),
        Backends.perRealm(ReadsUncommitted.class, Drafts::new, ReadsUncommitted::new, "HISTORY-3"),
        Backends.perRealm(
            ShowsPagesAsTheyCome.class, Drafts::new, ShowsPagesAsTheyCome::new, "HISTORY-6"),
        Backends.perRealm(
            FollowsAReplica.class, RequestBook::new, FollowsAReplica::new, "HISTORY-4"));
  }

  private static List<FaultyStore> doubts() {
    return List.of(
        Backends.perRealm(
            AppliedButUnavailable.class, Traffic::new, AppliedButUnavailable::new, "HISTORY-1"),
        Backends.perRealm(NeverSure.class, Traffic::new, NeverSure::new, "HISTORY-8"),
        Backends.perRealm(
            BusyMeansUnavailable.class, Traffic::new, BusyMeansUnavailable::new, "HISTORY-8"));
  }

  private static long head(EventStore store, StreamId stream) {
    return store.read(stream, 1, 0, Direction.FORWARD).head();
  }

  // Writes

  /** Judges by the version that was read first, and writes a round trip later. */
  abstract static class ReadsThenInserts extends ForwardingEventStore {

    ReadsThenInserts(MemoryEventStore store) {
      super(store);
    }

    /** Tells whether the fault concerns a commit. */
    boolean concerns(Commit commit) {
      return true;
    }

    /** Answers a commit whose place was taken since. */
    abstract CommitResult collided(Commit commit, long head, long actual);

    @Override
    public CommitResult commit(Commit commit) {
      long head = head(this, commit.stream());
      boolean plain =
          !concerns(commit)
              || !commit.expected().holdsAt(head)
              || receipt(commit.stream(), commit.request()).isPresent();
      return plain ? super.commit(commit) : insert(commit, head);
    }

    final CommitResult insert(Commit commit, long head) {
      Faults.roundTrip();
      CommitResult result = super.commit(Faults.expecting(commit, ExpectedVersion.exactly(head)));
      return result instanceof CommitResult.VersionConflict conflict
          ? collided(commit, head, conflict.actual())
          : result;
    }

    final CommitResult pretended(Commit commit, long head) {
      return new CommitResult.Committed(
          new Receipt(
              commit.stream(),
              commit.request(),
              head,
              head + commit.events().size(),
              commit.response(),
              Instant.now().truncatedTo(ChronoUnit.MICROS),
              new FeedPosition(0, feedEnd(0))));
    }
  }

  @Flaw("Events are inserted with ON CONFLICT DO NOTHING, and nobody counts the rows.")
  static final class SwallowsConflicts extends ReadsThenInserts {

    SwallowsConflicts(MemoryEventStore store) {
      super(store);
    }

    @Override
    CommitResult collided(Commit commit, long head, long actual) {
      return pretended(commit, head);
    }
  }

  @Flaw("An insert that meets a taken version is tried again at the next one.")
  static final class WritesAtTheNextVersion extends ReadsThenInserts {

    WritesAtTheNextVersion(MemoryEventStore store) {
      super(store);
    }

    @Override
    CommitResult collided(Commit commit, long head, long actual) {
      return insert(commit, actual);
    }
  }

  @Flaw("A commit that expects nothing replaces what came since its version was read.")
  static final class LosesUnderAny extends ReadsThenInserts {

    LosesUnderAny(MemoryEventStore store) {
      super(store);
    }

    @Override
    boolean concerns(Commit commit) {
      return commit.expected() instanceof ExpectedVersion.Any;
    }

    @Override
    CommitResult collided(Commit commit, long head, long actual) {
      return pretended(commit, head);
    }
  }

  @Flaw("All conditions of a list are judged first, and then the list is written.")
  static final class JudgesListsUpFront extends ForwardingEventStore {

    JudgesListsUpFront(MemoryEventStore store) {
      super(store);
    }

    @Override
    public List<CommitOutcome> commitAll(List<Commit> commits) {
      Map<StreamId, Long> heads = new HashMap<>();
      List<Commit> judged = new ArrayList<>();
      for (Commit commit : commits) {
        long head = heads.computeIfAbsent(commit.stream(), stream -> head(this, stream));
        boolean holds = commit.expected().holdsAt(head);
        judged.add(holds ? Faults.expecting(commit, ExpectedVersion.any()) : commit);
        heads.put(commit.stream(), head + (holds ? commit.events().size() : 0));
      }
      Faults.roundTrip();
      return super.commitAll(judged);
    }
  }

  @Flaw("Claims are written before the stream is locked, and stay when its version has changed.")
  static final class ClaimsBeforeItLocks extends OwnClaimsStore {

    ClaimsBeforeItLocks(MemoryEventStore store, Map<Claim, StreamId> table) {
      super(store, table);
    }

    @Override
    public CommitResult commit(Commit commit) {
      commit.check(declaration().limits());
      synchronized (table) {
        Optional<CommitResult> refused = judge(commit);
        if (refused.isPresent()) {
          return refused.get();
        }
        commit.claims().forEach(claim -> table.put(claim, commit.stream()));
      }
      Faults.roundTrip();
      synchronized (table) {
        CommitResult result = apply(commit);
        if (result instanceof CommitResult.Committed) {
          commit.releases().forEach(claim -> release(claim, commit.stream()));
        }
        return result;
      }
    }
  }

  // Requests

  /** What was applied, under the names that the callers gave. */
  static final class RequestBook {

    private final Map<List<Object>, Entry> entries = new ConcurrentHashMap<>();
    private final Map<RequestId, RequestId> names = new ConcurrentHashMap<>();

    record Entry(Receipt receipt, EventStore writer, long nanos) {}

    static List<Object> key(StreamId stream, RequestId request) {
      return List.of(stream, request);
    }
  }

  /**
   * Remembers requests beside the reference, which knows each attempt by another name; what callers
   * see carries their own names.
   */
  abstract static class OwnRequests extends MappedStore {

    private final RequestBook book;

    OwnRequests(MemoryEventStore store, RequestBook book) {
      super(store);
      this.book = book;
    }

    /** Tells whether this handle finds an entry. */
    abstract boolean finds(EventStore writer, long ageNanos);

    @Override
    public CommitResult commit(Commit commit) {
      commit.check(declaration().limits());
      Optional<Receipt> known = receipt(commit.stream(), commit.request());
      if (known.isPresent()) {
        return new CommitResult.Duplicate(known.get());
      }
      Faults.roundTrip();
      Commit renamed = Faults.anonymous(commit);
      book.names.put(renamed.request(), commit.request());
      CommitResult result = super.commit(renamed);
      if (!(result instanceof CommitResult.Committed committed)) {
        return result;
      }
      Receipt receipt = Faults.as(committed.receipt(), commit.request());
      book.entries.putIfAbsent(
          RequestBook.key(commit.stream(), commit.request()),
          new RequestBook.Entry(receipt, this, System.nanoTime()));
      return new CommitResult.Committed(receipt);
    }

    @Override
    public final Optional<Receipt> receipt(StreamId stream, RequestId request) {
      super.receipt(stream, request);
      return Optional.ofNullable(book.entries.get(RequestBook.key(stream, request)))
          .filter(entry -> finds(entry.writer(), System.nanoTime() - entry.nanos()))
          .map(RequestBook.Entry::receipt);
    }

    @Override
    public void dropRealm() {
      super.dropRealm();
      book.entries.clear();
    }

    @Override
    RecordedCommit shown(RecordedCommit commit) {
      RequestId name = commit.receipt().request();
      Receipt receipt = Faults.as(commit.receipt(), book.names.getOrDefault(name, name));
      return new RecordedCommit(
          receipt,
          commit.events(),
          commit.truncated(),
          commit.effects(),
          commit.claims(),
          commit.releases());
    }
  }

  @Flaw("Requests are searched for in an index that shows what other handles wrote a moment later.")
  static final class SearchesAnIndexThatLags extends OwnRequests {

    private static final long LAG_NANOS = 3_000_000;

    SearchesAnIndexThatLags(MemoryEventStore store, RequestBook book) {
      super(store, book);
    }

    @Override
    boolean finds(EventStore writer, long ageNanos) {
      return writer == this || ageNanos > LAG_NANOS;
    }
  }

  @Flaw("Requests are searched for before the transaction that writes.")
  static final class SearchesOutsideTheTransaction extends OwnRequests {

    SearchesOutsideTheTransaction(MemoryEventStore store, RequestBook book) {
      super(store, book);
    }

    @Override
    boolean finds(EventStore writer, long ageNanos) {
      return true;
    }
  }

  @Flaw("A handle remembers the requests that it applied itself.")
  static final class RemembersOwnRequests extends OwnRequests {

    RemembersOwnRequests(MemoryEventStore store, RequestBook book) {
      super(store, book);
    }

    @Override
    boolean finds(EventStore writer, long ageNanos) {
      return writer == this;
    }
  }

  // Reads

  @Flaw("A handle remembers the version of a stream until it writes to it or reads its events.")
  static final class CachesTheHead extends ForwardingEventStore {

    private final Map<StreamId, Long> heads = new ConcurrentHashMap<>();

    CachesTheHead(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      heads.remove(commit.stream());
      CommitResult result = super.commit(commit);
      heads.remove(commit.stream());
      return result;
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice slice = super.read(stream, from, max, direction);
      if (max > 0) {
        heads.put(stream, slice.head());
        return slice;
      }
      long head = heads.computeIfAbsent(stream, key -> slice.head());
      return new StreamSlice(stream, slice.events(), slice.firstRetained(), head, slice.more());
    }
  }

  /** What is written but not decided yet, by stream. */
  static final class Drafts {
    private final Map<StreamId, List<Event>> drafts = new ConcurrentHashMap<>();
    private final Map<StreamId, Object> locks = new ConcurrentHashMap<>();

    Object lock(StreamId stream) {
      return locks.computeIfAbsent(stream, key -> new Object());
    }
  }

  /** Shows events behind the head that no commit has made yet. */
  abstract static class ShowsDrafts extends ForwardingEventStore {

    final Drafts drafts;

    ShowsDrafts(MemoryEventStore store, Drafts drafts) {
      super(store);
      this.drafts = drafts;
    }

    /** Returns the events of a commit that show before it is decided. */
    abstract List<Event> early(Commit commit);

    @Override
    public CommitResult commit(Commit commit) {
      List<Event> early = early(commit);
      if (early.isEmpty()) {
        return super.commit(commit);
      }
      synchronized (drafts.lock(commit.stream())) {
        drafts.drafts.put(commit.stream(), early);
        Faults.roundTrip();
        drafts.drafts.remove(commit.stream());
        return super.commit(commit);
      }
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice slice = super.read(stream, from, max, direction);
      List<Event> draft = drafts.drafts.getOrDefault(stream, List.of());
      boolean shows = direction == Direction.FORWARD && !slice.more() && from <= slice.head() + 1;
      return shows ? with(slice, draft, max) : slice;
    }

    private static StreamSlice with(StreamSlice slice, List<Event> draft, int max) {
      List<RecordedEvent> events = new ArrayList<>(slice.events());
      Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
      for (int i = 0; i < draft.size() && events.size() < max; i++) {
        events.add(new RecordedEvent(slice.stream(), slice.head() + 1 + i, now, draft.get(i)));
      }
      boolean more = events.size() < slice.events().size() + draft.size();
      return new StreamSlice(
          slice.stream(), events, slice.firstRetained(), slice.head() + draft.size(), more);
    }
  }

  @Flaw("Reads see what is written before it is known whether it is refused.")
  static final class ReadsUncommitted extends ShowsDrafts {

    ReadsUncommitted(MemoryEventStore store, Drafts drafts) {
      super(store, drafts);
    }

    @Override
    List<Event> early(Commit commit) {
      boolean known = receipt(commit.stream(), commit.request()).isPresent();
      return known ? List.of() : commit.events();
    }
  }

  @Flaw("A commit with more than four events is written in two pages, and reads see the first.")
  static final class ShowsPagesAsTheyCome extends ShowsDrafts {

    private static final int PAGE = 4;

    ShowsPagesAsTheyCome(MemoryEventStore store, Drafts drafts) {
      super(store, drafts);
    }

    @Override
    List<Event> early(Commit commit) {
      boolean decided =
          commit.events().size() <= PAGE
              || !commit.expected().holdsAt(head(this, commit.stream()))
              || receipt(commit.stream(), commit.request()).isPresent();
      return decided ? List.of() : commit.events().subList(0, PAGE);
    }
  }

  @Flaw("Followers read a replica that shows commits of other handles a moment later.")
  static final class FollowsAReplica extends ForwardingEventStore {

    private static final long LAG_NANOS = 2_000_000;

    private final RequestBook book;

    FollowsAReplica(MemoryEventStore store, RequestBook book) {
      super(store);
      this.book = book;
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.Committed committed) {
        book.entries.put(
            RequestBook.key(commit.stream(), commit.request()),
            new RequestBook.Entry(committed.receipt(), this, System.nanoTime()));
      }
      return result;
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      List<RecordedCommit> shown = slice.commits().stream().takeWhile(this::arrived).toList();
      if (shown.size() == slice.commits().size()) {
        return slice;
      }
      Cursor next =
          shown.isEmpty() ? after : shown.get(shown.size() - 1).receipt().position().cursor();
      return new FeedSlice(shown, next, true, slice.heldBackBy());
    }

    private boolean arrived(RecordedCommit commit) {
      Receipt receipt = commit.receipt();
      RequestBook.Entry entry =
          book.entries.get(RequestBook.key(receipt.stream(), receipt.request()));
      return entry != null
          && (entry.writer() == this || System.nanoTime() - entry.nanos() > LAG_NANOS);
    }
  }

  // Doubts

  /** How many commits are under way, by stream. */
  static final class Traffic {
    private final Map<StreamId, AtomicInteger> underWay = new ConcurrentHashMap<>();
    private final AtomicInteger collisions = new AtomicInteger();
  }

  /** Notices commits that meet others on their stream. */
  abstract static class NoticesTraffic extends ForwardingEventStore {

    private final Traffic traffic;

    NoticesTraffic(MemoryEventStore store, Traffic traffic) {
      super(store);
      this.traffic = traffic;
    }

    /** Commits beside another commit on the stream. */
    abstract CommitResult commitBeside(Commit commit, int collision);

    final CommitResult apply(Commit commit) {
      return super.commit(commit);
    }

    @Override
    public CommitResult commit(Commit commit) {
      AtomicInteger underWay =
          traffic.underWay.computeIfAbsent(commit.stream(), stream -> new AtomicInteger());
      boolean alone = underWay.incrementAndGet() == 1;
      try {
        Faults.roundTrip();
        return alone ? apply(commit) : commitBeside(commit, traffic.collisions.incrementAndGet());
      } finally {
        underWay.decrementAndGet();
      }
    }
  }

  @Flaw("A commit that waits too long for the stream is reported as not applied, and is applied.")
  static final class AppliedButUnavailable extends NoticesTraffic {

    private static final int LATE = 8;

    AppliedButUnavailable(MemoryEventStore store, Traffic traffic) {
      super(store, traffic);
    }

    @Override
    CommitResult commitBeside(Commit commit, int collision) {
      CommitResult result = apply(commit);
      if (collision % LATE == 0) {
        throw new StoreUnavailable("The stream " + commit.stream() + " was locked", null);
      }
      return result;
    }
  }

  @Flaw("Every conflict beside another writer is reported as an unknown outcome, for ever.")
  static final class NeverSure extends NoticesTraffic {

    NeverSure(MemoryEventStore store, Traffic traffic) {
      super(store, traffic);
    }

    @Override
    CommitResult commitBeside(Commit commit, int collision) {
      CommitResult result = apply(commit);
      if (result instanceof CommitResult.VersionConflict) {
        throw new OutcomeUnknown("The transaction was rolled back", null);
      }
      return result;
    }
  }

  @Flaw("A stream that somebody else has locked is reported as an outage.")
  static final class BusyMeansUnavailable extends NoticesTraffic {

    BusyMeansUnavailable(MemoryEventStore store, Traffic traffic) {
      super(store, traffic);
    }

    @Override
    CommitResult commitBeside(Commit commit, int collision) {
      throw new StoreUnavailable("The stream " + commit.stream() + " is locked", null);
    }
  }
}
