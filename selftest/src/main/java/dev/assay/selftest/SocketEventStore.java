package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.Declaration;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An event store over a real socket; right by itself. Its subclasses are wrong in one place. */
class SocketEventStore
    implements TotalOrder, Claims, JointCommits, Truncation, RequestLog, Restoration {

  private final SocketClient client;

  SocketEventStore(Wire wire, Realm realm) {
    client = new SocketClient(wire, realm, "events", MemoryEventStore.class);
    wire.open();
  }

  final SocketClient client() {
    return client;
  }

  @Override
  public Realm realm() {
    return client.realm();
  }

  @Override
  public Declaration declaration() {
    return SocketStores.declaration(
        MemoryEventStore.open("declaration", client.realm()).declaration());
  }

  @Override
  public CommitResult commit(Commit commit) {
    return client.call("commit", commit);
  }

  @Override
  public List<CommitOutcome> commitAll(List<Commit> commits) {
    try {
      return client.call("commitAll", commits);
    } catch (StoreClosed e) {
      throw e;
    } catch (StoreException e) {
      List<CommitOutcome> failed = new ArrayList<>();
      commits.forEach(commit -> failed.add(new CommitOutcome.Failed(e)));
      return failed;
    }
  }

  @Override
  public JointResult commitTogether(List<Commit> commits) {
    return client.call("commitTogether", commits);
  }

  @Override
  public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
    return client.call("read", stream, from, max, direction);
  }

  @Override
  public Optional<Receipt> receipt(StreamId stream, RequestId request) {
    return client.call("receipt", stream, request);
  }

  @Override
  public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
    return client.callWaiting(wait, "feed", partition, after, max, wait);
  }

  @Override
  public Cursor feedEnd(int partition) {
    return client.call("feedEnd", partition);
  }

  @Override
  public void dropRealm() {
    client.run("dropRealm");
  }

  @Override
  public Optional<StreamId> holder(Claim claim) {
    return client.call("holder", claim);
  }

  @Override
  public long truncate(StreamId stream, long before) {
    return client.<Long>call("truncate", stream, before);
  }

  @Override
  public CommitResult restore(RecordedCommit commit) {
    return client.call("restore", commit);
  }

  @Override
  public LoggedRequest record(Request request) {
    return client.call("record", request);
  }

  @Override
  public boolean fail(StreamId stream, RequestId request, String error) {
    return client.<Boolean>call("fail", stream, request, error);
  }

  @Override
  public Optional<LoggedRequest> find(StreamId stream, RequestId request) {
    return client.call("find", stream, request);
  }

  @Override
  public Page<LoggedRequest> findByInteraction(
      String interaction, Optional<PageCursor> after, int max) {
    return client.call("findByInteraction", interaction, after, max);
  }

  @Override
  public Page<LoggedRequest> pending(Optional<PageCursor> after, int max) {
    return client.call("pending", after, max);
  }

  @Override
  public void close() {
    client.close();
  }
}
