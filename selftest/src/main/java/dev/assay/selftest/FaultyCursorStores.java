package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Realm;
import dev.assay.spi.event.Cursor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stores that are wrong about the cursors of projections. */
final class FaultyCursorStores {

  private FaultyCursorStores() {}

  static List<FaultyStore> all() {
    return List.of(
        FaultyStore.view(BeginsAtZero.class, BeginsAtZero::new, "CURSOR-1"),
        FaultyStore.view(OnlyGoesForward.class, OnlyGoesForward::new, "CURSOR-2"),
        FaultyStore.view(CachesCursors.class, CachesCursors::new, "CURSOR-2", "HISTORY-10"),
        FaultyStore.view(
            SavesWithoutComparing.class,
            SavesWithoutComparing::new,
            "CURSOR-3",
            "CURSOR-4",
            "HISTORY-10"),
        FaultyStore.view(AnswersTheExpected.class, AnswersTheExpected::new, "CURSOR-3", "CURSOR-4"),
        FaultyStore.view(FirstSaveIsFree.class, FirstSaveIsFree::new, "CURSOR-3"),
        FaultyStore.view(ReadsThenSaves.class, ReadsThenSaves::new, "CURSOR-4", "HISTORY-10"),
        FaultyStore.view(IgnoresPartitions.class, IgnoresPartitions::new, "CURSOR-5"),
        FaultyStore.view(JoinsNameAndPartition.class, JoinsNameAndPartition::new, "CURSOR-5"),
        FaultyStore.view(FoldsProjections.class, FoldsProjections::new, "CURSOR-5"),
        FaultyStore.view(NeverForgets.class, NeverForgets::new, "CURSOR-6"),
        FaultyStore.view(
            KeepsCursorsInProcess.class,
            KeepsCursorsInProcess::new,
            "CURSOR-7",
            "MODEL-7",
            "HISTORY-10"),
        FaultyStore.view(CutsNames.class, CutsNames::new, "CURSOR-8"),
        FaultyStore.view(CutsCursors.class, CutsCursors::new, "CURSOR-8"));
  }

  @Flaw("What was never saved stands at zero.")
  static final class BeginsAtZero extends ForwardingViewStore {

    BeginsAtZero(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Cursor cursor(String projection, int partition) {
      Cursor stored = super.cursor(projection, partition);
      return stored.equals(Cursor.START) ? new Cursor("0") : stored;
    }
  }

  @Flaw("A cursor that goes back is not saved.")
  static final class OnlyGoesForward extends ForwardingViewStore {

    OnlyGoesForward(MemoryViewStore store) {
      super(store);
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      boolean back = next.compareTo(expected) < 0 && !next.equals(Cursor.START);
      return super.save(projection, partition, expected, back ? expected : next);
    }
  }

  @Flaw("A handle remembers the cursors that it read or saved.")
  static final class CachesCursors extends ForwardingViewStore {

    private final Map<String, Cursor> cache = new ConcurrentHashMap<>();

    CachesCursors(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Cursor cursor(String projection, int partition) {
      return cache.computeIfAbsent(
          projection + "\n" + partition, name -> super.cursor(projection, partition));
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      cache.remove(projection + "\n" + partition);
      return super.save(projection, partition, expected, next);
    }
  }

  @Flaw("A save replaces whatever is stored.")
  static final class SavesWithoutComparing extends ForwardingViewStore {

    SavesWithoutComparing(MemoryViewStore store) {
      super(store);
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      SaveResult result = super.save(projection, partition, expected, next);
      while (result instanceof SaveResult.Conflict conflict) {
        result = super.save(projection, partition, conflict.actual(), next);
      }
      return result;
    }
  }

  @Flaw("A conflict tells the caller what the caller said.")
  static final class AnswersTheExpected extends ForwardingViewStore {

    AnswersTheExpected(MemoryViewStore store) {
      super(store);
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      SaveResult result = super.save(projection, partition, expected, next);
      return result instanceof SaveResult.Conflict ? new SaveResult.Conflict(expected) : result;
    }
  }

  @Flaw("The first save of a projection asks for nothing.")
  static final class FirstSaveIsFree extends ForwardingViewStore {

    FirstSaveIsFree(MemoryViewStore store) {
      super(store);
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      SaveResult result = super.save(projection, partition, expected, next);
      return result.equals(new SaveResult.Conflict(Cursor.START))
          ? super.save(projection, partition, Cursor.START, next)
          : result;
    }
  }

