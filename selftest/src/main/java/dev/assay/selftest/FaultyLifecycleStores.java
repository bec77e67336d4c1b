package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Stores that are wrong about opening, closing and interrupts, and about replays. */
final class FaultyLifecycleStores {

  private FaultyLifecycleStores() {}

  static List<FaultyStore> all() {
    List<FaultyStore> all = new ArrayList<>();
    all.addAll(closing());
    all.addAll(opening());
    all.addAll(interrupts());
    all.addAll(views());
    all.addAll(replays());
    return all;
  }

  private static List<FaultyStore> closing() {
    return List.of(
        FaultyStore.event(AnswersAfterClose.class, AnswersAfterClose::new, "LIFECYCLE-1"),
        FaultyStore.event(ClosesOnce.class, ClosesOnce::new, "LIFECYCLE-2"),
        Backends.perRealm(
            OneConnectionForAll.class,
            ConcurrentLinkedQueue::new,
            OneConnectionForAll::new,
            "LIFECYCLE-3"),
        Backends.tenants(WaitsThroughTheClose.class, WaitsThroughTheClose::new, "LIFECYCLE-4"),
        FaultyStore.fixture(
            RefusesWhatItApplied.class,
            () -> {
              String backend = "faulty-" + UUID.randomUUID();
              return realm -> new RefusesWhatItApplied(backend, realm);
            },
            "LIFECYCLE-5"));
  }

  private static List<FaultyStore> opening() {
    return List.of(
        FaultyStore.event(RemembersReads.class, RemembersReads::new, "LIFECYCLE-6"),
        Backends.perRealm(
            RequestsOfTheSession.class,
            AtomicInteger::new,
            RequestsOfTheSession::new,
            "LIFECYCLE-7"),
        FaultyStore.fixture(
            LooksThenCreates.class,
            () -> {
              Map<Realm, String> created = new ConcurrentHashMap<>();
              return realm -> new LooksThenCreates(created, realm);
            },
            "LIFECYCLE-8"));
  }

  private static List<FaultyStore> interrupts() {
    return List.of(
        FaultyStore.event(SwallowsInterrupts.class, SwallowsInterrupts::new, "LIFECYCLE-9"),
        FaultyStore.event(
            InterruptClosesTheChannel.class, InterruptClosesTheChannel::new, "LIFECYCLE-9"),
        FaultyStore.event(WaitsOnRegardless.class, WaitsOnRegardless::new, "LIFECYCLE-10"));
  }

  private static List<FaultyStore> views() {
    return List.of(
        FaultyStore.view(ViewsAfterClose.class, ViewsAfterClose::new, "LIFECYCLE-11"),
        FaultyStore.view(RemembersViews.class, RemembersViews::new, "LIFECYCLE-12"),
        Backends.viewTenants(
            ViewWaitsThroughTheClose.class, ViewWaitsThroughTheClose::new, "LIFECYCLE-13"),
        FaultyStore.viewFixture(
            TombstonesInMemory.class,
            () -> {
              String backend = "faulty-" + UUID.randomUUID();
              return realm -> new TombstonesInMemory(backend, realm);
            },
            "LIFECYCLE-14",
            "MODEL-7"),
        FaultyStore.viewFixture(
            ViewsLookThenCreate.class,
            () -> {
              Map<Realm, String> created = new ConcurrentHashMap<>();
              return realm -> new ViewsLookThenCreate(created, realm);
            },
            "LIFECYCLE-15"),
        FaultyStore.view(
            ViewsSwallowInterrupts.class, ViewsSwallowInterrupts::new, "LIFECYCLE-16"));
  }

  private static List<FaultyStore> replays() {
    return List.of(
        FaultyStore.event(BackwardLosesAtTheEdge.class, BackwardLosesAtTheEdge::new, "REPLAY-1"),
        FaultyStore.event(NumbersAreDoubles.class, NumbersAreDoubles::new, "REPLAY-3"));
  }

