package dev.assay.adapter.dynamodb;

import dev.assay.spi.Capability;
import dev.assay.spi.Cost;
import dev.assay.spi.Declaration;
import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import dev.assay.spi.Metered;
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
import dev.assay.spi.event.EventStore;
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
import dev.assay.spi.event.Truncation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * An event store in one DynamoDB table. It offers every capability but a total order.
 *
 * <p>What is stored, here for the second commit of a stream. Every item has a text {@code pk} and a
 * text {@code sk}; {@code C} stands for the name of the realm's present content, such as {@code
 * 0c1f…}, and a slash or a percent sign inside a name is written {@code %2F} or {@code %25}:
 *
 * <pre>
 * realm/acme            realm       content C, partitions 4, drops 1
 * counter/acme/3        counter     content C, first 120, last 132        the feed partition 3; the content began behind place 120
 * log/acme              counter     content C, last 17                    the numbers of logged requests
 * dropped/acme          000…1       content B, successor C, firsts [0, 0, 0, 0]       until B is erased
 *
 * s/C/account/42        head        type 'account', id '42', version 3, changes 2, first 1, lastAt …
 * s/C/account/42        r/r-2       request 'r-2', before 1, after 3, response '{"ok":true}', recordedAt …,
 *                                   partition 3, position 132, attempt …
 * s/C/account/42        v/000…3     before 1, recordedAt …, events [{type 'deposited', data '{"amount":10}', metadata '{}'}, …]
 * f/C/3/0               000…132     type, id, request, before, after, response, recordedAt, effects, claims, releases, bytes
 * c/C/email/a@b.c       claim       type 'account', id '42'
 *
 * s/C/account/42        l/r-3       interaction 's-1', body '{…}', received 1, firstAt …, lastAt …, error, changes, number 17
 * i/C/s-1               000…17      type, id, request                     the requests of an interaction
 * w/C, d/C              000…17      type, id, request, interaction        those that may have no receipt; those that have one
 * </pre>
 *
 * <p>A commit is one transaction:
 *
 * <ol>
 *   <li>Commits that wait for the same feed partition are taken together, up to 100 actions.
 *   <li>Read, consistently and by key: the partition's counter, the streams' heads, the request
 *       items, the claimed keys. The counter names the content.
 *   <li>Judge each commit on what was read and on what those before it will leave: duplicate,
 *       expected version, claims. Before a refusal is told, the request item is read once more.
 *   <li>Write what fits in one {@code TransactWriteItems}: the counter, if it is as it was read;
 *       the heads, if they are as they were read; each request, if it is not there; each claim, if
 *       it is not there; the events of each commit, in one item; its place in the feed.
 *   <li>If a condition did not hold, begin again with step 2. If the server was busy, too, after a
 *       pause.
 *   <li>If the answer was lost, send the same again under the same token. If that is refused, see
 *       that the counter has moved, or move it by a void place: then no earlier delivery can apply
 *       any more, and step 2 finds what was applied. If the time is up, the outcome is unknown.
 * </ol>
 *
 * <p>A read of the feed:
 *
 * <ol>
 *   <li>Read the partition's counter: every commit that was acknowledged stands at or before it.
 *   <li>Read the places behind the cursor, bucket by bucket, up to the counter. They are dense: one
 *       that is missing is waited for, never passed.
 *   <li>Fetch the commits' events by their keys; those that are gone were truncated.
 * </ol>
 *
 * <p>A read of a stream takes the counter and the head together, then the commits up to that head.
 * A drop gives the realm and all its counters a new content in one transaction, and then erases the
 * old one within the time budget; what is left, the next drop erases, or the next handle that is
 * opened.
 *
 * <p>Thread-safe.
 */
