package dev.assay.adapter.redis;

import dev.assay.spi.Capability;
import dev.assay.spi.Cost;
import dev.assay.spi.Declaration;
import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import dev.assay.spi.Metered;
import dev.assay.spi.Realm;
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
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A view store on Redis. Thread-safe.
 *
 * <p>The stored keys, which begin with {@code assay} unless configured otherwise. The realm in
 * braces is the hash tag, so that all keys of a realm lie in one slot of a cluster:
 *
 * <pre>
 * assay:{acme}:names                hash   accounts          collection 7
 *                                          current           alias accounts
 *                                          (empty)           7, the number of the last generation
 * assay:{acme}:view:accounts:a1     hash   generation 7, revision 5, attempt 9f2c…,
 *                                          document {"name":"Ada"}
 * assay:{acme}:view:accounts:a2     hash   generation 7, revision 6, attempt 03be…
 * assay:{acme}:cursors              hash   0 totals          4a1d… 0000000042
 * assay:{acme}:dropped              hash   assay:{acme}:view:old:*   6
 * </pre>
 *
 * <p>A view without a document is a tombstone. A view whose generation is not that of its
 * collection is not there: it was dropped. A cursor stands behind the attempt that saved it.
 *
 * <p>A write is one script and one round trip, which the server runs as one step:
 *
 * <ol>
 *   <li>Refuse the name if it is an alias.
 *   <li>Read what is stored. If this very attempt stored it, it was applied before; if its revision
 *       is equal or greater, say so. Revisions are compared as texts of equal length, because the
 *       numbers of scripts are doubles.
 *   <li>Register the collection if it is new, with the next generation.
 *   <li>Store revision, attempt and document, and tell it on the view's own channel. The answer
 *       carries the bytes of memory that the view takes up, for the meter.
 * </ol>
 *
 * <p>{@code putAll} sends its scripts in one go, each with its own answer. A look through an alias
 * is one script too: it answers only if the name stands for the collection that the key was made
 * with, and otherwise tells which one; what a name stood for last is tried first.
 *
 * <p>A drop takes the name away, so that everything in the collection is out of sight at once, and
 * notes the pattern of its keys. Then it goes through the keys by {@code SCAN} and unlinks, in
 * bounded steps and within the time budget, those of dead generations; what is left, the next drop
 * erases, or the next handle that is opened.
 *
 * <p>All callers share one connection. Views are always read from the primary. What the store
 * promises about durability depends on the server's settings, and is declared as they are read;
 * replicas are asynchronous, so that a failover may lose acknowledged writes: compare {@link
 * #replicationId} to notice it.
 */
public final class RedisViewStore implements ViewStore, CursorStore, ViewCatalog, Metered {

  // Documents are kept as text, so that the type's own maxima fit. A megabyte keeps the server,
  // which does one thing at a time, for about a millisecond.
  private static final Limits LIMITS =
      Limits.PORTABLE
          .with(Limit.JSON_DEPTH, Json.MAX_DEPTH)
          .with(Limit.NUMBER_DIGITS, Json.MAX_DIGITS)
          .with(Limit.NUMBER_EXPONENT, Json.MAX_EXPONENT)
          .with(Limit.DOCUMENT_BYTES, 1024 * 1024);

  private static final String VERSION = "0.1.0";

  private static final Set<Capability> CAPABILITIES =
      Set.of(Capability.CURSORS, Capability.CATALOG);

  private static final Duration FIRST_POLL = Duration.ofMillis(10);
  private static final Duration LONGEST_POLL = Duration.ofMillis(500);
  private static final int MOST_HINTS = 1_000;

  private final Realm realm;
  private final Declaration declaration;
  private final Connections connections;
  private final ViewCalls calls;
  private final ViewWrites writes;
  private final Eraser eraser;
  private final Bell bell;

  // What names stood for last. Each look proves it anew, so that an old entry costs a round trip.
  private final Map<String, String> hints = new ConcurrentHashMap<>();

  private RedisViewStore(
      RedisConfig config, Connections connections, ViewCalls calls, RedisServer server) {
    this.realm = config.realm();
    this.declaration =
        new Declaration(
            "redis",
            VERSION,
            server.backend(),
            CAPABILITIES,
            LIMITS,
            server.durability(),
            Optional.empty());
    this.connections = connections;
    this.calls = calls;
    this.writes = new ViewWrites(connections, calls);
    this.eraser = new Eraser(connections, calls);
    this.bell = new Bell(connections.source());
  }

  /**
   * Opens a store on the server that a caller's client was made for; the client stays the caller's
   * to close. The store makes connections of its own with it.
   *
   * @throws StoreUnavailable if the server cannot be reached or refuses
   */
  public static RedisViewStore open(RedisClient client, RedisConfig config) {
    LIMITS.checkIds(config.realm().name());
    return open(ServerSource.of(client), config);
  }

  /**
   * Opens a store on a cluster whose members a caller's client knows; the client stays the caller's
   * to close. The store connects to the member that holds the realm, as that client does.
   *
   * @throws StoreUnavailable if the cluster cannot be reached or refuses
   */
  public static RedisViewStore open(RedisClusterClient client, RedisConfig config) {
    LIMITS.checkIds(config.realm().name());
    return open(ClusterSource.of(client, schema(config).names()), config);
  }

  /** Opens a store with clients of its own. */
  static RedisViewStore open(RedisUri uri, RedisConfig config) {
    LIMITS.checkIds(config.realm().name());
    return open(
        uri.isCluster() ? ClusterSource.of(uri, schema(config).names()) : ServerSource.of(uri),
        config);
  }

  private static RedisViewStore open(Source source, RedisConfig config) {
    String name = "Redis view store of realm '%s'".formatted(config.realm().name());
    Connections connections = new Connections(source, name, config.timeout());
    try {
      Deadline deadline = connections.deadline();
      RedisServer server = RedisServer.look(connections, deadline);
      RedisViewStore store =
          new RedisViewStore(config, connections, new ViewCalls(schema(config)), server);
      store.eraser.some(deadline);
      return store;
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    }
  }

  private static RedisSchema schema(RedisConfig config) {
    return new RedisSchema(config.prefix(), config.realm());
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
  public Lookup get(ViewKey key) {
    return look(key, connections.deadline());
  }

  @Override
  public AwaitedLookup get(ViewKey key, long revision, Duration wait) {
    new Lookup.Removed(revision);
    Deadline end = Deadline.in(wait.isNegative() ? Duration.ZERO : wait);
    Lookup lookup = get(key);
    if (lookup.revision() >= revision || end.passed()) {
      return awaited(lookup, revision);
    }
    try (Bell.Ear ear = bell.listen(channel(key))) {
      return await(ear, key, revision, end);
    }
  }

  @Override
  public PutResult put(View view) {
    connections.checkOpen();
    view.check(LIMITS);
    return writes.put(ViewRow.of(view));
  }

  @Override
  public List<PutOutcome> putAll(List<View> views) {
    connections.checkOpen();
    ViewBatch batch = new ViewBatch(views, LIMITS);
    writes.putAll(batch);
    return batch.outcomes();
  }

  @Override
  public PutResult remove(ViewKey key, long revision) {
    new Lookup.Removed(revision);
    connections.checkOpen();
    LIMITS.checkIds(key.collection(), key.id());
    return writes.put(ViewRow.tombstone(key, revision));
  }

  @Override
  public void dropRealm() {
    Deadline deadline = connections.deadline();
    connections.run(calls.dropRealm(), deadline);
    eraser.untilDone(deadline);
  }

  @Override
  public void close() {
    bell.close();
    connections.close();
  }

  @Override
  public Cursor cursor(String projection, int partition) {
    checkProjection(projection, partition);
    return run(calls.cursor(projection, partition));
  }

  @Override
  public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
    checkProjection(projection, partition);
    connections.checkOpen();
    LIMITS.checkIds(projection);
    return writes.save(projection, partition, expected, next);
  }

  @Override
  public Optional<String> alias(String name, String collection) {
    checkName("alias", name);
    checkName("collection", collection);
    connections.checkOpen();
    LIMITS.checkIds(name, collection);
    return run(calls.alias(name, collection));
  }

  @Override
  public boolean unalias(String name) {
    checkName("alias", name);
    return run(calls.unalias(name));
  }

  @Override
  public Optional<String> resolve(String name) {
    checkName("alias or collection", name);
    return run(calls.resolve(name));
  }

  @Override
  public SortedMap<String, String> aliases() {
    return run(calls.aliases());
  }

  @Override
  public DropResult drop(String collection) {
    checkName("collection", collection);
    Deadline deadline = connections.deadline();
    DropResult result = connections.run(calls.drop(collection), deadline);
    if (result instanceof DropResult.Dropped) {
      eraser.untilDone(deadline);
    }
    return result;
  }

  /** Reads the meter: the bytes of the server's memory that what was written takes up. */
  @Override
  public SortedMap<String, Cost> costs() {
    return calls.tally().costs();
  }

  /**
   * Returns how many bytes of the server's memory a view takes, its key included.
   *
   * @param key its name, in its collection
   * @return the bytes; empty if nothing is stored under the key
   * @throws StoreUnavailable if the server cannot be asked, or does not tell
   */
  public Optional<Long> memory(ViewKey key) {
    return run(calls.memory(key));
  }

  /**
   * Returns the name of the history of writes that the server continues, as its replication id. It
   * is another one after a failover, which may have lost acknowledged writes, and after a restart.
   *
   * @return the name; empty if the server does not tell it
   * @throws StoreUnavailable if the server cannot be asked
   */
  public Optional<String> replicationId() {
    return run(ViewCalls.replicationId());
  }

  private Lookup look(ViewKey key, Deadline deadline) {
    String name = key.collection();
    while (true) {
      String collection = behind(name);
      ViewCalls.Found found = connections.run(calls.get(key, collection), deadline);
      if (found instanceof ViewCalls.Found.There there) {
        return there.lookup();
      }
      hint(name, ((ViewCalls.Found.Behind) found).collection());
    }
  }

  private String behind(String name) {
    return hints.getOrDefault(name, name);
  }

  private void hint(String name, String collection) {
    if (name.equals(collection)) {
      hints.remove(name);
    } else if (hints.size() < MOST_HINTS || hints.containsKey(name)) {
      hints.put(name, collection);
    } else {
      hints.clear();
      hints.put(name, collection);
    }
  }

  private String channel(ViewKey key) {
    return calls.channel(new ViewKey(behind(key.collection()), key.id()));
  }

  private AwaitedLookup await(Bell.Ear ear, ViewKey key, long revision, Deadline end) {
    Duration poll = FIRST_POLL;
    while (true) {
      long seen = ear.rings();
      Lookup lookup = get(key);
      if (lookup.revision() >= revision || end.passed()) {
        return awaited(lookup, revision);
      }
      pause(ear, seen, end.orSooner(Deadline.in(poll)));
      poll = longer(poll);
    }
  }

  private static AwaitedLookup awaited(Lookup lookup, long revision) {
    return lookup.revision() >= revision
        ? new AwaitedLookup.Reached(lookup)
        : new AwaitedLookup.TimedOut(lookup);
  }

  private static void pause(Bell.Ear ear, long seen, Deadline until) {
    try {
      ear.await(seen, until.leftNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("The thread was interrupted while it waited for a view", e);
    }
  }

  private static Duration longer(Duration poll) {
    Duration twice = poll.multipliedBy(2);
    return twice.compareTo(LONGEST_POLL) < 0 ? twice : LONGEST_POLL;
  }

  private <T> T run(Call<T> call) {
    return connections.run(call, connections.deadline());
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
}
