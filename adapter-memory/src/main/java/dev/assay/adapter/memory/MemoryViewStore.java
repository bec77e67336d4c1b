package dev.assay.adapter.memory;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import dev.assay.spi.NameTaken;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Cursor;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The reference view store: everything in the memory of this process, under one lock. Handles of
 * one name share their backend. Thread-safe.
 *
 * <p>A search filters, sorts and cuts by the definitions of the SPI ({@link
 * dev.assay.spi.view.Filter#matches}, {@link ViewQuery#compare}, {@link ViewQuery#select}) and sees
 * every write at once.
 */
public final class MemoryViewStore implements ViewStore, CursorStore, ViewCatalog, ViewSearch {

  private static final Limits LIMITS = Limits.PORTABLE;

  private static final Declaration DECLARATION =
      new Declaration(
          "memory",
          "0.1.0",
          new Declaration.Backend("memory", Runtime.version().toString(), "this process"),
          Set.of(Capability.CURSORS, Capability.CATALOG, Capability.SEARCH, Capability.FULL_TEXT),
          LIMITS,
          Durability.none(),
          Optional.empty());

  private final MemoryViews backend;
  private final Realm realm;

  // Written and read under the lock.
  private boolean closed;

  private MemoryViewStore(MemoryViews backend, Realm realm) {
    this.backend = backend;
    this.realm = realm;
  }

  /**
   * Opens a realm of a backend; both come to be when they are first opened.
   *
   * @param backend the name under which stores in this process share their content
   */
  public static MemoryViewStore open(String backend, Realm realm) {
    LIMITS.checkIds(realm.name());
    return new MemoryViewStore(MemoryViews.named(backend), realm);
  }

  @Override
  public Realm realm() {
    return realm;
  }

  @Override
  public Declaration declaration() {
    return DECLARATION;
  }

  @Override
  public Lookup get(ViewKey key) {
    return locked(() -> find(key));
  }

  @Override
  public AwaitedLookup get(ViewKey key, long revision, Duration wait) {
    if (revision < 1) {
      throw new IllegalArgumentException("revision must be at least 1, but is " + revision);
    }
    return locked(() -> await(key, revision, nanos(wait)));
  }

  @Override
  public PutResult put(View view) {
    return locked(() -> write(view));
  }

  @Override
  public List<PutOutcome> putAll(List<View> views) {
    return locked(() -> views.stream().map(this::tryWrite).toList());
  }

  @Override
  public PutResult remove(ViewKey key, long revision) {
    Lookup tombstone = new Lookup.Removed(revision);
    LIMITS.checkIds(key.collection(), key.id());
    return locked(() -> replace(key, tombstone));
  }

  @Override
  public void dropRealm() {
    locked(
        () -> {
          backend.drop(realm);
          return changed();
        });
  }

  @Override
  public void close() {
    backend.lock.lock();
    try {
      closed = true;
      changed();
    } finally {
      backend.lock.unlock();
    }
  }

  @Override
  public Cursor cursor(String projection, int partition) {
    MemoryViewRealm.Projection name = projection(projection, partition);
    return locked(() -> state().cursors.getOrDefault(name, Cursor.START));
  }

  @Override
  public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
    MemoryViewRealm.Projection name = projection(projection, partition);
    LIMITS.checkIds(projection);
    return locked(() -> compareAndSet(name, expected, next));
  }

  @Override
  public Optional<String> alias(String name, String collection) {
    checkName("alias", name);
    checkName("collection", collection);
    LIMITS.checkIds(name, collection);
    return locked(() -> setAlias(name, collection));
  }

  @Override
  public boolean unalias(String name) {
    return locked(() -> state().aliases.remove(name) != null);
  }

  @Override
  public Optional<String> resolve(String name) {
    return locked(() -> Optional.of(behind(name)).filter(state().collections::containsKey));
  }

  @Override
  public SortedMap<String, String> aliases() {
    return locked(() -> new TreeMap<>(state().aliases));
  }

  @Override
  public DropResult drop(String collection) {
    return locked(() -> dropCollection(collection));
  }

  @Override
  public Page<View> search(ViewQuery query) {
    LIMITS.check(Limit.PAGE_VIEWS, query.limit());
    return page(query, locked(() -> views(query.collection())));
  }

  @Override
  public void refresh(String collection) {
    // A search sees every write at once; only a closed handle has something to say.
    locked(this::state);
  }

  private MemoryViewRealm state() {
    return backend.realm(realm);
  }

  private String behind(String name) {
    return state().aliases.getOrDefault(name, name);
  }

  private Lookup find(ViewKey key) {
    return state()
        .collections
        .getOrDefault(behind(key.collection()), Map.of())
        .getOrDefault(key.id(), new Lookup.Absent());
  }

  private AwaitedLookup await(ViewKey key, long revision, long nanos) {
    try {
      long left = nanos;
      while (find(key).revision() < revision && left > 0) {
        left = backend.changed.awaitNanos(left);
        checkOpen();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("The thread was interrupted while it waited for a view", e);
    }
    Lookup lookup = find(key);
    return lookup.revision() < revision
        ? new AwaitedLookup.TimedOut(lookup)
        : new AwaitedLookup.Reached(lookup);
  }

  private PutResult write(View view) {
    view.check(LIMITS);
    return replace(view.key(), new Lookup.Present(view));
  }

  private PutOutcome tryWrite(View view) {
    try {
      return write(view);
    } catch (StoreException e) {
      return new PutOutcome.Failed(e);
    }
  }

  private PutResult replace(ViewKey key, Lookup next) {
    refuseAlias(key.collection());
    long stored = find(key).revision();
    if (next.revision() <= stored) {
      return new PutResult.Stale(stored);
    }
    collection(key.collection()).put(key.id(), next);
    changed();
    return new PutResult.Applied();
  }

  private Map<String, Lookup> collection(String name) {
    return state().collections.computeIfAbsent(name, n -> new HashMap<>());
  }

  private void refuseAlias(String collection) {
    if (state().aliases.containsKey(collection)) {
      throw new NameTaken(
          collection, "'%s' is an alias; use the collection itself".formatted(collection));
    }
  }

  private SaveResult compareAndSet(MemoryViewRealm.Projection name, Cursor expected, Cursor next) {
    Cursor actual = state().cursors.getOrDefault(name, Cursor.START);
    if (!actual.equals(expected)) {
      return new SaveResult.Conflict(actual);
    }
    if (next.equals(Cursor.START)) {
      state().cursors.remove(name);
    } else {
      state().cursors.put(name, next);
    }
    return new SaveResult.Saved();
  }

  private Optional<String> setAlias(String name, String collection) {
    if (name.equals(collection) || state().collections.containsKey(name)) {
      throw new NameTaken(
          name, "'%s' is a collection; it cannot be an alias as well".formatted(name));
    }
    refuseAlias(collection);
    collection(collection);
    Optional<String> before = Optional.ofNullable(state().aliases.put(name, collection));
    changed();
    return before;
  }

  private DropResult dropCollection(String collection) {
    refuseAlias(collection);
    MemoryViewRealm state = state();
    Set<String> names = new TreeSet<>(state.aliases.keySet());
    names.removeIf(name -> !collection.equals(behind(name)));
    if (!names.isEmpty()) {
      return new DropResult.StillAliased(names);
    }
    state.collections.remove(collection);
    changed();
    return new DropResult.Dropped();
  }

  private List<View> views(String name) {
    return state().collections.getOrDefault(behind(name), Map.of()).values().stream()
        .flatMap(
            lookup -> lookup instanceof Lookup.Present p ? Stream.of(p.view()) : Stream.empty())
        .toList();
  }

  private static Page<View> page(ViewQuery query, List<View> views) {
    Optional<ViewQuery.Place> begin = query.begin();
    Comparator<View> order = (a, b) -> query.compare(query.place(a), query.place(b));
    List<View> rest =
        views.stream()
            .filter(view -> query.where().matches(view.document()))
            .filter(view -> begin.isEmpty() || query.compare(query.place(view), begin.get()) > 0)
            .sorted(order)
            .toList();
    List<View> items = rest.subList(0, Math.min(query.limit(), rest.size()));
    Optional<PageCursor> next =
        items.size() == rest.size()
            ? Optional.empty()
            : Optional.of(query.cursor(query.place(items.get(items.size() - 1))));
    return new Page<>(items.stream().map(view -> selected(query, view)).toList(), next);
  }

  private static View selected(ViewQuery query, View view) {
    return new View(view.key(), view.revision(), query.select(view.document()));
  }

  private <T> T locked(Supplier<T> work) {
    backend.lock.lock();
    try {
      checkOpen();
      return work.get();
    } finally {
      backend.lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new StoreClosed("memory view store");
    }
  }

  // Returns something, so that it can end a supplier.
  private boolean changed() {
    backend.changed.signalAll();
    return true;
  }

  private static MemoryViewRealm.Projection projection(String name, int partition) {
    checkName("projection", name);
    if (partition < 0) {
      throw new IllegalArgumentException("partition must be at least 0, but is " + partition);
    }
    return new MemoryViewRealm.Projection(name, partition);
  }

  // A name that is given as plain text obeys the same rules as one inside a key.
  private static void checkName(String what, String name) {
    try {
      new ViewKey(name, "-");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("This is not a legal name of a " + what, e);
    }
  }

  // A wait beyond 292 years is as good as one without end.
  private static long nanos(Duration wait) {
    try {
      return wait.toNanos();
    } catch (ArithmeticException e) {
      return wait.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }
}
