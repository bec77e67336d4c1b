package dev.assay.selftest;

import java.util.List;

/** View stores whose server loses something when it is killed. */
final class FaultyViewCrashStores {

  // Of several writers each loses more than the one write that may be unanswered.
  private static final int LOST = 40;

  private FaultyViewCrashStores() {}

  static List<FaultyStore> all() {
    return List.of(
        FaultyStore.viewFixture(ViewsBeforeItSyncs.class, ViewsBeforeItSyncs::new, "CRASH-7"),
        FaultyStore.viewFixture(
            TombstonesAreNotSynced.class, TombstonesAreNotSynced::new, "CRASH-7"),
        FaultyStore.viewFixture(CursorsAreNotSynced.class, CursorsAreNotSynced::new, "CRASH-8"),
        FaultyStore.viewFixture(AliasesAreNotSynced.class, AliasesAreNotSynced::new, "CRASH-9"));
  }

  @Flaw("A view is answered for before it is on the disk, and the last ones never get there.")
  static final class ViewsBeforeItSyncs extends CrashingViewServer {

    @Override
    List<Entry> found(List<Entry> written) {
      return written.subList(0, Math.max(0, written.size() - LOST));
    }
  }

  @Flaw("Tombstones are kept in memory only, so that removed views come back after a crash.")
  static final class TombstonesAreNotSynced extends CrashingViewServer {

    @Override
    List<Entry> found(List<Entry> written) {
      return written.stream().filter(entry -> entry.kind() != Kind.TOMBSTONE).toList();
    }
  }

  @Flaw("Cursors are written to the disk now and then.")
  static final class CursorsAreNotSynced extends CrashingViewServer {

    @Override
    List<Entry> found(List<Entry> written) {
      return withoutLast(Kind.CURSOR, written);
    }
  }

  @Flaw("Aliases are kept in memory and written to the disk when the server is stopped in order.")
  static final class AliasesAreNotSynced extends CrashingViewServer {

    @Override
    List<Entry> found(List<Entry> written) {
      return written.stream().filter(entry -> entry.kind() != Kind.ALIAS).toList();
    }
  }

  private static List<CrashingViewServer.Entry> withoutLast(
      CrashingViewServer.Kind kind, List<CrashingViewServer.Entry> written) {
    int begin = Math.max(0, written.size() - LOST);
    return java.util.stream.IntStream.range(0, written.size())
        .filter(i -> i < begin || written.get(i).kind() != kind)
        .mapToObj(written::get)
        .toList();
  }
}
