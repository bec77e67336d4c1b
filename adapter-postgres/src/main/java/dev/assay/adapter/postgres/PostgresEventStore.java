package dev.assay.adapter.postgres;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.Realm;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * An event store in the tables of a PostgreSQL database, version 14 or newer. It offers every
 * capability.
 *
 * <p>What is stored, here for the second commit of a stream:
 *
 * <pre>
 * realms        realm 1     name 'acme', content 3
 * realm_dropped content 2
 * streams       stream 7    realm 3 (the content), type 'account', id '42', first_retained 1
 * commits       stream 7    number 2, request 'r-2', version_before 1, version_after 3, recorded_at …, response {"ok": true},
 *                           effects […] or null, claims [{"space": "email", "value": "a@b.c"}] or null, releases … or null,
 *                           incarnation 1763684771, xid 1234, place 1, attempt …, bytes 210
 * events        stream 7    version 2, recorded_at …, type 'deposited', data {"amount": 10}, metadata {}
 * events        stream 7    version 3 …
 * claims        realm 3     space 'email', value 'a@b.c', stream 7
 * requests      stream 7    request 'r-3', number 9, received 1, interaction 's-1', body {…}, answered false
 * incarnations  1763684771  system_identifier …, timeline 1
 * </pre>
 *
 * <p>A commit is one function call in one round trip and one transaction at read committed:
 *
 * <ol>
 *   <li>Lock: the stream and the claimed and released keys, by advisory locks in sorted order, in
 *       statements of their own. Only what begins after that reads, so it sees the last commit of
 *       whoever held the locks before.
 *   <li>Judge: find the stream's last commit, which is its head, and the request's receipt; compare
 *       the expected version; look the claims up. A refusal has written nothing.
 *   <li>Take the transaction id. It was not taken before the locks, so ids rise along a stream.
 *   <li>Insert the commit, its events, its claims.
 *   <li>Afterwards, and not in the transaction, wake the readers of the feed.
 * </ol>
 *
 * <p>A read of the feed is one statement. Its order is (incarnation, transaction id, place):
 *
 * <ol>
 *   <li>Take the horizon: the oldest transaction that is still running on the server.
 *   <li>Read commits behind the cursor whose transaction id lies below the horizon. None can appear
 *       there any more.
 *   <li>If commits are visible beyond the horizon, the slice is not caught up; if what holds them
 *       back is not a store's commit, the slice names it.
 * </ol>
 *
 * <p>Transaction ids can go back on one server: in a crash with {@code synchronous_commit} off, or
 * when a snapshot of its disk is restored. A cursor that lies ahead of the server is refused until
 * the feed was repaired. Once new ids have overtaken the cursor this can no longer be seen, so
 * repair the feed after such a restoration before anything is written.
 *
 * <p>A drop gives the realm a new, empty content, which takes no longer for a large realm, and then
 * erases the old one in batches, within the time budget; what is left, the next drop erases, or the
 * next handle that is opened.
 *
 * <p>Thread-safe. Transactions of the caller are refused, not joined.
 */
