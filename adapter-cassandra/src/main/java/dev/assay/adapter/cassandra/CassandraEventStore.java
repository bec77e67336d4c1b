package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.UnsupportedCapability;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.Restoration;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.event.Truncation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An event store in the tables of a Cassandra cluster, version 4.0 or newer. It offers truncation,
 * the request log and restoration; claims, joint commits and a total order would span partitions.
 *
 * <p>What is stored, here for the second commit of a stream, which has two events:
 *
 * <pre>
 * realms        realm 'acme': generation 3, purged 3, partitions 4
 * streams       realm 'acme', generation 3, type 'account', id '42':
 *                 head 3, first_retained 1, last_attempt '2026-11-21T06:36:32.123456Z-9f3c21aa07bd41e2', last_recorded …
 *               kind 'event', number 2: event_type 'deposited', data {"amount": 10}, metadata {}, commit_first 2, recorded …
 *               kind 'event', number 3: …
 *               kind 'request', name 'r-2': attempt '2026-…', version_before 1, version_after 3, response {"ok": true},
 *                 effects […], bytes 210, recorded …
 * feed_buckets  realm, generation, partition 2: bucket 2982541
 * feed_intents  realm, generation, partition 2, bucket 2982541, attempt '2026-…': until …, type 'account', id '42', request 'r-2'
 * feed_marks    realm, partition 2: closed '2026-…', settled '2026-…'
 * </pre>
 *
 * <p>A stream is one partition, and only conditional batches (Paxos) write to it. The tables of the
 * feed are written at quorum, with timestamps that make the order of arrival meaningless.
 *
 * <p>A commit:
 *
 * <ol>
 *   <li>Take an <em>attempt</em>: a time with random digits, later than all that this process has
 *       seen. It is the commit's place in the feed if it is applied.
 *   <li>Write the <em>intent</em>: attempt, stream, request. Beside that, read the stream's head,
 *       last attempt and time.
 *   <li>Read the feed partition's <em>closed</em> mark, and beside that the realm's generation. If
 *       the mark is not before the attempt, or the generation has moved on, take a new attempt.
 *   <li>Send one conditional batch: head, last attempt and time <em>if</em> the head is the one
 *       that was read and the last attempt lies before this one, the request's row <em>if</em>
 *       there is none, and the events. A refusal is judged by what is read after it; where the head
 *       moved and the commit still meets its expectation, the batch is sent again.
 *   <li>If the answer is lost, read the stream at serial: at or past the attempt, the request's row
 *       tells. Before it, the batch may still come. What is sent then carries a newer attempt, so
 *       that of the two only one can be applied; before a refusal is answered, the old one is
 *       fenced. When the time is up, the outcome is unknown.
 * </ol>
 *
 * <p>A read of the feed behind a cursor:
 *
 * <ol>
 *   <li>Read the next intents at quorum. Choose the last that was applied: T.
 *   <li>Write <em>closed</em> ≥ T at quorum. Its timestamp is the time of T: the greatest wins.
 *   <li>Read all intents up to T again. No other can be followed by a batch: its writer finds the
 *       mark, because it reads it after writing the intent.
 *   <li>For each, look at the request's row. Applied: show it. If not, and the stream's last
 *       attempt is past it: skip it, it never will be. Undecided, and its writer may be at work:
 *       end the slice before it. Undecided and old: fence it and skip it.
 * </ol>
 *
 * <p>A <em>fence</em> raises the stream's last attempt to the one that is fenced, by a conditional
 * update of its own; it writes no event, and a stream that has nothing else is at version 0. The
 * request may be applied by a newer attempt. So clocks decide how long a reader waits, and nothing
 * else: a batch that comes after the fence finds the last attempt past its own.
 *
 * <p>A drop raises the realm's generation, which is a part of every key, and then erases what lies
 * under the old one within the time budget; what is left, the next drop erases, or the next handle
 * that is opened. The erasure is dated a day ahead, so that it also erases what is still on its
 * way. The marks outlive a drop, so that new attempts lie behind old cursors.
 *
 * <p>A commit costs two trips at quorum and a round of Paxos, and one more trip in each bucket of
 * ten minutes. Partitions of Cassandra should stay below some hundred megabytes, and so must a
 * stream; truncation makes room. Thread-safe.
 */
public final class CassandraEventStore implements EventStore, Truncation, RequestLog, Restoration {

