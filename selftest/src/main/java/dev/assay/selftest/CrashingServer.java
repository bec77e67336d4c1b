package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.tck.Backend;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ServerControl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/**
 * A server that lives in this process and can be killed: the reference holds what is written, and a
 * restart moves it, commit by commit, to a new one. A right server by itself; its subclasses lose
 * something.
 */
class CrashingServer implements ServerControl, EventStoreFixture {

  private final String name = "crashing-" + UUID.randomUUID();
  private final Set<Realm> realms = new HashSet<>();
  private final Map<Realm, Cursor> ends = new HashMap<>();
  private final Set<Request> acknowledged = new HashSet<>();
  private int generation;
  private boolean up = true;

  /** A request in its realm. */
  record Request(Realm realm, StreamId stream, RequestId request) {}

  /** Returns what a restart finds of what was written to a realm; all of it, if all goes well. */
  List<RecordedCommit> found(Realm realm, List<RecordedCommit> written) {
    return written;
  }

  /** Applies a commit. */
  CommitResult apply(MemoryEventStore store, Commit commit) {
    return store.commit(commit);
  }

  /** Shows a slice of the feed. */
  FeedSlice show(Realm realm, FeedSlice slice) {
    return slice;
  }

  /** Returns what the settings promise. */
  Durability durability() {
    return promising(Durability.Promise.KEPT, "on");
  }

  static Durability promising(Durability.Promise promise, String sync) {
    return new Durability(
        Durability.Promise.KEPT, promise, promise, new TreeMap<>(Map.of("sync", sync)));
  }

  final boolean isAcknowledged(Realm realm, RecordedCommit commit) {
    return acknowledged.contains(
        new Request(realm, commit.receipt().stream(), commit.receipt().request()));
  }

  /** Returns the last place that was given before the server was started last. */
  final Cursor endBeforeRestart(Realm realm) {
    return ends.getOrDefault(realm, Cursor.START);
  }

  /** Calls the server; what is killed does not answer. */
  final synchronized <T> T call(Realm realm, Function<MemoryEventStore, T> call) {
    checkUp();
    realms.add(realm);
    return call.apply(store(realm, generation));
  }

  /** Commits, and answers a round trip later, if the server still lives then. */
  final CommitResult commit(Realm realm, Commit commit) {
    int begun = begun();
    CommitResult result = applied(begun, realm, commit);
    Faults.roundTrip();
    return answered(begun, new Request(realm, commit.stream(), commit.request()), result);
  }

  private synchronized int begun() {
    return generation;
  }

  private synchronized CommitResult applied(int begun, Realm realm, Commit commit) {
    checkUp();
    checkAlive(begun);
    return call(realm, store -> apply(store, commit));
  }

  private synchronized CommitResult answered(int begun, Request request, CommitResult result) {
    checkAlive(begun);
    acknowledged.add(request);
    return result;
  }

  // A call ends with the server that it was sent to; the next one knows nothing of it.
  private void checkAlive(int begun) {
    if (!up || begun != generation) {
      throw new OutcomeUnknown("The server was killed before it answered", null);
    }
  }

  /** Throws what a server answers with that cannot serve. */
  void checkUp() {
    if (!up) {
      throw new StoreUnavailable("The server is down", null);
    }
  }

  private MemoryEventStore store(Realm realm, int of) {
    return MemoryEventStore.open(name + "-" + of, realm);
  }

  @Override
  public synchronized void kill() {
    up = false;
  }

  @Override
  public void restart() {
    Faults.restart();
    startAgain();
  }

  private synchronized void startAgain() {
    if (!up) {
      realms.forEach(this::recover);
      generation++;
      up = true;
    }
  }

  private void recover(Realm realm) {
    MemoryEventStore killed = store(realm, generation);
    MemoryEventStore recovered = store(realm, generation + 1);
    found(realm, written(killed)).forEach(recovered::restore);
    ends.put(realm, killed.feedEnd(0));
  }

  private static List<RecordedCommit> written(EventStore killed) {
    List<RecordedCommit> written = new ArrayList<>();
    killed.follow(
        0,
        Cursor.START,
        Duration.ZERO,
        slice -> {
          written.addAll(slice.commits());
          return !slice.caughtUp();
        });
    return written;
  }

  @Override
  public void pause() {
    throw new UnsupportedOperationException("Nobody pauses this server");
  }

  @Override
  public void resume() {
    throw new UnsupportedOperationException("Nobody pauses this server");
  }

  @Override
  public EventStore open(Realm realm) {
    return new CrashingEventStore(this, realm);
  }

  @Override
  public Backend backend() {
    return Backend.server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this);
  }

  /** Returns what runs, told from what the reference runs on. */
  Declaration.Backend topology(Declaration.Backend one) {
    return one;
  }

  /** Returns the declaration of a store on this server. */
  final Declaration declared(Declaration reference) {
    return new Declaration(
        reference.adapter(),
        reference.adapterVersion(),
        topology(reference.backend()),
        Set.of(Capability.CLAIMS),
        reference.limits(),
        durability(),
        reference.feed());
  }
}