public final class PostgresEventStore
    implements TotalOrder, Claims, JointCommits, Truncation, RequestLog, Restoration {

  static final long COMMIT_BYTES = 4L << 20;

  // Numbers are stored short and written out long: 1e1000 would come back as a thousand digits.
  static final long NUMBER_EXPONENT = 130;

  private static final int PURGE_ROWS = 500;
  private static final String VERSION = "0.1.0";
  private static final Duration LAG = Duration.ofSeconds(1);
  private static final Limits LIMITS =
      new Limits(
          Map.of(
              Limit.COMMIT_EVENTS, 1000L,
              Limit.COMMIT_BYTES, COMMIT_BYTES,
              Limit.COMMIT_EFFECTS, 500L,
              Limit.COMMIT_CLAIMS, 100L,
              Limit.JOINT_COMMITS, 100L,
              Limit.JSON_DEPTH, 500L,
              Limit.NUMBER_DIGITS, 1000L,
              Limit.NUMBER_EXPONENT, NUMBER_EXPONENT));

  private final Realm name;
  private final Declaration declaration;
  private final Connections connections;
  private final Bell bell;
  private final int realm;
  private final CommitWriter writer;
  private final CommitQueue queue;
  private final StreamReader streams;
  private final FeedReader feed;
  private final RequestTable requests;
  private final Call<Boolean> drop;
  private final Purge purge;
  private final String truncate;
  private final String holder;

  private PostgresEventStore(
      PostgresConfig config, Connections connections, PostgresServer server, int realm) {
    Sql sql = new Sql(config.schema());
    this.name = config.realm();
    this.declaration = declaration(server);
    this.connections = connections;
    this.realm = realm;
    this.bell = new Bell(connections, config.schema(), realm);
    this.writer = new CommitWriter(connections, realm, sql);
    this.queue = new CommitQueue(writer, realm);
    this.streams = new StreamReader(connections, realm, sql);
    this.feed = new FeedReader(connections, bell, realm, sql);
    this.requests = new RequestTable(connections, realm, sql);
    this.truncate = sql.text("truncate.sql");
    this.holder = sql.text("holder.sql");
    this.drop =
        new Call<>(
            "The end of the realm",
            sql.text("drop-realm.sql"),
            binds -> binds.number(realm),
            rows -> true);
    this.purge =
        new Purge(
            connections,
            new Call<>(
                "The erasure of dropped realms",
                sql.text("purge-realms.sql"),
                binds -> binds.number(PURGE_ROWS),
                rows -> rows.next() && rows.getBoolean(1)));
  }

  /**
   * Opens a store on a caller's data source, which stays the caller's to close. Its connections
   * must come from PostgreSQL's own JDBC driver, outside any transaction. They are given back as
   * they came.
   *
   * @throws dev.assay.spi.StoreUnavailable if the server cannot be reached or refuses
   * @throws dev.assay.spi.RepairNeeded if the store must be repaired first
   */
  public static PostgresEventStore open(DataSource source, PostgresConfig config) {
    LIMITS.checkIds(config.realm().name());
    return open(
        new BoundedSource(source, "the data source's PostgreSQL"),
        config,
        Deadline.in(config.timeout()));
  }

  /** Opens a store on connections of its own. */
  static PostgresEventStore open(PostgresUri uri, PostgresConfig config) {
    LIMITS.checkIds(config.realm().name());
    Deadline deadline = Deadline.in(config.timeout());
    return open(PoolSource.open(uri, config.timeout(), deadline), config, deadline);
  }

  private static PostgresEventStore open(Source source, PostgresConfig config, Deadline deadline) {
    Connections connections = new Connections(source, describe(config.realm()), config.timeout());
    try {
      PostgresSetup setup = PostgresSetup.prepare(connections, config, deadline);
      PostgresEventStore store =
          new PostgresEventStore(config, connections, setup.server(), setup.realm());
      store.purge.some(deadline);
      return store;
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    }
  }

  private static Declaration declaration(PostgresServer server) {
    return new Declaration(
        "postgres",
        VERSION,
        server.backend(),
        EnumSet.of(
            Capability.CLAIMS,
            Capability.TOTAL_ORDER,
            Capability.JOINT_COMMITS,
            Capability.TRUNCATION,
            Capability.REQUEST_LOG,
            Capability.RESTORATION),
        LIMITS,
        server.durability(),
        Optional.of(new Declaration.Feed(1, LAG)));
  }

  @Override
  public Realm realm() {
    return name;
  }

  @Override
  public Declaration declaration() {
    return declaration;
  }

  @Override
  public CommitResult commit(Commit commit) {
    connections.checkOpen();
    commit.check(LIMITS);
    return rung(List.of(queue.commit(PreparedCommit.of(commit), deadline()))).get(0);
  }

  @Override
  public List<CommitOutcome> commitAll(List<Commit> commits) {
    connections.checkOpen();
    CommitOutcome[] outcomes = new CommitOutcome[commits.size()];
    List<Integer> places = new ArrayList<>();
    List<PreparedCommit> legal = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      try {
        commits.get(i).check(LIMITS);
        places.add(i);
        legal.add(PreparedCommit.of(commits.get(i)));
      } catch (StoreException e) {
        outcomes[i] = new CommitOutcome.Failed(e);
      }
    }
    List<CommitOutcome> written = rung(writer.writeAll(legal, deadline()));
    for (int i = 0; i < places.size(); i++) {
      outcomes[places.get(i)] = written.get(i);
    }
    return List.of(outcomes);
  }

  @Override
  public JointResult commitTogether(List<Commit> commits) {
    connections.checkOpen();
    JointCommits.check(commits, LIMITS);
    List<PreparedCommit> prepared = commits.stream().map(PreparedCommit::of).toList();
    return joint(rung(writer.writeTogether(CommitGroup.together(realm, prepared), deadline())));
  }

  private static JointResult joint(List<CommitResult> results) {
    List<Receipt> committed = new ArrayList<>();
    List<Receipt> originals = new ArrayList<>();
    for (CommitResult result : results) {
      if (result instanceof CommitResult.Committed one) {
        committed.add(one.receipt());
      } else if (result instanceof CommitResult.Duplicate one) {
        originals.add(one.original());
      }
    }
    if (committed.size() == results.size()) {
      return new JointResult.Committed(committed);
    }
    return originals.size() == results.size()
        ? new JointResult.Duplicate(originals)
        : refused(results);
  }

  // Duplicates come first, also where a commit before them meets another version.
  private static JointResult refused(List<CommitResult> results) {
    int index = first(results, CommitResult.Duplicate.class::isInstance);
    if (index < 0) {
      index = first(results, result -> !(result instanceof CommitResult.Committed));
    }
    return new JointResult.Refused(index, results.get(index));
  }

  private static int first(List<CommitResult> results, Predicate<CommitResult> which) {
    for (int i = 0; i < results.size(); i++) {
      if (which.test(results.get(i))) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public CommitResult restore(RecordedCommit commit) {
    connections.checkOpen();
    commit.asCommit().check(LIMITS);
    CommitGroup group = CommitGroup.independent(realm, List.of(PreparedCommit.of(commit)));
    return rung(writer.writeTogether(group, deadline())).get(0);
  }

  /** Wakes the readers of the feed if something was committed. */
  private <T extends CommitOutcome> List<T> rung(List<T> outcomes) {
    if (outcomes.stream().anyMatch(CommitResult.Committed.class::isInstance)) {
      bell.ring();
    }
    return outcomes;
  }

  @Override
  public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
    connections.checkOpen();
    if (from < 0 || max < 0) {
      throw new IllegalArgumentException("from and max must not be negative");
    }
    return streams.read(stream, from, max, direction);
  }

  @Override
  public Optional<Receipt> receipt(StreamId stream, RequestId request) {
    return writer.receipt(stream, request, deadline());
  }

  @Override
  public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
    connections.checkOpen();
    checkPartition(partition);
    if (max < 1 || wait.isNegative()) {
      throw new IllegalArgumentException("max must be at least 1 and wait not negative");
    }
    return feed.read(after, max, wait);
  }

  @Override
  public Cursor feedEnd(int partition) {
    connections.checkOpen();
    checkPartition(partition);
    return feed.end(deadline());
  }

  private static void checkPartition(int partition) {
    if (partition != 0) {
      throw new IllegalArgumentException("There is no feed partition " + partition);
    }
  }

  @Override
  public void dropRealm() {
    Deadline deadline = deadline();
    connections.write(drop, deadline);
    purge.untilDone(deadline);
  }

  @Override
  public Optional<StreamId> holder(Claim claim) {
    return connections.read(
        new Call<>(
            "The look for the holder",
            holder,
            binds -> binds.number(realm).text(claim.space()).text(claim.value()),
            row ->
                row.next()
                    ? Optional.of(new StreamId(row.getString(1), row.getString(2)))
                    : Optional.<StreamId>empty()),
        deadline());
  }

  @Override
  public long truncate(StreamId stream, long before) {
    connections.checkOpen();
    if (before < 1) {
      throw new IllegalArgumentException("The first version to keep must be at least 1");
    }
    return connections.write(
        new Call<>(
            "The truncation",
            truncate,
            binds ->
                binds
                    .number(realm)
                    .number(LockKeys.stream(realm, stream))
                    .text(stream.type())
                    .text(stream.id())
                    .number(before),
            row -> {
              row.next();
              return row.getLong(1);
            }),
        deadline());
  }

  @Override
  public LoggedRequest record(Request request) {
    connections.checkOpen();
    request.check(LIMITS);
    return requests.record(request);
  }

  @Override
  public boolean fail(StreamId stream, RequestId request, String error) {
    connections.checkOpen();
    if (error.indexOf(0) >= 0) {
      throw new IllegalArgumentException("An error text must not contain U+0000");
    }
    return requests.fail(stream, request, error);
  }

  @Override
  public Optional<LoggedRequest> find(StreamId stream, RequestId request) {
    return requests.find(stream, request);
  }

  @Override
  public Page<LoggedRequest> findByInteraction(
      String interaction, Optional<PageCursor> after, int max) {
    checkPage(max);
    return requests.byInteraction(interaction, after, max);
  }

  @Override
  public Page<LoggedRequest> pending(Optional<PageCursor> after, int max) {
    checkPage(max);
    return requests.pending(after, max);
  }

  private void checkPage(int max) {
    connections.checkOpen();
    if (max < 1 || max > MAX_PAGE) {
      throw new IllegalArgumentException("The size of a page must be from 1 to " + MAX_PAGE);
    }
  }

  @Override
  public void close() {
    bell.close();
    connections.close();
  }

  private Deadline deadline() {
    return connections.deadline();
  }

  private static String describe(Realm realm) {
    return "PostgreSQL event store, realm " + realm.name();
  }

  @Override
  public String toString() {
    return describe(name);
  }
}