  /** Makes what a realm needs if it is not there, in two steps. */
  private static String lookThenCreate(Map<Realm, String> created, Realm realm) {
    String found = created.get(realm);
    if (found == null) {
      Faults.roundTrip();
      found = "faulty-" + UUID.randomUUID();
      created.put(realm, found);
    }
    return found;
  }

  @Flaw("The end of the feed is answered from a cache, also by a closed handle.")
  static final class AnswersAfterClose extends ForwardingEventStore {

    AnswersAfterClose(MemoryEventStore store) {
      super(store);
    }

    @Override
    public Cursor feedEnd(int partition) {
      try {
        return super.feedEnd(partition);
      } catch (StoreClosed e) {
        return Cursor.START;
      }
    }
  }

  @Flaw("Closing a closed handle is an error.")
  static final class ClosesOnce extends ForwardingEventStore {

    private boolean closed;

    ClosesOnce(MemoryEventStore store) {
      super(store);
    }

    @Override
    public synchronized void close() {
      if (closed) {
        throw new IllegalStateException("The pool is closed");
      }
      closed = true;
      super.close();
    }
  }

  @Flaw("The handles of one realm share a connection, and the first to be closed closes it.")
  static final class OneConnectionForAll extends ForwardingEventStore {

    private final Queue<OneConnectionForAll> sharing;

    OneConnectionForAll(MemoryEventStore store, Queue<OneConnectionForAll> sharing) {
      super(store);
      this.sharing = sharing;
      sharing.add(this);
    }

    @Override
    public void close() {
      sharing.forEach(OneConnectionForAll::disconnect);
      sharing.clear();
      disconnect();
    }

    private void disconnect() {
      super.close();
    }
  }

  @Flaw("A read that waits does so on a connection that the close does not know of.")
  static final class WaitsThroughTheClose extends ForwardingEventStore {

    private final Backends.Tenants<MemoryEventStore> tenants;

