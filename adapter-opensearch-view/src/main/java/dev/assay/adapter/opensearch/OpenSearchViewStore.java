package dev.assay.adapter.opensearch;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import dev.assay.spi.NameTaken;
import dev.assay.spi.Page;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.opensearch.client.opensearch.OpenSearchClient;

/**
 * A view store on OpenSearch. Thread-safe.
 *
 * <p>All realms share two indexes, so that neither realms nor collections cost shards. The stored
 * documents, with indexes that begin with {@code assay} unless configured otherwise:
 *
 * <pre>
 * assay-names   realm:acme          {kind: realm, generation: Kx…, dropped: [], attempt: 9f…,
 *                                    names: {"collections":{"accounts":"Qm…"},
 *                                            "aliases":{"current":"accounts"}}}
 *               cursor Kx… 0:mail   {kind: cursor, generation: Kx…, projection: mail, partition: 0,
 *                                    cursor: "17", attempt: 03…}
 *
 * assay-views   Qm…:a1   version 5  {generation: Qm…, live: Qm…, id: a1, revision: 5, attempt: 7c…,
 *                                    document: "{\"name\":\"Ada\"}", bytes: 14, terms: […], sorts: […]}
 *               Qm…:a2   version 6  {generation: Qm…, id: a2, revision: 6, attempt: b1…}
 * </pre>
 *
 * <p>A document without {@code live} is a tombstone, which no search finds. The document of a view
 * is kept as its canonical text, so that it comes back as it was; {@link Terms} says what is
 * indexed of it, and {@link SearchQuery} how that is asked for. All collections and aliases of a
 * realm lie in one document, so that every change of them is one step. Each collection has a
 * generation, which is never used twice: a drop forgets it, and its views are gone for every reader
 * at once.
 *
 * <p>A write takes one round trip, for one view or for many:
 *
 * <ol>
 *   <li>The generation of the collection is known, or looked up, or registered.
 *   <li>One bulk request writes each document under its revision as an external version, which the
 *       server accepts if it is greater than the stored one, and checks that the names of the realm
 *       have not changed.
 *   <li>Each answer is judged by its status. A conflict is looked at: the attempt id says whether
 *       the stored version is this very write, sent before.
 *   <li>Where the names have changed, they are loaded, and what went into a dropped generation is
 *       written again.
 * </ol>
 *
 * <p>A view is looked up by its id in real time, from the primary, together with the version of the
 * names that said where it lies. A search sees what the server has refreshed: {@link #refresh}, or
 * its own refresh once a second. It goes on behind a place in its order, so that a walk is steady
 * while others write and nothing is kept on the server between two pages. A page ends early, with a
 * cursor for the rest, once its documents make 8 MiB.
 */
public final class OpenSearchViewStore implements ViewStore, CursorStore, ViewCatalog, ViewSearch {

  // Documents are kept as text, so that their depth and numbers are bounded by the type alone.
  private static final Limits LIMITS =
      Limits.PORTABLE
          .with(Limit.JSON_DEPTH, Json.MAX_DEPTH)
          .with(Limit.NUMBER_DIGITS, Json.MAX_DIGITS)
          .with(Limit.NUMBER_EXPONENT, Json.MAX_EXPONENT);

  private static final String VERSION = "0.1.0";

  private static final Set<Capability> CAPABILITIES =
      Set.of(Capability.CURSORS, Capability.CATALOG, Capability.SEARCH, Capability.FULL_TEXT);

  private static final Duration FIRST_POLL = Duration.ofMillis(10);
  private static final Duration LONGEST_POLL = Duration.ofMillis(250);

  private final OpenSearchConfig config;
  private final Declaration declaration;
  private final Gate gate;
  private final Runnable release;
  private final Rest rest;
  private final Catalog catalog;
  private final ViewReader reader;
  private final ViewWrites writes;
  private final CursorTable cursors;
  private final Purge purge;

  private OpenSearchViewStore(
      OpenSearchConfig config, Rest rest, OpenSearchServer server, Runnable release) {
    this.config = config;
    this.declaration =
        new Declaration(
            "opensearch",
            VERSION,
            server.backend(),
            CAPABILITIES,
            LIMITS,
            server.durability(),
            Optional.empty());
    this.gate = new Gate("OpenSearch view store of realm '%s'".formatted(config.realm().name()));
    this.release = release;
    this.rest = rest;
    this.catalog = new Catalog(rest, config);
    this.reader = new ViewReader(rest, catalog, config);
    this.writes = new ViewWrites(rest, catalog, config);
    this.cursors = new CursorTable(rest, catalog, config);
    this.purge = new Purge(rest, catalog, config);
  }