  private static final String VERSION = "0.1.0";
  private static final Duration LAG = Duration.ofSeconds(5);
  private static final Duration PURGE_AT_OPEN = Duration.ofMillis(100);
  private static final Limits LIMITS =
      new Limits(
          Map.of(
              Limit.COMMIT_EVENTS, 500L,
              Limit.COMMIT_BYTES, 1L << 20,
              Limit.COMMIT_EFFECTS, 250L,
              // Effects are stored in an array of objects.
              Limit.JSON_DEPTH, 490L,
              Limit.NUMBER_DIGITS, 1000L,
              Limit.NUMBER_EXPONENT, 1000L));

  private final CassandraConfig config;
  private final Declaration declaration;
  private final Lease lease;
  private final Realms realms;
  private final CommitCall.Backend backend;
  private final CommitWriter writer;
  private final StreamReader streams;
  private final StreamTruncation truncation;
  private final FeedReader feed;
  private final RequestTable requests;
  private final Purge purge;
  private final Bell bell;
  private final AtomicBoolean closed = new AtomicBoolean();

  private CassandraEventStore(
      CassandraConfig config, Lease lease, Declaration declaration, Cql cql, Realms realms) {
    SessionShare share = SessionShare.of(cql);
    this.config = config;
    this.declaration = declaration;
    this.lease = lease;
    this.realms = realms;
    this.bell = share.bell(realms.name());
    StreamTable table = new StreamTable(cql, realms.name());
    this.backend =
        new CommitCall.Backend(realms, table, new FeedTable(cql, realms.name()), share.clock());
    this.writer = new CommitWriter(backend, share.turns());
    this.streams = new StreamReader(realms, table);
    this.truncation = new StreamTruncation(realms, table);
    this.feed = new FeedReader(backend, bell, config.timeout(), closed::get);
    this.requests = new RequestTable(cql, realms, streams::receiptAsync);
    this.purge = new Purge(backend, requests);
  }

  /**
   * Opens a store on a caller's session, which stays the caller's to close.
   *
   * @throws dev.assay.spi.StoreUnavailable if the cluster cannot be reached or refuses
   */
  public static CassandraEventStore open(CqlSession session, CassandraConfig config) {
    LIMITS.checkIds(config.realm().name());
    return open(Lease.of(session), config, Deadline.in(config.timeout()));
  }

  /** Opens a store on a session that it shares with other handles of this process. */
  static CassandraEventStore open(CassandraUri uri) {
    CassandraConfig config = uri.config();
    LIMITS.checkIds(config.realm().name());
    Deadline deadline = Deadline.in(config.timeout());
    return open(Sessions.lease(uri, deadline), config, deadline);
  }

  private static CassandraEventStore open(Lease lease, CassandraConfig config, Deadline deadline) {
    try {
      CassandraServer server = CassandraSetup.prepare(lease, config, deadline);
      Cql cql = Cql.of(lease.session(), config.keyspace());
      Realms realms = Realms.open(cql, config.realm(), deadline);
      Declaration declaration = declaration(server, realms.partitions());
      CassandraEventStore store = new CassandraEventStore(config, lease, declaration, cql, realms);
      if (realms.hasLeftovers()) {
        store.purge.run(Deadline.in(PURGE_AT_OPEN).orSooner(deadline));
      }
      return store;
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  private static Declaration declaration(CassandraServer server, int partitions) {
    return new Declaration(
        "cassandra",
        VERSION,
        server.backend(),
        EnumSet.of(Capability.TRUNCATION, Capability.REQUEST_LOG, Capability.RESTORATION),
        LIMITS,
        server.durability(),
        Optional.of(new Declaration.Feed(partitions, LAG)));
  }

  @Override
  public Realm realm() {
    return config.realm();
  }

  @Override
  public Declaration declaration() {
    return declaration;
  }

  private Deadline deadline() {
    if (closed.get()) {
      throw new StoreClosed("event store on " + lease.server());
    }
    return Deadline.in(config.timeout());
  }

  @Override
  public CommitResult commit(Commit commit) {
    Deadline deadline = deadline();
    check(commit);
    return rung(writer.write(PreparedCommit.of(commit), deadline));
  }

  private static void check(Commit commit) {
    commit.check(LIMITS);
    if (commit.touchesClaims()) {
      throw new UnsupportedCapability("cassandra", Capability.CLAIMS);
    }
  }

  @Override
  public List<CommitOutcome> commitAll(List<Commit> commits) {
    Deadline deadline = deadline();
    CommitOutcome[] outcomes = new CommitOutcome[commits.size()];
    List<Integer> places = new ArrayList<>();
    List<PreparedCommit> legal = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      try {
        check(commits.get(i));
        legal.add(PreparedCommit.of(commits.get(i)));
        places.add(i);
      } catch (StoreException e) {
        outcomes[i] = new CommitOutcome.Failed(e);
      }
    }
    List<CommitOutcome> written = writer.writeAll(legal, deadline);
    for (int i = 0; i < places.size(); i++) {
      outcomes[places.get(i)] = rung(written.get(i));
    }
    return List.of(outcomes);
  }

  @Override
  public CommitResult restore(RecordedCommit commit) {
    Deadline deadline = deadline();
    check(commit.asCommit());
    return rung(writer.write(PreparedCommit.of(commit), deadline));
  }

  /** Wakes the readers of the feed if something was committed. */
  private <T extends CommitOutcome> T rung(T outcome) {
    if (outcome instanceof CommitResult.Committed) {
      bell.ring();
    }
    return outcome;
  }

  @Override
  public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
    Deadline deadline = deadline();
    if (from < 0 || max < 0) {
      throw new IllegalArgumentException("from and max must not be negative");
    }
    return streams.read(stream, from, max, direction, deadline);
  }

