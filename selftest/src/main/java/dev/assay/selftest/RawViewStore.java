package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Declaration;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.ViewStoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A view store without capabilities that is made of small steps; a right one by itself. Its
 * subclasses take one step wrongly.
 */
class RawViewStore implements ViewStore {

  private static final long LOOK_AGAIN_NANOS = 200_000;
  private static final Declaration DECLARATION = declare();

  private final Realm realm;
  private final Map<ViewKey, Lookup> views;

  RawViewStore(Realm realm, Map<ViewKey, Lookup> views) {
    this.realm = realm;
    this.views = views;
  }

  /** A catalogue entry for a store of this kind. */
  static FaultyStore faulty(
      Class<? extends RawViewStore> type,
      BiFunction<Realm, Map<ViewKey, Lookup>, ViewStore> open,
      String... killedBy) {
    Supplier<ViewStoreFixture> fixture =
        () -> {
          Map<Realm, Map<ViewKey, Lookup>> realms = new ConcurrentHashMap<>();
          return realm ->
              open.apply(realm, realms.computeIfAbsent(realm, r -> new ConcurrentHashMap<>()));
        };
    return FaultyStore.viewFixture(type, fixture, killedBy);
  }

  private static Declaration declare() {
    try (ViewStore store = MemoryViewStore.open("raw", Realm.DEFAULT)) {
      return Declarations.with(store.declaration(), Set.of());
    }
  }

  /** Tells whether a revision replaces the stored one. */
  boolean accepts(long stored, long revision) {
    return revision > stored;
  }

  /** Reads what is stored. */
  Lookup load(ViewKey key) {
    return views.getOrDefault(key, new Lookup.Absent());
  }

  /** Replaces what is stored. */
  void save(ViewKey key, Lookup next) {
    views.put(key, next);
  }

  /** Deletes what is stored. */
  void delete(ViewKey key) {
    views.remove(key);
  }

  /** Checks the limits of a view. */
  void check(View view) {
    view.check(declaration().limits());
  }

  /** Judges a write and applies it. */
  PutResult judge(ViewKey key, Lookup next) {
    synchronized (views) {
      Lookup stored = load(key);
      if (!accepts(stored.revision(), next.revision())) {
        return new PutResult.Stale(stored.revision());
      }
      save(key, next);
      return new PutResult.Applied();
    }
  }

  /** Tells whether a wait is over. */
  boolean reached(Lookup lookup, long revision) {
    return lookup.revision() >= revision;
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
    return load(key);
  }

  @Override
  public AwaitedLookup get(ViewKey key, long revision, Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    Lookup lookup = get(key);
    while (!reached(lookup, revision)) {
      if (System.nanoTime() - deadline >= 0) {
        return new AwaitedLookup.TimedOut(lookup);
      }
      pause(LOOK_AGAIN_NANOS);
      lookup = get(key);
    }
    return new AwaitedLookup.Reached(lookup);
  }

  static void pause(long nanos) {
    LockSupport.parkNanos(nanos);
    if (Thread.currentThread().isInterrupted()) {
      throw new StoreUnavailable("The thread was interrupted while it waited", null);
    }
  }

  @Override
  public PutResult put(View view) {
    check(view);
    return judge(view.key(), new Lookup.Present(view));
  }

  @Override
  public List<PutOutcome> putAll(List<View> views) {
    List<PutOutcome> outcomes = new ArrayList<>();
    for (View view : views) {
      outcomes.add(tryPut(view));
    }
    return outcomes;
  }

  final PutOutcome tryPut(View view) {
    try {
      return put(view);
    } catch (StoreException e) {
      return new PutOutcome.Failed(e);
    }
  }

  @Override
  public PutResult remove(ViewKey key, long revision) {
    Lookup tombstone = new Lookup.Removed(revision);
    declaration().limits().checkIds(key.collection(), key.id());
    return judge(key, tombstone);
  }

  @Override
  public void dropRealm() {
    views.clear();
  }

  @Override
  public void close() {}
}
