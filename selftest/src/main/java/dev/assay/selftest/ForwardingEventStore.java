package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.Declaration;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.Realm;
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
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.Restoration;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.event.TotalOrder;
import dev.assay.spi.event.Truncation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Forwards everything, with every capability, to the reference; a right store by itself. Its
 * subclasses are wrong in one place each. {@code commitAll} commits one by one, so that a subclass
 * that bends {@code commit} bends both.
 */
class ForwardingEventStore
    implements TotalOrder, Claims, JointCommits, Truncation, RequestLog, Restoration {

  private final MemoryEventStore store;

  ForwardingEventStore(MemoryEventStore store) {
    this.store = store;
  }

  @Override
  public Realm realm() {
    return store.realm();
  }

  @Override
  public Declaration declaration() {
    return store.declaration();
  }

  @Override
  public CommitResult commit(Commit commit) {
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

  @Override
  public Optional<StreamId> holder(Claim claim) {
    return store.holder(claim);
  }

  @Override
  public JointResult commitTogether(List<Commit> commits) {
    return store.commitTogether(commits);
  }

  @Override
  public long truncate(StreamId stream, long before) {
    return store.truncate(stream, before);
  }

  @Override
  public LoggedRequest record(Request request) {
    return store.record(request);
  }

  @Override
  public boolean fail(StreamId stream, RequestId request, String error) {
    return store.fail(stream, request, error);
  }

  @Override
  public Optional<LoggedRequest> find(StreamId stream, RequestId request) {
    return store.find(stream, request);
  }

  @Override
  public Page<LoggedRequest> findByInteraction(
      String interaction, Optional<PageCursor> after, int max) {
    return store.findByInteraction(interaction, after, max);
  }

  @Override
  public Page<LoggedRequest> pending(Optional<PageCursor> after, int max) {
    return store.pending(after, max);
  }

  @Override
  public CommitResult restore(RecordedCommit commit) {
    return store.restore(commit);
  }
}
