package dev.assay.selftest;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Realm;
import dev.assay.spi.UnsupportedCapability;
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
import java.util.Set;

/**
 * Forwards the least that every event store offers, and declares no capability; a right store by
 * itself. Its subclasses are wrong in one place each.
 */
class ForwardingLeastEventStore implements EventStore {

  private final EventStore store;

  ForwardingLeastEventStore(EventStore store) {
    this.store = store;
  }

  @Override
  public Realm realm() {
    return store.realm();
  }

  @Override
  public Declaration declaration() {
    return Declarations.with(store.declaration(), Set.of());
  }

  @Override
  public CommitResult commit(Commit commit) {
    refuseClaims(commit);
    return store.commit(commit);
  }

  @Override
  public List<CommitOutcome> commitAll(List<Commit> commits) {
    return Commits.oneByOne(this, commits);
  }

  @Override
  public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
    return store.read(stream, from, max, direction);
  }

  @Override
  public Optional<Receipt> receipt(StreamId stream, RequestId request) {
    return store.receipt(stream, request);
  }

  @Override
  public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
    return store.feed(partition, after, max, wait);
  }

  @Override
  public Cursor feedEnd(int partition) {
    return store.feedEnd(partition);
  }

  @Override
  public void dropRealm() {
    store.dropRealm();
  }

  @Override
  public void close() {
    store.close();
  }

  private void refuseClaims(Commit commit) {
    commit.check(declaration().limits());
    if (commit.touchesClaims()) {
      throw new UnsupportedCapability(declaration().adapter(), Capability.CLAIMS);
    }
  }
}
