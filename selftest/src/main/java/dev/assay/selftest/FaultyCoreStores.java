package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.LimitExceeded;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.json.JsonNull;
import dev.assay.tck.EventStoreFixture;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Stores that are wrong about commits, locking, duplicates and reads. */
final class FaultyCoreStores {

  private FaultyCoreStores() {}

  static List<FaultyStore> all() {
    List<FaultyStore> all = new ArrayList<>();
    all.addAll(commits());
    all.addAll(locking());
    all.addAll(duplicates());
    all.addAll(reads());
    return all;
  }

  private static List<FaultyStore> commits() {
    return List.of(
        FaultyStore.event(VersionAsIndex.class, VersionAsIndex::new, "COMMIT-1", "READ-8"),
        shared(VersionFromSequence.class, VersionFromSequence::new, "COMMIT-1", "LOCK-2"),
        FaultyStore.event(
            WritesInTwoParts.class, WritesInTwoParts::new, "COMMIT-2", "COMMIT-3", "HISTORY-6"),
        shared(ReceiptsComeLater.class, ReceiptsComeLater::new, "COMMIT-3", "HISTORY-2"),
        FaultyStore.event(
            RefusedRequestsLeaveTraces.class,
            RefusedRequestsLeaveTraces::new,
            "COMMIT-4",
            "DEDUP-7",
            "DEDUP-10"),
        FaultyStore.event(NothingToWrite.class, NothingToWrite::new, "COMMIT-5", "DEDUP-8"),
        FaultyStore.event(ForgetsResponses.class, ForgetsResponses::new, "COMMIT-6", "DEDUP-10"),
        FaultyStore.event(NanosecondsInAnswers.class, NanosecondsInAnswers::new, "COMMIT-6"),
        FaultyStore.event(LimitsComeLast.class, LimitsComeLast::new, "COMMIT-7"),
        FaultyStore.event(OneFailsAllFail.class, OneFailsAllFail::new, "COMMIT-8"),
        FaultyStore.event(ListFromTheBack.class, ListFromTheBack::new, "COMMIT-9", "DEDUP-9"));
  }

  private static List<FaultyStore> locking() {
    return List.of(
        FaultyStore.event(ChecksThenActs.class, ChecksThenActs::new, "LOCK-1", "HISTORY-1"),
        FaultyStore.event(LocksInTheClient.class, LocksInTheClient::new, "LOCK-1", "HISTORY-1"),
        FaultyStore.event(TooHighPasses.class, TooHighPasses::new, "LOCK-2"),
        FaultyStore.event(ConflictFromExpectation.class, ConflictFromExpectation::new, "LOCK-3"),
        shared(BusyMeansConflict.class, BusyMeansConflict::new, "LOCK-4", "HISTORY-3"),
        FaultyStore.event(AnyTriesOnce.class, AnyTriesOnce::new, "LOCK-5", "HISTORY-1"),
        shared(RowMeansStream.class, RowMeansStream::new, "LOCK-6", "LOCK-7"),
        shared(OneLockForAll.class, OneLockForAll::new, "LOCK-8", "HISTORY-3"));
  }

  private static List<FaultyStore> duplicates() {
    return List.of(
        FaultyStore.event(AnswersAnew.class, AnswersAnew::new, "DEDUP-1", "DEDUP-6"),
        shared(SearchesBeforeItLocks.class, SearchesBeforeItLocks::new, "DEDUP-2", "HISTORY-2"),
        FaultyStore.event(
            VersionComesFirst.class, VersionComesFirst::new, "COMMIT-7", "DEDUP-3", "HISTORY-2"),
        FaultyStore.event(
            SearchesOnceThenConflicts.class, SearchesOnceThenConflicts::new, "DEDUP-3"),
        shared(OneMemoryForAllStreams.class, OneMemoryForAllStreams::new, "DEDUP-4"),
        FaultyStore.event(RemembersInTheHandle.class, RemembersInTheHandle::new, "DEDUP-5"),
        shared(TruncationForgets.class, TruncationForgets::new, "DEDUP-6", "MODEL-3"),
        FaultyStore.event(ListSearchedOnce.class, ListSearchedOnce::new, "DEDUP-9", "HISTORY-6"),
        FaultyStore.event(RemembersAbsence.class, RemembersAbsence::new, "DEDUP-10"));
  }