  /**
   * Opens a store on a caller's client, which stays the caller's to close. Its transport must know
   * one host only and send nothing twice by itself; its own time limits should not be longer than
   * that of the configuration.
   *
   * @throws StoreUnavailable if the server cannot be reached or refuses
   */
  public static OpenSearchViewStore open(OpenSearchClient client, OpenSearchConfig config) {
    LIMITS.checkIds(config.realm().name());
    Rest rest = new Rest(List.of(client), "the client's OpenSearch");
    Deadline deadline = Deadline.in(config.timeout());
    OpenSearchServer server = new OpenSearchSchema(rest, config, deadline).prepare();
    return opened(new OpenSearchViewStore(config, rest, server, () -> {}), deadline);
  }

  /** Opens a store on clients of its own. */
  static OpenSearchViewStore open(OpenSearchUri uri, OpenSearchConfig config) {
    LIMITS.checkIds(config.realm().name());
    Deadline deadline = Deadline.in(config.timeout());
    Clients clients = Clients.of(uri);
    try {
      Rest rest = new Rest(clients.clients(), uri.server());
      OpenSearchServer server =
          clients.known().orElseGet(() -> new OpenSearchSchema(rest, config, deadline).prepare());
      clients.learn(server);
      return opened(new OpenSearchViewStore(config, rest, server, clients::close), deadline);
    } catch (RuntimeException e) {
      clients.close();
      throw e;
    }
  }

  private static OpenSearchViewStore opened(OpenSearchViewStore store, Deadline deadline) {
    store.purge.run(store.catalog.load(deadline), deadline);
    return store;
  }

  @Override
  public Realm realm() {
    return config.realm();
  }

  @Override
  public Declaration declaration() {
    return declaration;
  }

  @Override
  public Lookup get(ViewKey key) {
    return call(deadline -> reader.get(key, deadline));
  }

  @Override
  public AwaitedLookup get(ViewKey key, long revision, Duration wait) {
    new Lookup.Removed(revision);
    Deadline end = Deadline.in(wait.isNegative() ? Duration.ZERO : wait);
    Duration poll = FIRST_POLL;
    while (true) {
      Lookup lookup = get(key);
      if (lookup.revision() >= revision) {
        return new AwaitedLookup.Reached(lookup);
      }
      if (end.passed()) {
        return new AwaitedLookup.TimedOut(lookup);
      }
      gate.pause(Duration.ofNanos(end.orSooner(Deadline.in(poll)).leftNanos()));
      poll = poll.multipliedBy(2).compareTo(LONGEST_POLL) < 0 ? poll.multipliedBy(2) : LONGEST_POLL;
    }
  }

  @Override
  public PutResult put(View view) {
    return call(
        deadline -> {
          view.check(LIMITS);
          return write(ViewWrite.of(view), deadline);
        });
  }

  @Override
  public PutResult remove(ViewKey key, long revision) {
    ViewWrite tombstone = ViewWrite.tombstone(key, revision);
    new Lookup.Removed(revision);
    return call(
        deadline -> {
          LIMITS.checkIds(key.collection(), key.id());
          return write(tombstone, deadline);
        });
  }

  private PutResult write(ViewWrite write, Deadline deadline) {
    writes.write(List.of(write), deadline);
    if (write.outcome() instanceof PutOutcome.Failed failed) {
      throw failed.error();
    }
    return (PutResult) write.outcome();
  }

  @Override
  public List<PutOutcome> putAll(List<View> views) {
    return call(
        deadline -> {
          List<ViewWrite> all = views.stream().map(OpenSearchViewStore::checked).toList();
          writes.write(all.stream().filter(write -> !write.isAnswered()).toList(), deadline);
          return all.stream().map(ViewWrite::outcome).toList();
        });
  }

  private static ViewWrite checked(View view) {
    ViewWrite write = ViewWrite.of(view);
    try {
      view.check(LIMITS);
    } catch (StoreException e) {
      write.fail(e);
    }
    return write;
  }