    WaitsThroughTheClose(MemoryEventStore store, Backends.Tenants<MemoryEventStore> tenants) {
      super(store);
      this.tenants = tenants;
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, Duration.ZERO);
      MemoryEventStore connection = tenants.known.get(realm());
      return slice.commits().isEmpty() && connection != null
          ? connection.feed(partition, after, max, wait)
          : slice;
    }
  }

  @Flaw("Who is closed before the answer arrives says that nothing was applied.")
  static final class RefusesWhatItApplied extends ForwardingEventStore {

    private final MemoryEventStore connection;
    private volatile boolean closed;

    RefusesWhatItApplied(String backend, Realm realm) {
      super(MemoryEventStore.open(backend, realm));
      connection = MemoryEventStore.open(backend, realm);
    }

    @Override
    public CommitResult commit(Commit commit) {
      checkOpen();
      CommitResult result = connection.commit(commit);
      Faults.roundTrip();
      checkOpen();
      return result;
    }

    private void checkOpen() {
      if (closed) {
        throw new StoreClosed("faulty store");
      }
    }

    @Override
    public void close() {
      closed = true;
      super.close();
    }
  }

  @Flaw("A handle reads each stream once, and again after its own commits only.")
  static final class RemembersReads extends ForwardingEventStore {

    private final Map<List<Object>, StreamSlice> reads = new ConcurrentHashMap<>();

    RemembersReads(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      reads.clear();
      return super.commit(commit);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      return reads.computeIfAbsent(
          List.of(stream, from, max, direction), key -> super.read(stream, from, max, direction));
    }
  }

  @Flaw("Requests are remembered under the session that made them.")
  static final class RequestsOfTheSession extends ForwardingEventStore {

    private final String session;

    RequestsOfTheSession(MemoryEventStore store, AtomicInteger sessions) {
      super(store);
      session = "@" + sessions.incrementAndGet();
    }

    private RequestId own(RequestId request) {
      return new RequestId(request.value() + session);
    }

    private static RequestId original(RequestId request) {
      return new RequestId(request.value().replaceFirst("@[0-9]+$", ""));
    }

    private static Receipt original(Receipt receipt) {
      return Faults.as(receipt, original(receipt.request()));
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(Faults.as(commit, own(commit.request())));
      if (result instanceof CommitResult.Committed committed) {
        return new CommitResult.Committed(original(committed.receipt()));
      }
      return result instanceof CommitResult.Duplicate duplicate
          ? new CommitResult.Duplicate(original(duplicate.original()))
          : result;
    }

    @Override
    public Optional<Receipt> receipt(StreamId stream, RequestId request) {
      return super.receipt(stream, own(request)).map(RequestsOfTheSession::original);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      List<RecordedCommit> commits = new ArrayList<>();
      for (RecordedCommit commit : slice.commits()) {
        commits.add(
            new RecordedCommit(
                original(commit.receipt()),
                commit.events(),
                commit.truncated(),
                commit.effects(),
                commit.claims(),
                commit.releases()));
      }
      return new FeedSlice(commits, slice.next(), slice.caughtUp(), slice.heldBackBy());
    }
  }

  @Flaw("A handle looks whether the realm's tables are there, and makes them if they are not.")
  static final class LooksThenCreates extends ForwardingEventStore {

    LooksThenCreates(Map<Realm, String> created, Realm realm) {
      super(MemoryEventStore.open(lookThenCreate(created, realm), realm));
    }
  }

  @Flaw("A commit goes on when its thread is interrupted, and loses the flag.")
  static final class SwallowsInterrupts extends ForwardingEventStore {

    SwallowsInterrupts(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      boolean interrupted = Thread.interrupted();
      CommitResult result = super.commit(commit);
      if (interrupted && !(result instanceof CommitResult.Committed)) {
        Thread.currentThread().interrupt();
      }
      return result;
    }
  }

  @Flaw("A call on an interrupted thread closes the channel that all threads share.")
  static final class InterruptClosesTheChannel extends ForwardingEventStore {

    InterruptClosesTheChannel(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      if (Thread.currentThread().isInterrupted()) {
        close();
        throw new StoreUnavailable("The channel was closed by an interrupt", null);
      }
      return super.read(stream, from, max, direction);
    }
  }

  @Flaw("A wait goes on to its end when its thread is interrupted, and keeps the flag for later.")
  static final class WaitsOnRegardless extends ForwardingEventStore {

    WaitsOnRegardless(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      long deadline = System.nanoTime() + wait.toNanos();
      boolean interrupted = false;
      while (true) {
        try {
          Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
          FeedSlice slice = super.feed(partition, after, max, left);
          if (interrupted) {
            Thread.currentThread().interrupt();
          }
          return slice;
        } catch (StoreUnavailable e) {
          interrupted = Thread.interrupted();
        }
      }
    }
  }

  @Flaw("A closed handle still answers what it has in its cache.")
  static final class ViewsAfterClose extends ForwardingViewStore {

    private final Map<ViewKey, Lookup> cache = new ConcurrentHashMap<>();

    ViewsAfterClose(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Lookup get(ViewKey key) {
      try {
        Lookup found = super.get(key);
        cache.put(key, found);
        return found;
      } catch (StoreClosed e) {
        return Optional.ofNullable(cache.get(key)).orElseThrow(() -> e);
      }
    }
  }

  @Flaw("A handle looks each view up once, and again after its own writes only.")
  static final class RemembersViews extends ForwardingViewStore {

    private final Map<ViewKey, Lookup> cache = new ConcurrentHashMap<>();

    RemembersViews(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Lookup get(ViewKey key) {
      return cache.computeIfAbsent(key, super::get);
    }

    @Override
    public PutResult put(View view) {
      PutResult result = super.put(view);
      if (result instanceof PutResult.Applied) {
        cache.remove(view.key());
      }
      return result;
    }
  }

  @Flaw("A read that waits does so on a connection that the close does not know of.")
  static final class ViewWaitsThroughTheClose extends ForwardingViewStore {

    private final Backends.Tenants<MemoryViewStore> tenants;

    ViewWaitsThroughTheClose(MemoryViewStore store, Backends.Tenants<MemoryViewStore> tenants) {
      super(store);
      this.tenants = tenants;
    }

    @Override
    public AwaitedLookup get(ViewKey key, long revision, Duration wait) {
      AwaitedLookup found = super.get(key, revision, Duration.ZERO);
      MemoryViewStore connection = tenants.known.get(realm());
      return found instanceof AwaitedLookup.TimedOut && connection != null
          ? connection.get(key, revision, wait)
          : found;
    }
  }

  @Flaw("What was removed is remembered by the handle that removed it.")
  static final class TombstonesInMemory extends ForwardingViewStore {

    private final MemoryViewStore tombstones;

    TombstonesInMemory(String backend, Realm realm) {
      super(MemoryViewStore.open(backend, realm));
      tombstones = MemoryViewStore.open("faulty-" + UUID.randomUUID(), realm);
    }

    @Override
    public PutResult remove(ViewKey key, long revision) {
      return tombstones.remove(key, revision);
    }

    @Override
    public Lookup get(ViewKey key) {
      Lookup stored = super.get(key);
      Lookup removed = tombstones.get(key);
      return removed.revision() > stored.revision() ? removed : stored;
    }
  }

  @Flaw("A handle looks whether the realm's indexes are there, and makes them if they are not.")
  static final class ViewsLookThenCreate extends ForwardingViewStore {

    ViewsLookThenCreate(Map<Realm, String> created, Realm realm) {
      super(MemoryViewStore.open(lookThenCreate(created, realm), realm));
    }
  }

  @Flaw("A wait ends when its thread is interrupted, and loses the flag.")
  static final class ViewsSwallowInterrupts extends ForwardingViewStore {

    ViewsSwallowInterrupts(MemoryViewStore store) {
      super(store);
    }

    @Override
    public AwaitedLookup get(ViewKey key, long revision, Duration wait) {
      try {
        return super.get(key, revision, wait);
      } catch (StoreUnavailable e) {
        if (Thread.interrupted()) {
          return new AwaitedLookup.TimedOut(super.get(key));
        }
        throw e;
      }
    }
  }

  @Flaw("Reading backward leaves out the event that a later page begins with.")
  static final class BackwardLosesAtTheEdge extends ForwardingEventStore {

    BackwardLosesAtTheEdge(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      boolean laterPage = direction == Direction.BACKWARD && from != Long.MAX_VALUE && from > 0;
      return super.read(stream, laterPage ? from - 1 : from, max, direction);
    }
  }

  @Flaw("Numbers pass through binary floating point on their way to the feed.")
  static final class NumbersAreDoubles extends ForwardingEventStore {

    NumbersAreDoubles(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      List<RecordedCommit> commits = new ArrayList<>();
      for (RecordedCommit commit : slice.commits()) {
        commits.add(
            new RecordedCommit(
                commit.receipt(),
                commit.events().stream().map(NumbersAreDoubles::rounded).toList(),
                commit.truncated(),
                commit.effects(),
                commit.claims(),
                commit.releases()));
      }
      return new FeedSlice(commits, slice.next(), slice.caughtUp(), slice.heldBackBy());
    }

    private static RecordedEvent rounded(RecordedEvent recorded) {
      Event event = recorded.event();
      Event rounded = new Event(event.type(), rounded(event.data()), event.metadata());
      return new RecordedEvent(
          recorded.stream(), recorded.version(), recorded.recordedAt(), rounded);
    }

    private static Json rounded(Json json) {
      return json instanceof JsonNumber number
          ? Json.of(BigDecimal.valueOf(number.value().doubleValue()))
          : json;
    }
  }
}