public final class DynamoEventStore
    implements EventStore, Claims, JointCommits, Truncation, RequestLog, Restoration, Metered {

  static final long COMMIT_BYTES = 360L << 10;

  private static final String VERSION = "0.1.0";
  private static final Duration LAG = Duration.ofSeconds(1);

  /**
   * What fits the server's own limits of 100 actions, 4 MB and 400 KB for an item: a joint commit
   * takes 15 times a head, a request, its events and a place, 15 counters and 25 keys; the largest
   * item is a logged request with an error.
   */
  static final Limits LIMITS =
      new Limits(
          Map.of(
              Limit.COMMIT_EVENTS, 250L,
              Limit.COMMIT_BYTES, COMMIT_BYTES,
              Limit.COMMIT_EFFECTS, 100L,
              Limit.COMMIT_CLAIMS, 25L,
              Limit.JOINT_COMMITS, 15L,
              Limit.JSON_DEPTH, 500L,
              Limit.NUMBER_DIGITS, 1000L,
              Limit.NUMBER_EXPONENT, 1000L));

  private final Realm name;
  private final Declaration declaration;
  private final Dynamo dynamo;
  private final Content content;
  private final int partitions;
  private final Bell bell;
  private final CommitWriter writer;
  private final CommitQueue queue;
  private final StreamReader streams;
  private final StreamCutter cutter;
  private final FeedReader feed;
  private final RequestTable requests;
  private final RealmDrop drop;

  private DynamoEventStore(
      DynamoConfig config, Dynamo dynamo, DynamoServer server, RealmItem realm) {
    RealmKeys keys = RealmKeys.of(config.realm());
    this.name = config.realm();
    this.dynamo = dynamo;
    this.partitions = realm.partitions();
    this.declaration = declaration(server, config, partitions);
    this.content = new Content(dynamo, config.eventTable(), keys, realm.content());
    this.bell = dynamo.facts().bell(config.eventTable() + "/" + keys.realm());
    this.writer =
        new CommitWriter(content, bell, commit -> Keys.partition(commit.stream(), partitions));
    this.queue = new CommitQueue(writer, partitions);
    this.streams = new StreamReader(content, partitions);
    this.cutter = new StreamCutter(content, partitions);
    this.feed = new FeedReader(content, bell);
    this.requests = new RequestTable(content, partitions, config.logDays());
    this.drop = new RealmDrop(content, partitions);
  }

  /**
   * Opens a store on a caller's client, which stays the caller's to close. Its own retries should
   * be off: a resend that the store does not know of can only make it less sure.
   *
   * @throws dev.assay.spi.StoreUnavailable if the server cannot be reached or refuses
   */
  public static DynamoEventStore open(DynamoDbClient client, DynamoConfig config) {
    return open(Clients.given(client), config);
  }

  /** Opens a store on a leased client. */
  static DynamoEventStore open(Clients.Lease lease, DynamoConfig config) {
    Dynamo dynamo = new Dynamo(lease, describe(config.realm()), config.timeout());
    try {
      LIMITS.checkIds(config.realm().name());
      Deadline deadline = dynamo.deadline();
      DynamoServer server = DynamoSchema.prepare(dynamo, config.eventTable(), config, deadline);
      RealmItem realm =
          RealmItem.findOrMake(
              dynamo,
              config.eventTable(),
              RealmKeys.of(config.realm()),
              config.partitions(),
              deadline);
      DynamoEventStore store = new DynamoEventStore(config, dynamo, server, realm);
      if (realm.drops() > 0) {
        store.drop.erase(deadline.share());
      }
      return store;
    } catch (RuntimeException e) {
      dynamo.close();
      throw e;
    }
  }

  private static Declaration declaration(DynamoServer server, DynamoConfig config, int partitions) {
    return new Declaration(
        "dynamodb",
        VERSION,
        server.backend(),
        EnumSet.of(
            Capability.CLAIMS,
            Capability.JOINT_COMMITS,
            Capability.TRUNCATION,
            Capability.REQUEST_LOG,
            Capability.RESTORATION),
        LIMITS,
        server.durability(config.storage()),
        Optional.of(new Declaration.Feed(partitions, LAG)));
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
    dynamo.checkOpen();
    commit.check(LIMITS);
    CommitOutcome outcome = written(PreparedCommit.of(commit));
    dynamo.tally().leastCommit(commit, outcome);
    return CommitTicket.result(outcome);
  }

  @Override
  public List<CommitOutcome> commitAll(List<Commit> commits) {
    dynamo.checkOpen();
    CommitOutcome[] outcomes = new CommitOutcome[commits.size()];
    List<Integer> places = new ArrayList<>();
    List<CommitTicket> tickets = new ArrayList<>();
    Deadline deadline = dynamo.deadline();
    for (int i = 0; i < outcomes.length; i++) {
      try {
        commits.get(i).check(LIMITS);
        places.add(i);
        tickets.add(new CommitTicket(PreparedCommit.of(commits.get(i)), deadline));
      } catch (StoreException e) {
        outcomes[i] = new CommitOutcome.Failed(e);
      }
    }
    List<CommitOutcome> written = written(tickets);
    for (int i = 0; i < places.size(); i++) {
      outcomes[places.get(i)] = written.get(i);
      dynamo.tally().leastCommit(commits.get(places.get(i)), written.get(i));
    }
    return List.of(outcomes);
  }

  private CommitOutcome written(PreparedCommit commit) {
    return written(List.of(new CommitTicket(commit, dynamo.deadline()))).get(0);
  }

  private List<CommitOutcome> written(List<CommitTicket> tickets) {
    queue.add(tickets);
    if (dynamo.isClosed()) {
      queue.close(closed());
    }
    return tickets.stream().map(CommitTicket::await).toList();
  }

  @Override
  public JointResult commitTogether(List<Commit> commits) {
    dynamo.checkOpen();
    JointCommits.check(commits, LIMITS);
    Deadline deadline = dynamo.deadline();
    List<CommitTicket> tickets =
        commits.stream()
            .map(commit -> new CommitTicket(PreparedCommit.of(commit), deadline))
            .toList();
    List<Integer> lanes = tickets.stream().map(writer::partition).toList();
    return joint(queue.alone(lanes, deadline, () -> writer.writeTogether(tickets)));
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
    dynamo.checkOpen();
    commit.asCommit().check(LIMITS);
    PreparedCommit prepared = PreparedCommit.of(commit);
    CommitResult result = CommitTicket.result(written(prepared));
    if (prepared.truncated() && result instanceof CommitResult.Committed committed) {
      cutter.eraseBelow(
          commit.receipt().stream(), committed.receipt().after() + 1, dynamo.deadline());
    }
    return result;
  }

  @Override
  public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
    dynamo.checkOpen();
    if (from < 0 || max < 0) {
      throw new IllegalArgumentException("from and max must not be negative");
    }
    StreamSlice slice = streams.read(stream, from, max, direction, dynamo.deadline());
    dynamo.tally().leastRead(slice.events().stream().mapToLong(ItemSize::of).sum());
    return slice;
  }

  @Override
  public Optional<Receipt> receipt(StreamId stream, RequestId request) {
    dynamo.checkOpen();
    Content.Snapshot snapshot =
        content.read(
            "The read of the receipt",
            Keys.partition(stream, partitions),
            keys -> List.of(keys.request(stream, request)),
            dynamo.deadline());
    dynamo.tally().leastRead(0);
    return snapshot.item(snapshot.keys().request(stream, request)).map(DynamoCodec.Item::receipt);
  }

  @Override
  public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
    dynamo.checkOpen();
    checkPartition(partition);
    if (max < 1 || wait.isNegative()) {
      throw new IllegalArgumentException("max must be at least 1 and wait not negative");
    }
    FeedSlice slice = feed.read(partition, after, max, wait);
    dynamo.tally().leastRead(bytes(slice));
    return slice;
  }

  private static long bytes(FeedSlice slice) {
    return slice.commits().stream().mapToLong(commit -> commit.asCommit().bytes()).sum();
  }

  @Override
  public Cursor feedEnd(int partition) {
    dynamo.checkOpen();
    checkPartition(partition);
    return feed.end(partition, dynamo.deadline());
  }

  private void checkPartition(int partition) {
    if (partition < 0 || partition >= partitions) {
      throw new IllegalArgumentException("There is no feed partition " + partition);
    }
  }

  @Override
  public void dropRealm() {
    dynamo.checkOpen();
    Deadline deadline = dynamo.deadline();
    List<Integer> lanes = IntStream.range(0, partitions).boxed().toList();
    boolean dropped =
        queue.alone(
            lanes,
            deadline,
            () -> {
              drop.drop(deadline);
              return true;
            });
    if (dropped) {
      drop.erase(deadline);
    }
  }

  @Override
  public Optional<StreamId> holder(Claim claim) {
    dynamo.checkOpen();
    Content.Snapshot snapshot =
        content.read(
            "The look for the holder",
            Math.floorMod(claim.hashCode(), partitions),
            keys -> List.of(keys.claim(claim)),
            dynamo.deadline());
    return snapshot.item(snapshot.keys().claim(claim)).map(DynamoCodec.Item::stream);
  }

  @Override
  public long truncate(StreamId stream, long before) {
    dynamo.checkOpen();
    if (before < 1) {
      throw new IllegalArgumentException("The first version to keep must be at least 1");
    }
    return cutter.truncate(stream, before, dynamo.deadline());
  }

  @Override
  public LoggedRequest record(Request request) {
    dynamo.checkOpen();
    request.check(LIMITS);
    return requests.record(request, dynamo.deadline());
  }

  @Override
  public boolean fail(StreamId stream, RequestId request, String error) {
    dynamo.checkOpen();
    if (error.indexOf(0) >= 0) {
      throw new IllegalArgumentException("An error text must not contain U+0000");
    }
    return requests.fail(stream, request, error, dynamo.deadline());
  }

  @Override
  public Optional<LoggedRequest> find(StreamId stream, RequestId request) {
    dynamo.checkOpen();
    return requests.find(stream, request, dynamo.deadline());
  }

  @Override
  public Page<LoggedRequest> findByInteraction(
      String interaction, Optional<PageCursor> after, int max) {
    checkPage(max);
    return requests.byInteraction(interaction, after, max, dynamo.deadline());
  }

  @Override
  public Page<LoggedRequest> pending(Optional<PageCursor> after, int max) {
    checkPage(max);
    return requests.pending(after, max, dynamo.deadline());
  }

  private void checkPage(int max) {
    dynamo.checkOpen();
    if (max < 1 || max > MAX_PAGE) {
      throw new IllegalArgumentException("The size of a page must be from 1 to " + MAX_PAGE);
    }
  }

  @Override
  public SortedMap<String, Cost> costs() {
    return dynamo.tally().costs();
  }

  @Override
  public void close() {
    dynamo.close();
    queue.close(closed());
    bell.ring();
  }

  private StoreClosed closed() {
    return new StoreClosed(describe(name));
  }

  private static String describe(Realm realm) {
    return "DynamoDB event store, realm " + realm.name();
  }

  @Override
  public String toString() {
    return describe(name);
  }
}
