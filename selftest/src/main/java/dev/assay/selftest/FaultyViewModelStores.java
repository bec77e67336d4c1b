package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Page;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** View stores that are right call by call, and wrong where calls meet. */
final class FaultyViewModelStores {

  private FaultyViewModelStores() {}

  static List<FaultyStore> all() {
    return List.of(
        Backends.viewsPerRealm(
            RemovedTwiceIsForgotten.class,
            ConcurrentHashMap<ViewKey, Integer>::new,
            RemovedTwiceIsForgotten::new,
            "MODEL-5"),
        Backends.viewsPerRealm(
            IndexMissesWhatCameBack.class,
            ConcurrentHashMap::newKeySet,
            IndexMissesWhatCameBack::new,
            "MODEL-6"),
        Backends.viewsPerRealm(
            DroppedStaysHidden.class,
            ConcurrentHashMap::newKeySet,
            DroppedStaysHidden::new,
            "MODEL-7"));
  }

  @Flaw("A view that is removed for the second time leaves no tombstone any more.")
  static final class RemovedTwiceIsForgotten extends ForwardingViewStore {

    private final Map<ViewKey, Integer> removals;

    RemovedTwiceIsForgotten(MemoryViewStore store, Map<ViewKey, Integer> removals) {
      super(store);
      this.removals = removals;
    }

    @Override
    public PutResult remove(ViewKey key, long revision) {
      PutResult result = super.remove(key, revision);
      if (result instanceof PutResult.Applied) {
        removals.merge(key, 1, Integer::sum);
      }
      return result;
    }

    @Override
    public Lookup get(ViewKey key) {
      Lookup found = super.get(key);
      boolean twice = removals.getOrDefault(key, 0) > 1;
      return found instanceof Lookup.Removed && twice ? new Lookup.Absent() : found;
    }
  }

  @Flaw("The index leaves out a view that was removed and written again.")
  static final class IndexMissesWhatCameBack extends ForwardingViewStore {

    private final Set<ViewKey> removed;

    IndexMissesWhatCameBack(MemoryViewStore store, Set<ViewKey> removed) {
      super(store);
      this.removed = removed;
    }

    @Override
    public PutResult remove(ViewKey key, long revision) {
      removed.add(key);
      return super.remove(key, revision);
    }

    @Override
    public Page<View> search(ViewQuery query) {
      Page<View> page = super.search(query);
      List<View> items =
          page.items().stream().filter(view -> !removed.contains(view.key())).toList();
      return new Page<>(items, page.next());
    }
  }

  @Flaw("What is made again after a drop is found by its own name alone, not by alias or search.")
  static final class DroppedStaysHidden extends ForwardingViewStore {

    private final Set<String> dropped;

    DroppedStaysHidden(MemoryViewStore store, Set<String> dropped) {
      super(store);
      this.dropped = dropped;
    }

    @Override
    public DropResult drop(String collection) {
      DropResult result = super.drop(collection);
      if (result instanceof DropResult.Dropped) {
        dropped.add(collection);
      }
      return result;
    }

    @Override
    public Lookup get(ViewKey key) {
      return leadsAway(key.collection()) ? new Lookup.Absent() : super.get(key);
    }

    @Override
    public Page<View> search(ViewQuery query) {
      String behind = aliases().getOrDefault(query.collection(), query.collection());
      return dropped.contains(behind)
          ? new Page<>(List.of(), Optional.empty())
          : super.search(query);
    }

    private boolean leadsAway(String name) {
      String behind = aliases().getOrDefault(name, name);
      return !behind.equals(name) && dropped.contains(behind);
    }
  }
}