  @Flaw("The stored cursor is read, then the new one is written, and others may come between.")
  static final class ReadsThenSaves extends ForwardingViewStore {

    private static final Map<Realm, Map<String, Cursor>> ALL = new ConcurrentHashMap<>();

    ReadsThenSaves(MemoryViewStore store) {
      super(store);
    }

    private Map<String, Cursor> cursors() {
      return ALL.computeIfAbsent(realm(), r -> new ConcurrentHashMap<>());
    }

    @Override
    public Cursor cursor(String projection, int partition) {
      return cursors().getOrDefault(projection + "\n" + partition, Cursor.START);
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      Cursor actual = cursor(projection, partition);
      if (!actual.equals(expected)) {
        return new SaveResult.Conflict(actual);
      }
      Faults.roundTrip();
      cursors().put(projection + "\n" + partition, next);
      return new SaveResult.Saved();
    }
  }

  @Flaw("All partitions of a projection share one cursor.")
  static final class IgnoresPartitions extends ForwardingViewStore {

    IgnoresPartitions(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Cursor cursor(String projection, int partition) {
      return super.cursor(projection, 0);
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      return super.save(projection, 0, expected, next);
    }
  }

  /** Cursors lie under a name that is made from those of the projection and the partition. */
  abstract static class RenamesProjections extends ForwardingViewStore {

    RenamesProjections(MemoryViewStore store) {
      super(store);
    }

    abstract String renamed(String projection, int partition);

    int moved(int partition) {
      return partition;
    }

    @Override
    public Cursor cursor(String projection, int partition) {
      return super.cursor(renamed(projection, partition), moved(partition));
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      return super.save(renamed(projection, partition), moved(partition), expected, next);
    }
  }

  @Flaw("The number of the partition is put behind the name.")
  static final class JoinsNameAndPartition extends RenamesProjections {

    JoinsNameAndPartition(MemoryViewStore store) {
      super(store);
    }

    @Override
    String renamed(String projection, int partition) {
      return projection + partition;
    }

    @Override
    int moved(int partition) {
      return 0;
    }
  }

  @Flaw("Names do not tell capitals from small letters.")
  static final class FoldsProjections extends RenamesProjections {

    FoldsProjections(MemoryViewStore store) {
      super(store);
    }

    @Override
    String renamed(String projection, int partition) {
      return projection.toLowerCase(Locale.ROOT);
    }
  }

  @Flaw("Names are cut where a column ends.")
  static final class CutsNames extends RenamesProjections {

    private static final int WIDTH = 64;

    CutsNames(MemoryViewStore store) {
      super(store);
    }

    @Override
    String renamed(String projection, int partition) {
      int points = projection.codePointCount(0, projection.length());
      return projection.substring(0, projection.offsetByCodePoints(0, Math.min(WIDTH, points)));
    }
  }

  @Flaw("Cursors are cut where a column ends.")
  static final class CutsCursors extends ForwardingViewStore {

    private static final int WIDTH = 128;

    CutsCursors(MemoryViewStore store) {
      super(store);
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      return super.save(projection, partition, cut(expected), cut(next));
    }

    private static Cursor cut(Cursor cursor) {
      String text = cursor.text();
      return new Cursor(text.substring(0, Math.min(WIDTH, text.length())));
    }
  }

  @Flaw("The start is no cursor that could be saved, so nothing happens.")
  static final class NeverForgets extends ForwardingViewStore {

    NeverForgets(MemoryViewStore store) {
      super(store);
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      return super.save(
          projection, partition, expected, next.equals(Cursor.START) ? expected : next);
    }
  }

  @Flaw("Cursors are known only to the handle that saved them.")
  static final class KeepsCursorsInProcess extends ForwardingViewStore {

    private final Map<String, Cursor> own = new ConcurrentHashMap<>();

    KeepsCursorsInProcess(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Cursor cursor(String projection, int partition) {
      return own.getOrDefault(projection + "\n" + partition, Cursor.START);
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      Cursor actual = cursor(projection, partition);
      if (!actual.equals(expected)) {
        return new SaveResult.Conflict(actual);
      }
      own.put(projection + "\n" + partition, next);
      return new SaveResult.Saved();
    }
  }
}