  @Override
  public Optional<Receipt> receipt(StreamId stream, RequestId request) {
    return streams.receipt(stream, request, deadline());
  }

  @Override
  public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
    Deadline unused = deadline();
    checkPartition(partition);
    if (max < 1 || wait.isNegative()) {
      throw new IllegalArgumentException("max must be at least 1 and wait not negative");
    }
    return feed.read(partition, after, max, wait);
  }

  @Override
  public Cursor feedEnd(int partition) {
    Deadline deadline = deadline();
    checkPartition(partition);
    return feed.end(partition, deadline);
  }

  private void checkPartition(int partition) {
    if (partition < 0 || partition >= realms.partitions()) {
      throw new IllegalArgumentException("There is no feed partition " + partition);
    }
  }

  @Override
  public void dropRealm() {
    Deadline deadline = deadline();
    long old = realms.state(deadline).generation();
    closeFeed(old, deadline);
    realms.raise(old, deadline);
    try {
      closeFeed(old, deadline);
    } catch (StoreException e) {
      throw new OutcomeUnknown("The realm was dropped, but its feed could not be closed", e);
    }
    purge.run(deadline);
  }

  /** Closes the feed behind all attempts, so that none of the next generation stands before. */
  private void closeFeed(long generation, Deadline deadline) {
    for (int partition = 0; partition < realms.partitions(); partition++) {
      String last = backend.feed().lastIntent(generation, partition, deadline);
      if (!last.isEmpty()) {
        backend.feed().close(partition, Attempt.of(last), deadline);
        backend.clock().pass(last);
      }
    }
  }

  @Override
  public long truncate(StreamId stream, long before) {
    Deadline deadline = deadline();
    if (before < 1) {
      throw new IllegalArgumentException("The first version to keep must be at least 1");
    }
    return truncation.truncate(stream, before, deadline);
  }

  @Override
  public LoggedRequest record(Request request) {
    Deadline deadline = deadline();
    request.check(LIMITS);
    return requests.record(request, deadline);
  }

  @Override
  public boolean fail(StreamId stream, RequestId request, String error) {
    Deadline deadline = deadline();
    if (error.indexOf(0) >= 0) {
      throw new IllegalArgumentException("An error text must not contain U+0000");
    }
    return requests.fail(stream, request, error, deadline);
  }

  @Override
  public Optional<LoggedRequest> find(StreamId stream, RequestId request) {
    return requests.find(stream, request, deadline());
  }

  @Override
  public Page<LoggedRequest> findByInteraction(
      String interaction, Optional<PageCursor> after, int max) {
    Deadline deadline = deadline();
    checkPage(max);
    return requests.byInteraction(interaction, after, max, deadline);
  }

  @Override
  public Page<LoggedRequest> pending(Optional<PageCursor> after, int max) {
    Deadline deadline = deadline();
    checkPage(max);
    return requests.pending(after, max, deadline);
  }

  private static void checkPage(int max) {
    if (max < 1 || max > RequestLog.MAX_PAGE) {
      throw new IllegalArgumentException(
          "The size of a page must be from 1 to %d".formatted(RequestLog.MAX_PAGE));
    }
  }

  /** Closes the handle; the session is closed with its last handle, unless it is the caller's. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      bell.ring();
      lease.close();
    }
  }

  @Override
  public String toString() {
    return "event store on %s, realm '%s'".formatted(lease.server(), config.realm().name());
  }
}