  @Override
  public void dropRealm() {
    call(
        deadline -> {
          catalog.change(
              "The drop of a realm",
              now -> new Catalog.Change<>(isBare(now) ? now : now.emptied(), true),
              deadline);
          purge.run(catalog.known(), deadline);
          return true;
        });
  }

  private static boolean isBare(Names names) {
    return names.generation().isEmpty() && names.collections().isEmpty();
  }

  @Override
  public void close() {
    if (gate.close(config.timeout())) {
      release.run();
    }
  }

  @Override
  public Cursor cursor(String projection, int partition) {
    checkProjection(projection, partition);
    return call(deadline -> cursors.get(projection, partition, deadline));
  }

  @Override
  public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
    checkProjection(projection, partition);
    return call(
        deadline -> {
          LIMITS.checkIds(projection);
          return cursors.save(projection, partition, expected, next, deadline);
        });
  }

  @Override
  public Optional<String> alias(String name, String collection) {
    checkName("alias", name);
    checkName("collection", collection);
    return call(
        deadline -> {
          LIMITS.checkIds(name, collection);
          return catalog.change(
              "The switch of an alias", now -> aliased(now, name, collection), deadline);
        });
  }

  private static Catalog.Change<Optional<String>> aliased(
      Names now, String name, String collection) {
    if (name.equals(collection) || now.collections().containsKey(name)) {
      throw new NameTaken(name, "'%s' is a collection; it cannot be an alias".formatted(name));
    }
    now.refuseAlias(collection);
    Optional<String> earlier = Optional.ofNullable(now.aliases().get(name));
    boolean same = earlier.filter(collection::equals).isPresent();
    Names next = same ? now : now.with(Set.of(collection)).withAlias(name, collection);
    return new Catalog.Change<>(next, earlier);
  }

  @Override
  public boolean unalias(String name) {
    checkName("alias", name);
    return call(
        deadline ->
            catalog.change(
                "The removal of an alias",
                now -> {
                  boolean there = now.aliases().containsKey(name);
                  return new Catalog.Change<>(there ? now.withoutAlias(name) : now, there);
                },
                deadline));
  }

  @Override
  public Optional<String> resolve(String name) {
    checkName("alias or collection", name);
    return call(deadline -> catalog.load(deadline).target(name).map(Names.Target::collection));
  }

  @Override
  public SortedMap<String, String> aliases() {
    return call(deadline -> catalog.load(deadline).aliases());
  }

  @Override
  public DropResult drop(String collection) {
    checkName("collection", collection);
    return call(
        deadline -> {
          DropResult result =
              catalog.change("The drop of a collection", now -> dropped(now, collection), deadline);
          if (result instanceof DropResult.Dropped) {
            purge.run(catalog.known(), deadline);
          }
          return result;
        });
  }

  private static Catalog.Change<DropResult> dropped(Names now, String collection) {
    now.refuseAlias(collection);
    Set<String> aliases = now.aliasesOf(collection);
    if (!aliases.isEmpty()) {
      return new Catalog.Change<>(now, new DropResult.StillAliased(aliases));
    }
    boolean there = now.collections().containsKey(collection);
    return new Catalog.Change<>(there ? now.without(collection) : now, new DropResult.Dropped());
  }

  @Override
  public Page<View> search(ViewQuery query) {
    return call(
        deadline -> {
          LIMITS.check(Limit.PAGE_VIEWS, query.limit());
          return reader.search(query, deadline);
        });
  }

  @Override
  public void refresh(String collection) {
    checkName("alias or collection", collection);
    call(
        deadline -> {
          Request request =
              Request.post(
                  "The refresh", "/" + config.views() + "/_refresh", Map.of(), JsonObject.EMPTY);
          Answer answer = rest.read(request, deadline);
          JsonObject shards = Answer.object(answer.body(), "_shards");
          if (Answer.number(shards, "failed").orElse(1L) > 0) {
            throw new StoreUnavailable("Some shards could not be refreshed.", null);
          }
          return true;
        });
  }

  private <T> T call(Function<Deadline, T> work) {
    gate.enter();
    try {
      return work.apply(Deadline.in(config.timeout()));
    } finally {
      gate.leave();
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
}