  private static List<FaultyStore> reads() {
    return List.of(
        FaultyStore.event(HeadOfLastEvent.class, HeadOfLastEvent::new, "READ-1", "READ-2"),
        FaultyStore.event(LimitsThenSorts.class, LimitsThenSorts::new, "READ-2"),
        FaultyStore.event(FullMeansMore.class, FullMeansMore::new, "READ-1", "READ-2"),
        FaultyStore.event(PageOfTheServer.class, PageOfTheServer::new, "READ-3", "MODEL-1"),
        FaultyStore.event(UnknownIsAnError.class, UnknownIsAnError::new, "READ-4"),
        FaultyStore.event(CachesInTheHandle.class, CachesInTheHandle::new, "READ-5"),
        FaultyStore.event(ZeroMeansAll.class, ZeroMeansAll::new, "READ-6"),
        FaultyStore.event(TwoQueriesForOneRead.class, TwoQueriesForOneRead::new, "READ-7"),
        FaultyStore.event(TimeOfReading.class, TimeOfReading::new, "READ-8"));
  }

  /** A store whose handles share what the fault remembers, as rows in a database would be. */
  private static FaultyStore shared(
      Class<?> type, BiFunction<MemoryEventStore, Memory, EventStore> wrap, String... killedBy) {
    Supplier<EventStoreFixture> fixture =
        () -> {
          String backend = "faulty-" + UUID.randomUUID();
          Map<String, Memory> memories = new ConcurrentHashMap<>();
          return realm ->
              wrap.apply(
                  MemoryEventStore.open(backend, realm),
                  memories.computeIfAbsent(realm.name(), name -> new Memory()));
        };
    return FaultyStore.fixture(type, fixture, killedBy);
  }

  /** What the handles of one realm share. */
  static final class Memory {
    final Map<List<Object>, Receipt> receipts = new ConcurrentHashMap<>();
    final Map<StreamId, AtomicBoolean> locks = new ConcurrentHashMap<>();
    final Map<StreamId, Long> holes = new ConcurrentHashMap<>();
    final Set<StreamId> rows = ConcurrentHashMap.newKeySet();
    final AtomicBoolean lock = new AtomicBoolean();
  }

  private static long head(EventStore store, StreamId stream) {
    return store.read(stream, 1, 0, Direction.FORWARD).head();
  }

  // Commits

  @Flaw("Reads give the first event the version of the second, as an index would.")
  static final class VersionAsIndex extends ForwardingEventStore {

    VersionAsIndex(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice slice = super.read(stream, from, max, direction);
      List<RecordedEvent> events = slice.events().stream().map(VersionAsIndex::shifted).toList();
      return new StreamSlice(stream, events, slice.firstRetained(), slice.head(), slice.more());
    }

    private static RecordedEvent shifted(RecordedEvent event) {
      return new RecordedEvent(
          event.stream(), event.version() + 1, event.recordedAt(), event.event());
    }
  }

  @Flaw("Versions come from a sequence of the server, which refused commits use up too.")
  static final class VersionFromSequence extends ForwardingEventStore {

    private final Memory memory;

    VersionFromSequence(MemoryEventStore store, Memory memory) {
      super(store);
      this.memory = memory;
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.VersionConflict) {
        memory.holes.merge(commit.stream(), 1L, Long::sum);
      }
      return result instanceof CommitResult.Committed committed
          ? new CommitResult.Committed(shifted(committed.receipt()))
          : result;
    }

