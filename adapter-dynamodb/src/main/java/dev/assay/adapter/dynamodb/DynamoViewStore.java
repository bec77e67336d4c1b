package dev.assay.adapter.dynamodb;

import dev.assay.spi.Capability;
import dev.assay.spi.Cost;
import dev.assay.spi.Declaration;
import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import dev.assay.spi.Metered;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.json.Json;
import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * A view store on DynamoDB. Thread-safe.
 *
 * <p>The stored items, in the table {@code assay-views} unless configured otherwise:
 *
 * <pre>
 * pk               | sk         |
 * names/acme       | accounts   | generation 7c1f…, attempt 7c1f…, aliased 1                  a collection
 * names/acme       | current    | generation 7c1f…, attempt 02d9…, aliased 0, target accounts an alias of it
 * view/7c1f…/1     | a1         | revision 5, attempt 9f2c…, document {"name":"Ada"}          a view
 * view/7c1f…/3     | a2         | revision 6, attempt 03be…                                   a tombstone
 * cursors/acme     | balances/0 | cursor 0001…, attempt 77aa…
 * dropped/acme     | 51e0…      | at 1780000000, next 4             a generation that is being erased
 * </pre>
 *
 * <p>Each part of a key that comes from outside is written such that parts never run together. A
 * collection gets a new generation whenever it is made, and its views are spread over 4 partitions
 * by their ids. Documents are JSON text, so that a number keeps all its digits.
 *
 * <p>A write takes two requests:
 *
 * <ol>
 *   <li>If this handle does not know the collection, read its name, or register it with a new
 *       generation.
 *   <li>Put the view into that generation on the condition that its revision is less or that there
 *       is none. If the condition fails, the server returns what it met: this write's attempt id
 *       means that an earlier sending was applied; anything else is the greater revision.
 *   <li>Read the name again, consistently. If it still leads to the generation, the answer counts;
 *       otherwise the collection was dropped, the write was into nothing, and it is made anew.
 * </ol>
 *
 * <p>A read takes one request:
 *
 * <ol>
 *   <li>Read the name and, in the generation it led to when this handle looked last, the view, both
 *       consistently. If the name leads elsewhere by now, read again.
 *   <li>If the name is an alias, read it once more: unchanged, it was true when the view was read.
 * </ol>
 *
 * <p>An alias, its switch and its removal are one transaction each, on the alias and on the
 * collections, which count their aliases. A drop is a transaction that takes the name away if that
 * count is 0 and notes the generation in {@code dropped}; its views are then erased page by page,
 * within the time budget; what is left, the next drop erases, or the next handle that is opened.
 *
 * <p>A name is one item, and DynamoDB reads one item at most 3,000 times a second: so often can the
 * views of one collection be read or written. There is no search.
 */
public final class DynamoViewStore implements ViewStore, CursorStore, ViewCatalog, Metered {

  /** The most that DynamoDB stores in one item, the names of its attributes included. */
  static final int ITEM_BYTES = 400 * 1024;

  /**
   * What an item holds besides its document: 800 bytes for the longest id, less than 100 for the
   * other values and less than 40 for the names of the attributes; rounded up.
   */
  static final int BESIDES_BYTES = 1024;

  private static final Limits LIMITS =
      Limits.PORTABLE
          .with(Limit.JSON_DEPTH, Json.MAX_DEPTH)
          .with(Limit.NUMBER_DIGITS, Json.MAX_DIGITS)
          .with(Limit.NUMBER_EXPONENT, Json.MAX_EXPONENT)
          .with(Limit.DOCUMENT_BYTES, ITEM_BYTES - BESIDES_BYTES);

  private static final String VERSION = "0.1.0";

  private static final Duration FIRST_POLL = Duration.ofMillis(10);
  private static final Duration LONGEST_POLL = Duration.ofMillis(250);

