package dev.assay.adapter.postgres;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import dev.assay.spi.NameTaken;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
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
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewSearch;
import dev.assay.spi.view.ViewStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import javax.sql.DataSource;

/**
 * A view store on PostgreSQL. Thread-safe.
 *
 * <p>The stored rows, in the schema {@code assay} unless configured otherwise:
 *
 * <pre>
 * view_names    realm | name     | target   | collection     what names stand for
 *               acme  | accounts | accounts | 7              a collection
 *               acme  | current  | accounts | 7              an alias of it
 *
 * views         collection | id | revision | replaced | attempt | document       | nesting | tokens
 *               7          | a1 | 5        | 4        | 9f2c…   | {"name":"Ada"} | 0       | {…}
 *               7          | a2 | 6        | 1        | 03be…   | null           | 0       | {}
 *
 * view_cursors  realm | projection | feed_partition | cursor_text | attempt
 * </pre>
 *
 * <p>A row without a document is a tombstone. {@code replaced} is the revision that the last
 * accepted write found; {@code attempt} names that write. {@code nesting} says how deep arrays lie
 * directly in arrays, and {@code tokens} holds a digest for each (path, token) of the texts; both
 * serve the search.
 *
 * <p>A write takes one round trip, for one view or for many:
 *
 * <ol>
 *   <li>Share the names of the realm, by an advisory lock. Aliases and drops take it alone.
 *   <li>Register the collection if it has no row in {@code view_names}.
 *   <li>Insert the rows, or update them where the stored revision is less, in the order of their
 *       keys.
 *   <li>Read them back: a row with this write's attempt id was written by it, be it now or when it
 *       was sent before; any other says with its revision why the write was refused.
 * </ol>
 *
 * <p>A drop takes the collection's row out of {@code view_names}, so that it is gone for every
 * reader at once, and then erases its views in batches, within the time budget; what is left, the
 * next drop erases. Searches see every write at once; how they are compiled, {@link SearchSql}
 * says.
 */
public final class PostgresViewStore implements ViewStore, CursorStore, ViewCatalog, ViewSearch {

  // The type's own maxima fit: jsonb is nested thousands deep, and numeric holds 131,072 digits
  // before the point and 16,383 behind it. A megabyte of the longest numbers becomes 150 megabytes
  // when the server writes them out.
  private static final Limits LIMITS =
      Limits.PORTABLE
          .with(Limit.JSON_DEPTH, Json.MAX_DEPTH)
          .with(Limit.NUMBER_DIGITS, Json.MAX_DIGITS)
          .with(Limit.NUMBER_EXPONENT, Json.MAX_EXPONENT)
          .with(Limit.DOCUMENT_BYTES, 1024 * 1024);

  private static final String VERSION = "0.1.0";

  private static final Set<Capability> CAPABILITIES =
      Set.of(Capability.CURSORS, Capability.CATALOG, Capability.SEARCH, Capability.FULL_TEXT);

  private static final Duration FIRST_POLL = Duration.ofMillis(10);
  private static final Duration LONGEST_POLL = Duration.ofMillis(250);

  private final Realm realm;
  private final Declaration declaration;
  private final Connections connections;
  private final ViewCalls calls;
  private final ViewWrites writes;
  private final Bell bell;

  private PostgresViewStore(PostgresConfig config, Connections connections, PostgresServer server) {
    this.realm = config.realm();
    this.declaration =
        new Declaration(
            "postgres",
            VERSION,
            server.backend(),
            CAPABILITIES,
            LIMITS,
            server.durability(),
            Optional.empty());
    this.connections = connections;
    this.calls = new ViewCalls(realm.name(), new Sql(config.schema()));
    this.writes = new ViewWrites(connections, calls);
    this.bell = new Bell(connections, "assay_" + config.schema() + "_views", realm.name());
  }

  /**
   * Opens a store on a caller's data source, which stays the caller's to close. Its connections
   * must come from PostgreSQL's own JDBC driver, outside any transaction. They are given back as
   * they came.
   *
   * @throws StoreUnavailable if the server cannot be reached or refuses
   */
  public static PostgresViewStore open(DataSource source, PostgresConfig config) {
    LIMITS.checkIds(config.realm().name());
    return open(
        new BoundedSource(source, "the data source's PostgreSQL"),
        config,
        Deadline.in(config.timeout()));
  }