    private Receipt shifted(Receipt receipt) {
      long holes = memory.holes.getOrDefault(receipt.stream(), 0L);
      return Faults.between(receipt, receipt.before() + holes, receipt.after() + holes);
    }
  }

  @Flaw("A commit with several events is written in two statements without a transaction.")
  static final class WritesInTwoParts extends ForwardingEventStore {

    WritesInTwoParts(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      int half = commit.events().size() / 2;
      if (half == 0 || receipt(commit.stream(), commit.request()).isPresent()) {
        return super.commit(commit);
      }
      commit.check(declaration().limits());
      RequestId second = new RequestId(commit.request().value() + "'");
      CommitResult first = super.commit(Faults.part(commit, commit.request(), 0, half));
      if (!(first instanceof CommitResult.Committed committed)) {
        return first;
      }
      Faults.roundTrip();
      Commit rest = Faults.part(commit, second, half, commit.events().size());
      super.commit(Faults.expecting(rest, ExpectedVersion.any()));
      long before = committed.receipt().before();
      return new CommitResult.Committed(
          Faults.between(committed.receipt(), before, before + commit.events().size()));
    }
  }

  @Flaw("Events are written first, the receipt in a second transaction.")
  static final class ReceiptsComeLater extends ForwardingEventStore {

    private final Memory memory;

    ReceiptsComeLater(MemoryEventStore store, Memory memory) {
      super(store);
      this.memory = memory;
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.Committed committed) {
        Faults.roundTrip();
        memory.receipts.put(List.of(commit.stream(), commit.request()), committed.receipt());
      }
      return result;
    }

    @Override
    public Optional<Receipt> receipt(StreamId stream, RequestId request) {
      return Optional.ofNullable(memory.receipts.get(List.of(stream, request)));
    }
  }

  @Flaw("The request is marked as seen before it is judged, and the mark outlives the refusal.")
  static final class RefusedRequestsLeaveTraces extends ForwardingEventStore {

    RefusedRequestsLeaveTraces(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.VersionConflict) {
        super.commit(Commit.to(commit.stream(), commit.request()).build());
      }
      return result;
    }
  }

  @Flaw("A commit without events is answered at once: there is nothing to write.")
  static final class NothingToWrite extends ForwardingEventStore {

    NothingToWrite(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      long head = head(this, commit.stream());
      boolean judged =
          !commit.events().isEmpty()
              || commit.touchesClaims()
              || !commit.effects().isEmpty()
              || !commit.expected().holdsAt(head);
      return judged ? super.commit(commit) : new CommitResult.Committed(unwritten(commit, head));
    }

    private static Receipt unwritten(Commit commit, long head) {
      return new Receipt(
          commit.stream(),
          commit.request(),
          head,
          head,
          commit.response(),
          Instant.now().truncatedTo(ChronoUnit.MICROS),
          new dev.assay.spi.event.FeedPosition(0, dev.assay.spi.event.Cursor.START));
    }
  }

  @Flaw("The response is in the answer but not in the stored receipt.")
  static final class ForgetsResponses extends ForwardingEventStore {

    ForgetsResponses(MemoryEventStore store) {
      super(store);
    }

    @Override
    public Optional<Receipt> receipt(StreamId stream, RequestId request) {
      return super.receipt(stream, request)
          .map(receipt -> Faults.responding(receipt, dev.assay.spi.json.Json.of("OK")));
    }
  }

  @Flaw("The answer carries the client's clock in nanoseconds, the database keeps microseconds.")
  static final class NanosecondsInAnswers extends ForwardingEventStore {

    NanosecondsInAnswers(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      return result instanceof CommitResult.Committed committed
          ? new CommitResult.Committed(precise(committed.receipt()))
          : result;
    }

    private static Receipt precise(Receipt receipt) {
      return new Receipt(
          receipt.stream(),
          receipt.request(),
          receipt.before(),
          receipt.after(),
          receipt.response(),
          receipt.recordedAt().plusNanos(123),
          receipt.position());
    }
  }

  @Flaw("A known request is answered before anyone looks at its size.")
  static final class LimitsComeLast extends ForwardingEventStore {

    LimitsComeLast(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      Optional<Receipt> known = receipt(commit.stream(), commit.request());
      return known.isPresent() ? new CommitResult.Duplicate(known.get()) : super.commit(commit);
    }
  }

  @Flaw(
      "A list is written in one transaction, so one commit beyond limits takes all others with "
          + "it.")
  static final class OneFailsAllFail extends ForwardingEventStore {

    OneFailsAllFail(MemoryEventStore store) {
      super(store);
    }

    @Override
    public List<CommitOutcome> commitAll(List<Commit> commits) {
      try {
        commits.forEach(commit -> commit.check(declaration().limits()));
      } catch (LimitExceeded e) {
        return Collections.nCopies(commits.size(), new CommitOutcome.Failed(e));
      }
      return super.commitAll(commits);
    }
  }

  @Flaw("A list is written from its end, and answered in the right order.")
  static final class ListFromTheBack extends ForwardingEventStore {

    ListFromTheBack(MemoryEventStore store) {
      super(store);
    }

    @Override
    public List<CommitOutcome> commitAll(List<Commit> commits) {
      List<Commit> turned = new ArrayList<>(commits);
      Collections.reverse(turned);
      List<CommitOutcome> outcomes = new ArrayList<>(super.commitAll(turned));
      Collections.reverse(outcomes);
      return outcomes;
    }
  }

  // Locking

  @Flaw("The version is checked in one statement and the events are written in the next.")
  static final class ChecksThenActs extends ForwardingEventStore {

    ChecksThenActs(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      if (receipt(commit.stream(), commit.request()).isPresent()) {
        return super.commit(commit);
      }
      long head = head(this, commit.stream());
      if (!commit.expected().holdsAt(head)) {
        commit.check(declaration().limits());
        return new CommitResult.VersionConflict(head);
      }
      Faults.roundTrip();
      return super.commit(Faults.expecting(commit, ExpectedVersion.any()));
    }
  }

  @Flaw("Check and write are one step for the threads of one handle, but not for another handle.")
  static final class LocksInTheClient extends ForwardingEventStore {

    private final ChecksThenActs inner;

    LocksInTheClient(MemoryEventStore store) {
      super(store);
      inner = new ChecksThenActs(store);
    }

    @Override
    public synchronized CommitResult commit(Commit commit) {
      return inner.commit(commit);
    }
  }

  @Flaw("The condition is that nobody wrote the next version yet, which holds for every later one.")
  static final class TooHighPasses extends ForwardingEventStore {

    TooHighPasses(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      boolean tooHigh =
          commit.expected() instanceof ExpectedVersion.Exactly exactly
              && exactly.version() > head(this, commit.stream());
      return super.commit(tooHigh ? Faults.expecting(commit, ExpectedVersion.any()) : commit);
    }
  }

  @Flaw("Whoever lost is told that the stream is one further than they thought.")
  static final class ConflictFromExpectation extends ForwardingEventStore {

    ConflictFromExpectation(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      return result instanceof CommitResult.VersionConflict
              && commit.expected() instanceof ExpectedVersion.Exactly exactly
          ? new CommitResult.VersionConflict(exactly.version() + 1)
          : result;
    }
  }

  @Flaw("A stream that someone else has locked for a moment is reported as a conflict.")
  static final class BusyMeansConflict extends ForwardingEventStore {

    private final Memory memory;

    BusyMeansConflict(MemoryEventStore store, Memory memory) {
      super(store);
      this.memory = memory;
    }

    @Override
    public CommitResult commit(Commit commit) {
      AtomicBoolean lock =
          memory.locks.computeIfAbsent(commit.stream(), stream -> new AtomicBoolean());
      return commitLocked(commit, lock);
    }

    final CommitResult commitLocked(Commit commit, AtomicBoolean lock) {
      if (!lock.compareAndSet(false, true)) {
        return commit.expected() instanceof ExpectedVersion.Exactly
            ? new CommitResult.VersionConflict(head(this, commit.stream()))
            : super.commit(commit);
      }
      try {
        Faults.roundTrip();
        return super.commit(commit);
      } finally {
        lock.set(false);
      }
    }
  }

  @Flaw("A lock of the whole table is not waited for but reported as a conflict.")
  static final class OneLockForAll extends ForwardingEventStore {

    private final BusyMeansConflict inner;
    private final Memory memory;

    OneLockForAll(MemoryEventStore store, Memory memory) {
      super(store);
      this.memory = memory;
      inner = new BusyMeansConflict(store, memory);
    }

    @Override
    public CommitResult commit(Commit commit) {
      return inner.commitLocked(commit, memory.lock);
    }
  }

  @Flaw("A commit that expects nothing is written with the version that was just read, once.")
  static final class AnyTriesOnce extends ForwardingEventStore {

    AnyTriesOnce(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      if (!(commit.expected() instanceof ExpectedVersion.Any)) {
        return super.commit(commit);
      }
      long head = head(this, commit.stream());
      Faults.roundTrip();
      return super.commit(Faults.expecting(commit, ExpectedVersion.exactly(head)));
    }
  }

  @Flaw("A stream exists once it has a row, which a commit without events makes too.")
  static final class RowMeansStream extends ForwardingEventStore {

    private final Memory memory;

    RowMeansStream(MemoryEventStore store, Memory memory) {
      super(store);
      this.memory = memory;
    }

    @Override
    public CommitResult commit(Commit commit) {
      boolean row = memory.rows.contains(commit.stream());
      if (row && commit.expected().equals(ExpectedVersion.noStream())) {
        return new CommitResult.VersionConflict(head(this, commit.stream()));
      }
      boolean passes = row && commit.expected() instanceof ExpectedVersion.Exists;
      CommitResult result =
          super.commit(passes ? Faults.expecting(commit, ExpectedVersion.any()) : commit);
      if (result instanceof CommitResult.Committed) {
        memory.rows.add(commit.stream());
      }
      return result;
    }
  }

  // Duplicates

  @Flaw("A repetition gets the old receipt with the new response.")
  static final class AnswersAnew extends ForwardingEventStore {

    AnswersAnew(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      return result instanceof CommitResult.Duplicate duplicate
          ? new CommitResult.Duplicate(Faults.responding(duplicate.original(), JsonNull.INSTANCE))
          : result;
    }
  }

  @Flaw("The request is searched for in one statement and remembered in another.")
  static final class SearchesBeforeItLocks extends ForwardingEventStore {

    private final Memory memory;

    SearchesBeforeItLocks(MemoryEventStore store, Memory memory) {
      super(store);
      this.memory = memory;
    }

    @Override
    public CommitResult commit(Commit commit) {
      commit.check(declaration().limits());
      List<Object> key = List.of(commit.stream(), commit.request());
      Receipt known = memory.receipts.get(key);
      if (known != null) {
        return new CommitResult.Duplicate(known);
      }
      Faults.roundTrip();
      CommitResult result = super.commit(Faults.anonymous(commit));
      if (!(result instanceof CommitResult.Committed committed)) {
        return result;
      }
      Receipt receipt = Faults.as(committed.receipt(), commit.request());
      memory.receipts.put(key, receipt);
      return new CommitResult.Committed(receipt);
    }
  }

  @Flaw("The version is compared before the request is searched for.")
  static final class VersionComesFirst extends ForwardingEventStore {

    VersionComesFirst(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      long head = head(this, commit.stream());
      return commit.expected().holdsAt(head)
          ? super.commit(commit)
          : new CommitResult.VersionConflict(head);
    }
  }

  @Flaw("The request is searched for first, but not once more when the condition has failed.")
  static final class SearchesOnceThenConflicts extends ForwardingEventStore {

    SearchesOnceThenConflicts(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      boolean known = receipt(commit.stream(), commit.request()).isPresent();
      Faults.roundTrip();
      CommitResult result = super.commit(commit);
      boolean lostToItself =
          !known
              && result instanceof CommitResult.Duplicate
              && commit.expected() instanceof ExpectedVersion.Exactly;
      return lostToItself ? new CommitResult.VersionConflict(head(this, commit.stream())) : result;
    }
  }

  @Flaw("Requests are remembered by their id alone, without the stream.")
  static final class OneMemoryForAllStreams extends ForwardingEventStore {

    private final Memory memory;

    OneMemoryForAllStreams(MemoryEventStore store, Memory memory) {
      super(store);
      this.memory = memory;
    }

    @Override
    public CommitResult commit(Commit commit) {
      Receipt known = memory.receipts.get(List.<Object>of(commit.request()));
      if (known != null) {
        return new CommitResult.Duplicate(known);
      }
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.Committed committed) {
        memory.receipts.put(List.of(commit.request()), committed.receipt());
      }
      return result;
    }
  }

  @Flaw("Requests are remembered by the handle that applied them, not by the store.")
  static final class RemembersInTheHandle extends ForwardingEventStore {

    private final SearchesBeforeItLocks inner;

    RemembersInTheHandle(MemoryEventStore store) {
      super(store);
      inner = new SearchesBeforeItLocks(store, new Memory());
    }

    @Override
    public CommitResult commit(Commit commit) {
      return inner.commit(commit);
    }
  }

  @Flaw("The memory of a request lies in the rows of its events and goes with them.")
  static final class TruncationForgets extends ForwardingEventStore {

    private final Memory memory;
    private final SearchesBeforeItLocks inner;

    TruncationForgets(MemoryEventStore store, Memory memory) {
      super(store);
      this.memory = memory;
      inner = new SearchesBeforeItLocks(store, memory);
    }

    @Override
    public CommitResult commit(Commit commit) {
      return inner.commit(commit);
    }

    @Override
    public long truncate(StreamId stream, long before) {
      long first = super.truncate(stream, before);
      memory
          .receipts
          .values()
          .removeIf(receipt -> receipt.stream().equals(stream) && receipt.after() < first);
      return first;
    }
  }

  @Flaw("Known requests are searched for once for a whole list, before it is written.")
  static final class ListSearchedOnce extends ForwardingEventStore {

    ListSearchedOnce(MemoryEventStore store) {
      super(store);
    }

    @Override
    public List<CommitOutcome> commitAll(List<Commit> commits) {
      List<Commit> prepared = new ArrayList<>();
      Set<RequestId> seen = new java.util.HashSet<>();
      for (Commit commit : commits) {
        prepared.add(seen.add(commit.request()) ? commit : Faults.anonymous(commit));
      }
      return super.commitAll(prepared);
    }
  }

  @Flaw("A handle remembers that a receipt was not there.")
  static final class RemembersAbsence extends ForwardingEventStore {

    private final Set<List<Object>> absent = ConcurrentHashMap.newKeySet();

    RemembersAbsence(MemoryEventStore store) {
      super(store);
    }

    @Override
    public Optional<Receipt> receipt(StreamId stream, RequestId request) {
      List<Object> key = List.of(stream, request);
      Optional<Receipt> found =
          absent.contains(key) ? Optional.empty() : super.receipt(stream, request);
      if (found.isEmpty()) {
        absent.add(key);
      }
      return found;
    }
  }

  // Reads

  @Flaw("The version of a stream is that of the last event that was read, however far that was.")
  static final class HeadOfLastEvent extends ForwardingEventStore {

    HeadOfLastEvent(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice slice = super.read(stream, from, max, direction);
      long head =
          slice.events().stream().mapToLong(RecordedEvent::version).max().orElse(slice.head());
      return new StreamSlice(stream, slice.events(), slice.firstRetained(), head, slice.more());
    }
  }

  @Flaw("A backward read takes the first events of the range and then turns them round.")
  static final class LimitsThenSorts extends ForwardingEventStore {

    LimitsThenSorts(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      if (direction == Direction.FORWARD) {
        return super.read(stream, from, max, direction);
      }
      StreamSlice all = super.read(stream, from, Integer.MAX_VALUE, direction);
      int skipped = Math.max(0, all.events().size() - max);
      List<RecordedEvent> events = all.events().subList(skipped, all.events().size());
      return new StreamSlice(stream, events, all.firstRetained(), all.head(), skipped > 0);
    }
  }

  @Flaw("A page that is full is taken for a page with more behind it.")
  static final class FullMeansMore extends ForwardingEventStore {

    FullMeansMore(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice slice = super.read(stream, from, max, direction);
      boolean full = max > 0 && slice.events().size() == max;
      return new StreamSlice(stream, slice.events(), slice.firstRetained(), slice.head(), full);
    }
  }

  @Flaw("The server ends its page early, and a page that is not full is taken for the last one.")
  static final class PageOfTheServer extends ForwardingEventStore {

    private static final int PAGE = 25;

    PageOfTheServer(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice slice = super.read(stream, from, Math.min(max, PAGE), direction);
      boolean more = slice.more() && max <= PAGE;
      return new StreamSlice(stream, slice.events(), slice.firstRetained(), slice.head(), more);
    }
  }

  @Flaw("A stream that has no row is an error.")
  static final class UnknownIsAnError extends ForwardingEventStore {

    UnknownIsAnError(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice slice = super.read(stream, from, max, direction);
      if (slice.head() == 0) {
        throw new StoreUnavailable("The stream " + stream + " has no row", null);
      }
      return slice;
    }
  }

  @Flaw("A handle keeps what it read last, until it writes itself.")
  static final class CachesInTheHandle extends ForwardingEventStore {

    private final Map<List<Object>, StreamSlice> cache = new ConcurrentHashMap<>();

    CachesInTheHandle(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      cache.clear();
      return super.commit(commit);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      return cache.computeIfAbsent(
          List.of(stream, from, max, direction), key -> super.read(stream, from, max, direction));
    }
  }

  @Flaw("A limit of 0 is no limit to the server.")
  static final class ZeroMeansAll extends ForwardingEventStore {

    ZeroMeansAll(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      return super.read(stream, from, max == 0 ? Integer.MAX_VALUE : max, direction);
    }
  }

  @Flaw("The events are read in one query and the version in the next, without one snapshot.")
  static final class TwoQueriesForOneRead extends ForwardingEventStore {

    TwoQueriesForOneRead(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice events = super.read(stream, from, max, direction);
      Faults.roundTrip();
      StreamSlice head = super.read(stream, from, 0, direction);
      return new StreamSlice(
          stream, events.events(), events.firstRetained(), head.head(), events.more());
    }
  }

  @Flaw("Events carry the time at which they are read.")
  static final class TimeOfReading extends ForwardingEventStore {

    TimeOfReading(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice slice = super.read(stream, from, max, direction);
      List<RecordedEvent> events = slice.events().stream().map(TimeOfReading::now).toList();
      return new StreamSlice(stream, events, slice.firstRetained(), slice.head(), slice.more());
    }

    private static RecordedEvent now(RecordedEvent event) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
      return new RecordedEvent(event.stream(), event.version(), now, event.event());
    }
  }
}