  private final Realm realm;
  private final Declaration declaration;
  private final Dynamo dynamo;
  private final ViewNames names;
  private final ViewReader reader;
  private final ViewWriter writer;
  private final ViewCursors cursors;
  private final ViewAliases aliases;
  private final NameActions actions;
  private final ViewPurge purge;
  private final Bell bell;

  private DynamoViewStore(DynamoConfig config, Dynamo dynamo, DynamoServer server) {
    ViewKeys keys = ViewKeys.of(config.realm());
    ViewSender sender = new ViewSender(dynamo, config.viewTable());
    this.realm = config.realm();
    this.declaration =
        new Declaration(
            "dynamodb",
            VERSION,
            server.backend(),
            Set.of(Capability.CURSORS, Capability.CATALOG),
            LIMITS,
            server.durability(config.storage()),
            Optional.empty());
    this.dynamo = dynamo;
    this.names = new ViewNames(sender, keys);
    this.reader = new ViewReader(sender, keys, names);
    this.writer = new ViewWriter(sender, names);
    this.cursors = new ViewCursors(sender, keys);
    this.aliases = new ViewAliases(sender, keys, names);
    this.actions = new NameActions(config.viewTable(), keys);
    this.purge = new ViewPurge(sender, keys);
    this.bell = dynamo.facts().bell("views of " + config.viewTable() + " " + realm.name());
  }

  /**
   * Opens a store on a caller's client, which stays the caller's to close. It should not retry by
   * itself: the store does, within its time budget.
   *
   * @throws StoreUnavailable if the server cannot be reached or refuses
   */
  public static DynamoViewStore open(DynamoDbClient client, DynamoConfig config) {
    return open(Clients.given(client), config);
  }

  /** Opens a store on a client that the handles of one address share. */
  static DynamoViewStore open(DynamoUri uri, DynamoConfig config) {
    return open(Clients.lease(uri.clientKey()), config);
  }

  private static DynamoViewStore open(Clients.Lease lease, DynamoConfig config) {
    String name = "DynamoDB view store of realm '%s'".formatted(config.realm().name());
    Dynamo dynamo = new Dynamo(lease, name, config.timeout());
    try {
      LIMITS.checkIds(config.realm().name());
      Deadline deadline = dynamo.deadline();
      DynamoServer server = DynamoSchema.prepare(dynamo, config.viewTable(), config, deadline);
      DynamoViewStore store = new DynamoViewStore(config, dynamo, server);
      store.purge.some(deadline);
      return store;
    } catch (RuntimeException e) {
      dynamo.close();
      throw e;
    }
  }

  @Override
  public Realm realm() {
    return realm;
  }

  @Override
  public Declaration declaration() {
    return declaration;
  }

  @Override
  public SortedMap<String, Cost> costs() {
    return dynamo.tally().costs();
  }

  @Override
  public Lookup get(ViewKey key) {
    dynamo.checkOpen();
    return reader.get(key, dynamo.deadline());
  }

  @Override
  public AwaitedLookup get(ViewKey key, long revision, Duration wait) {
    new Lookup.Removed(revision);
    Deadline end = Deadline.in(wait.isNegative() ? Duration.ZERO : wait);
    Duration poll = FIRST_POLL;
    while (true) {
      long seen = bell.rings();
      Lookup lookup = get(key);
      if (lookup.revision() >= revision) {
        return new AwaitedLookup.Reached(lookup);
      }
      if (end.passed()) {
        return new AwaitedLookup.TimedOut(lookup);
      }
      pause(seen, end.orSooner(Deadline.in(poll)));
      poll = longer(poll);
    }
  }

  @Override
  public PutResult put(View view) {
    dynamo.checkOpen();
    view.check(LIMITS);
    return announced(writer.put(ViewItem.of(view), dynamo.deadline()));
  }

  @Override
  public List<PutOutcome> putAll(List<View> views) {
    dynamo.checkOpen();
    List<PutOutcome> outcomes = new ViewBatch(views, names, writer, dynamo.deadline()).run(LIMITS);
    if (outcomes.stream().anyMatch(PutResult.Applied.class::isInstance)) {
      bell.ring();
    }
    return outcomes;
  }