  /** Opens a store on connections of its own. */
  static PostgresViewStore open(PostgresUri uri, PostgresConfig config) {
    LIMITS.checkIds(config.realm().name());
    Deadline deadline = Deadline.in(config.timeout());
    return open(PoolSource.open(uri, config.timeout(), deadline), config, deadline);
  }

  private static PostgresViewStore open(Source source, PostgresConfig config, Deadline deadline) {
    String name = "PostgreSQL view store of realm '%s'".formatted(config.realm().name());
    Connections connections = new Connections(source, name, config.timeout());
    try {
      PostgresServer server = PostgresSetup.prepareServer(connections, config, deadline);
      return new PostgresViewStore(config, connections, server);
    } catch (RuntimeException e) {
      connections.close();
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
  public Lookup get(ViewKey key) {
    return read(calls.get(key));
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
    connections.checkOpen();
    view.check(LIMITS);
    return announced(writes.put(ViewRow.of(view)));
  }

  @Override
  public List<PutOutcome> putAll(List<View> views) {
    connections.checkOpen();
    ViewBatch batch = new ViewBatch(views, LIMITS);
    writes.putAll(batch);
    List<PutOutcome> outcomes = batch.outcomes();
    if (outcomes.stream().anyMatch(PutResult.Applied.class::isInstance)) {
      bell.ring();
    }
    return outcomes;
  }

  @Override
  public PutResult remove(ViewKey key, long revision) {
    ViewRow tombstone = ViewRow.tombstone(key, revision);
    connections.checkOpen();
    LIMITS.checkIds(key.collection(), key.id());
    return announced(writes.put(tombstone));
  }

  @Override
  public void dropRealm() {
    Deadline deadline = connections.deadline();
    connections.write(calls.dropRealm(), deadline);
    bell.ring();
    purge(deadline);
  }

  @Override
  public void close() {
    bell.close();
    connections.close();
  }

  @Override
  public Cursor cursor(String projection, int partition) {
    checkProjection(projection, partition);
    return read(calls.cursor(projection, partition));
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
    Optional<String> earlier = write(calls.alias(name, collection)).result(name);
    bell.ring();
    return earlier;
  }

  @Override
  public boolean unalias(String name) {
    checkName("alias", name);
    return write(calls.unalias(name));
  }

  @Override
  public Optional<String> resolve(String name) {
    checkName("alias or collection", name);
    return read(calls.resolve(name));
  }

  @Override
  public SortedMap<String, String> aliases() {
    return read(calls.aliases());
  }

  @Override
  public DropResult drop(String collection) {
    checkName("collection", collection);
    Deadline deadline = connections.deadline();
    DropResult result =
        connections
            .write(calls.drop(collection), deadline)
            .orElseThrow(
                () ->
                    new NameTaken(
                        collection,
                        "'%s' is an alias; drop the collection itself".formatted(collection)));
    if (result instanceof DropResult.Dropped) {
      purge(deadline);
    }
    return result;
  }

  @Override
  public Page<View> search(ViewQuery query) {
    connections.checkOpen();
    LIMITS.check(Limit.PAGE_VIEWS, query.limit());
    List<View> found = read(calls.search(query));
    boolean more = found.size() > query.limit();
    List<View> items = more ? found.subList(0, query.limit()) : found;
    Optional<PageCursor> next =
        more
            ? Optional.of(query.cursor(query.place(items.get(items.size() - 1))))
            : Optional.empty();
    return new Page<>(items.stream().map(view -> selected(query, view)).toList(), next);
  }

  @Override
  public void refresh(String collection) {
    // A search sees every write at once; only a closed handle has something to say.
    connections.checkOpen();
  }

  private static View selected(ViewQuery query, View view) {
    return new View(view.key(), view.revision(), query.select(view.document()));
  }

  private <T> T read(Call<T> call) {
    return connections.read(call, connections.deadline());
  }

  private <T> T write(Call<T> call) {
    return connections.write(call, connections.deadline());
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

  // What was dropped is out of sight already: a failure here is no failure of the drop, and what
  // it leaves the next drop erases.
  private void purge(Deadline deadline) {
    try {
      boolean more = true;
      while (more && !deadline.passed()) {
        more = connections.write(calls.purge(), deadline);
      }
    } catch (StoreUnavailable | OutcomeUnknown | StoreClosed e) {
      return;
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
