package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreException;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** View stores that look right to one client, and are wrong beside others. */
final class FaultyViewHistoryStores {

  private FaultyViewHistoryStores() {}

  static List<FaultyStore> all() {
    return List.of(
        RawViewStore.faulty(RemovesInTwoSteps.class, RemovesInTwoSteps::new, "HISTORY-9"),
        RawViewStore.faulty(JudgesBulksUpFront.class, JudgesBulksUpFront::new, "HISTORY-9"),
        RawViewStore.faulty(BusyMeansStale.class, BusyMeansStale::new, "HISTORY-9"),
        RawViewStore.faulty(ReadsAReplica.class, ReadsAReplica::new, "HISTORY-9"),
        RawViewStore.faulty(
            AcceptsEqualsBesideOthers.class, AcceptsEqualsBesideOthers::new, "HISTORY-9"),
        FaultyStore.view(
            SavesTheCheckpointFirst.class, SavesTheCheckpointFirst::new, "HISTORY-9", "VIEW-1"),
        RawViewStore.faulty(NeverSureOfViews.class, NeverSureOfViews::new, "HISTORY-8"),
        Backends.viewsPerRealm(
            AsksAReplicaForCursors.class,
            SavedCursors::new,
            AsksAReplicaForCursors::new,
            "HISTORY-10"));
  }

  @Flaw("A removal deletes the row, and writes the tombstone a round trip later.")
  static final class RemovesInTwoSteps extends RawViewStore {

    RemovesInTwoSteps(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public PutResult remove(ViewKey key, long revision) {
      declaration().limits().checkIds(key.collection(), key.id());
      long stored = load(key).revision();
      if (!accepts(stored, revision)) {
        return new PutResult.Stale(stored);
      }
      delete(key);
      Faults.roundTrip();
      save(key, new Lookup.Removed(revision));
      return new PutResult.Applied();
    }
  }

  @Flaw("All elements of a bulk are judged first, and then the accepted ones are written.")
  static final class JudgesBulksUpFront extends RawViewStore {

    JudgesBulksUpFront(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      Map<ViewKey, View> accepted = new LinkedHashMap<>();
      List<PutOutcome> outcomes = views.stream().map(view -> judge(view, accepted)).toList();
      Faults.roundTrip();
      accepted.forEach((key, view) -> save(key, new Lookup.Present(view)));
      return outcomes;
    }

    private PutOutcome judge(View view, Map<ViewKey, View> accepted) {
      try {
        check(view);
      } catch (StoreException e) {
        return new PutOutcome.Failed(e);
      }
      View before = accepted.get(view.key());
      long stored = before == null ? load(view.key()).revision() : before.revision();
      if (!accepts(stored, view.revision())) {
        return new PutResult.Stale(stored);
      }
      accepted.put(view.key(), view);
      return new PutResult.Applied();
    }
  }

  /** Notices writes that meet others of the same view. */
  abstract static class NoticesWriters extends RawViewStore {

    // Handles on one realm share the row, and so does what they have under way.
    private static final Map<List<Object>, AtomicInteger> UNDER_WAY = new ConcurrentHashMap<>();

    NoticesWriters(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    /** Judges a write beside another writer of the view. */
    abstract PutResult judgeBeside(ViewKey key, Lookup next);

    final PutResult judgeAlone(ViewKey key, Lookup next) {
      return super.judge(key, next);
    }

    @Override
    PutResult judge(ViewKey key, Lookup next) {
      AtomicInteger underWay =
          UNDER_WAY.computeIfAbsent(List.of(realm(), key), view -> new AtomicInteger());
      boolean alone = underWay.incrementAndGet() == 1;
      try {
        Faults.roundTrip();
        return alone ? judgeAlone(key, next) : judgeBeside(key, next);
      } finally {
        underWay.decrementAndGet();
      }
    }
  }

  @Flaw("A write that meets another one of the view is refused as stale without a look.")
  static final class BusyMeansStale extends NoticesWriters {

    BusyMeansStale(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    PutResult judgeBeside(ViewKey key, Lookup next) {
      return new PutResult.Stale(next.revision());
    }
  }

  @Flaw("Of writers of one revision that come at once, each is told that it won.")
  static final class AcceptsEqualsBesideOthers extends NoticesWriters {

    AcceptsEqualsBesideOthers(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    PutResult judgeBeside(ViewKey key, Lookup next) {
      PutResult result = judgeAlone(key, next);
      return result instanceof PutResult.Stale stale && stale.stored() == next.revision()
          ? new PutResult.Applied()
          : result;
    }
  }