  @Override
  public PutResult remove(ViewKey key, long revision) {
    ViewItem tombstone = ViewItem.tombstone(key, revision);
    dynamo.checkOpen();
    LIMITS.checkIds(key.collection(), key.id());
    return announced(writer.put(tombstone, dynamo.deadline()));
  }

  @Override
  public void dropRealm() {
    dynamo.checkOpen();
    Deadline deadline = dynamo.deadline();
    AtomicBoolean begun = new AtomicBoolean();
    try {
      forgetAll(deadline, begun);
    } catch (StoreUnavailable | StoreClosed e) {
      throw begun.get() ? new OutcomeUnknown("The realm may be erased in part", e) : e;
    }
    bell.ring();
    purge.untilDone(deadline);
  }

  private void forgetAll(Deadline deadline, AtomicBoolean begun) {
    boolean done;
    do {
      List<TransactWriteItem> removals = cursors.removals(actions, deadline);
      List<ViewName> all = names.all(deadline);
      done = aliases.dropAll(removals, all, deadline, () -> begun.set(true));
      if (!done && deadline.passed()) {
        throw new StoreUnavailable("The realm was not erased: it changes all the time", null);
      }
    } while (!done);
  }

  @Override
  public void close() {
    dynamo.close();
    bell.ring();
  }

  @Override
  public Cursor cursor(String projection, int partition) {
    checkProjection(projection, partition);
    dynamo.checkOpen();
    return cursors.get(projection, partition, dynamo.deadline());
  }

  @Override
  public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
    checkProjection(projection, partition);
    dynamo.checkOpen();
    LIMITS.checkIds(projection);
    return cursors.save(projection, partition, expected, next, dynamo.deadline());
  }

  @Override
  public Optional<String> alias(String name, String collection) {
    checkName("alias", name);
    checkName("collection", collection);
    dynamo.checkOpen();
    LIMITS.checkIds(name, collection);
    Optional<String> earlier = aliases.alias(name, collection, dynamo.deadline());
    bell.ring();
    return earlier;
  }

  @Override
  public boolean unalias(String name) {
    checkName("alias", name);
    dynamo.checkOpen();
    return aliases.unalias(name, dynamo.deadline());
  }

  @Override
  public Optional<String> resolve(String name) {
    checkName("alias or collection", name);
    dynamo.checkOpen();
    return names.find(name, dynamo.deadline()).map(found -> found.target().orElse(name));
  }

  @Override
  public SortedMap<String, String> aliases() {
    dynamo.checkOpen();
    return aliases.all(dynamo.deadline());
  }

  @Override
  public DropResult drop(String collection) {
    checkName("collection", collection);
    dynamo.checkOpen();
    Deadline deadline = dynamo.deadline();
    DropResult result = aliases.drop(collection, deadline);
    if (result instanceof DropResult.Dropped) {
      purge.untilDone(deadline);
    }
    return result;
  }

  private PutResult announced(PutResult result) {
    if (result instanceof PutResult.Applied) {
      bell.ring();
    }
    return result;
  }

  private void pause(long seen, Deadline until) {
    try {
      bell.await(seen, until.leftNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("The thread was interrupted while it waited for a view", e);
    }
  }

  private static void checkProjection(String projection, int partition) {
    checkName("projection", projection);
    if (partition < 0) {
      throw new IllegalArgumentException("partition must be at least 0, but is " + partition);
    }
  }

  // A name that is given as plain text obeys the same rules as one inside a key.
  private static void checkName(String what, String name) {
    try {
      new ViewKey(name, "-");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("This is not a legal name of a " + what, e);
    }
  }

  private static Duration longer(Duration poll) {
    Duration twice = poll.multipliedBy(2);
    return twice.compareTo(LONGEST_POLL) < 0 ? twice : LONGEST_POLL;
  }
}
