package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.Declaration;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Claims;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A handle on a realm of a {@link CrashingServer}. */
final class CrashingEventStore implements EventStore, Claims {

  private final CrashingServer server;
  private final Realm realm;
  private volatile boolean closed;

  CrashingEventStore(CrashingServer server, Realm realm) {
    this.server = server;
    this.realm = realm;
  }

  private <T> T call(Function<MemoryEventStore, T> call) {
    checkOpen();
    return server.call(realm, call);
  }

  private void checkOpen() {
    if (closed) {
      throw new StoreClosed("a store on a server that crashes");
    }
  }

  @Override
  public Realm realm() {
    return realm;
  }

  @Override
  public Declaration declaration() {
    try (MemoryEventStore reference = MemoryEventStore.open("declaration", Realm.DEFAULT)) {
      return server.declared(reference.declaration());
    }
  }

  @Override
  public CommitResult commit(Commit commit) {
    checkOpen();
    return server.commit(realm, commit);
  }

  @Override
  public List<CommitOutcome> commitAll(List<Commit> commits) {
    return Commits.oneByOne(this, commits);
  }

  @Override
  public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
    return call(store -> store.read(stream, from, max, direction));
  }

  @Override
  public Optional<Receipt> receipt(StreamId stream, RequestId request) {
    return call(store -> store.receipt(stream, request));
  }

  // A wait would keep everybody else from the server; a round trip is wait enough.
  @Override
  public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
    Faults.roundTrip();
    return server.show(realm, call(store -> store.feed(partition, after, max, Duration.ZERO)));
  }

  @Override
  public Cursor feedEnd(int partition) {
    return call(store -> store.feedEnd(partition));
  }

  @Override
  public Optional<StreamId> holder(Claim claim) {
    return call(store -> store.holder(claim));
  }

  @Override
  public void dropRealm() {
    call(
        store -> {
          store.dropRealm();
          return true;
        });
  }

  @Override
  public void close() {
    closed = true;
  }
}