  @Flaw("A stale write beside another writer is reported as an unknown outcome, for ever.")
  static final class NeverSureOfViews extends NoticesWriters {

    NeverSureOfViews(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    PutResult judgeBeside(ViewKey key, Lookup next) {
      PutResult result = judgeAlone(key, next);
      if (result instanceof PutResult.Stale) {
        throw new OutcomeUnknown("The write was rolled back", null);
      }
      return result;
    }
  }

  @Flaw("Lookups ask a replica, which shows what other handles wrote a moment later.")
  static final class ReadsAReplica extends RawViewStore {

    private static final long LAG_NANOS = 2_000_000;

    private final Map<ViewKey, Seen> replica = new ConcurrentHashMap<>();

    private record Seen(Lookup lookup, long nanos) {}

    ReadsAReplica(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    PutResult judge(ViewKey key, Lookup next) {
      PutResult result = super.judge(key, next);
      replica.remove(key);
      return result;
    }

    @Override
    public Lookup get(ViewKey key) {
      long now = System.nanoTime();
      return replica
          .compute(
              key,
              (view, seen) ->
                  seen == null || now - seen.nanos() > LAG_NANOS ? new Seen(load(view), now) : seen)
          .lookup();
    }
  }

  @Flaw("Views are acknowledged and written after a few more, but checkpoints are saved at once.")
  static final class SavesTheCheckpointFirst extends ForwardingViewStore {

    private static final int GATHERED = 16;

    private final Map<ViewKey, View> gathered = new LinkedHashMap<>();

    SavesTheCheckpointFirst(MemoryViewStore store) {
      super(store);
    }

    @Override
    public synchronized Lookup get(ViewKey key) {
      Faults.roundTrip();
      View own = gathered.get(key);
      return own == null ? super.get(key) : new Lookup.Present(own);
    }

    @Override
    public synchronized AwaitedLookup get(ViewKey key, long revision, Duration wait) {
      flush(key);
      return super.get(key, revision, wait);
    }

    @Override
    public synchronized PutResult put(View view) {
      view.check(declaration().limits());
      if (resolve(view.key().collection()).isPresent()) {
        return super.put(view);
      }
      long stored = get(view.key()).revision();
      if (stored >= view.revision()) {
        return new PutResult.Stale(stored);
      }
      gathered.put(view.key(), view);
      if (gathered.size() == GATHERED) {
        flush();
      }
      return new PutResult.Applied();
    }

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      return views.stream().map(this::outcome).toList();
    }

    private PutOutcome outcome(View view) {
      try {
        return put(view);
      } catch (StoreException e) {
        return new PutOutcome.Failed(e);
      }
    }

    @Override
    public synchronized PutResult remove(ViewKey key, long revision) {
      flush(key);
      return super.remove(key, revision);
    }

    @Override
    public synchronized void dropRealm() {
      gathered.clear();
      super.dropRealm();
    }

    @Override
    public synchronized void close() {
      flush();
      super.close();
    }

    private void flush(ViewKey key) {
      Optional.ofNullable(gathered.remove(key)).ifPresent(super::put);
    }

    private void flush() {
      gathered.values().forEach(super::put);
      gathered.clear();
    }
  }

  /** When each projection's cursor was last replaced, what it was before, and by whom. */
  static final class SavedCursors {
    private final Map<List<Object>, Save> saves = new ConcurrentHashMap<>();

    private record Save(Cursor before, ViewStore saver, long nanos) {}
  }

  @Flaw("Cursors are asked of a replica, which shows what other handles saved a moment later.")
  static final class AsksAReplicaForCursors extends ForwardingViewStore {

    private static final long LAG_NANOS = 2_000_000;

    private final SavedCursors cursors;

    AsksAReplicaForCursors(MemoryViewStore store, SavedCursors cursors) {
      super(store);
      this.cursors = cursors;
    }

    @Override
    public Cursor cursor(String projection, int partition) {
      Cursor actual = super.cursor(projection, partition);
      return Optional.ofNullable(cursors.saves.get(List.of(projection, partition)))
          .filter(save -> save.saver() != this)
          .filter(save -> System.nanoTime() - save.nanos() < LAG_NANOS)
          .map(SavedCursors.Save::before)
          .orElse(actual);
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      SaveResult result = super.save(projection, partition, expected, next);
      if (result instanceof SaveResult.Saved) {
        cursors.saves.put(
            List.of(projection, partition),
            new SavedCursors.Save(expected, this, System.nanoTime()));
      }
      return result;
    }
  }
}
