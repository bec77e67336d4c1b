package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.NameTaken;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.CursorStore.SaveResult;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog;
import dev.assay.spi.view.ViewCatalog.DropResult;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.race.Headstart;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Single rounds of the races of VIEW, ALIAS and CURSOR, apart from their suites, so that the kit's
 * own tests can measure how likely one round catches a store that acts in two steps.
 */
final class ViewRounds {

  /** Threads in a round, divided between the handles. */
  static final int RACERS = 8;

  /** Threads that read through an alias while it is switched. */
  static final int READERS = 3;

  /** Switches of an alias in one round. */
  static final int SWITCHES = 6;

  private static final PutResult APPLIED = new PutResult.Applied();
  private static final SaveResult SAVED = new SaveResult.Saved();

  private ViewRounds() {}

  /** Writes one revision of a key by all racers; exactly one must win. */
  static void oneRevision(List<ViewStore> handles, ViewKey key, long revision) {
    List<PutResult> results =
        values(Race.of(RACERS).run(i -> of(handles, i).put(racing(key, revision, i))));
    assertThat(results)
        .as("the answers to writers of revision %d of one key", revision)
        .containsExactlyInAnyOrderElementsOf(oneOf(APPLIED, new PutResult.Stale(revision)));
    assertThat(handles.get(0).get(key))
        .as("what the winner wrote")
        .isEqualTo(new Lookup.Present(racing(key, revision, results.indexOf(APPLIED))));
  }

  /** Writes revisions at the same time, and reads meanwhile; the greatest must stay. */
  static void manyRevisions(List<ViewStore> handles, ViewKey key, List<Long> revisions) {
    CountDownLatch writing = new CountDownLatch(revisions.size());
    values(
        Race.of(1 + revisions.size())
            .run(
                i ->
                    i == 0
                        ? watch(handles.get(0), key, writing)
                        : write(of(handles, i), racing(key, revisions.get(i - 1), 0), writing)));
    assertThat(handles.get(0).get(key))
        .as("what is stored in the end")
        .isEqualTo(new Lookup.Present(racing(key, Collections.max(revisions), 0)));
  }

  private static boolean write(ViewStore handle, View view, CountDownLatch writing) {
    try {
      if (handle.put(view) instanceof PutResult.Stale stale) {
        assertThat(stale.stored())
            .as("the revision that refused revision %d", view.revision())
            .isGreaterThan(view.revision());
      }
      return true;
    } finally {
      writing.countDown();
    }
  }

  private static boolean watch(ViewStore handle, ViewKey key, CountDownLatch writing) {
    long seen = 0;
    while (writing.getCount() > 0) {
      Lookup lookup = handle.get(key);
      assertThat(lookup.revision())
          .as("the revision that is read after %d", seen)
          .isGreaterThanOrEqualTo(seen);
      seen = lookup.revision();
      if (seen > 0) {
        assertThat(lookup).isEqualTo(new Lookup.Present(racing(key, seen, 0)));
      }
    }
    return true;
  }

  /** Saves from one expected cursor by all racers; exactly one must win. */
  static void oneCursor(List<ViewStore> handles, String projection, Cursor expected) {
    List<CursorStore> stores = handles.stream().map(CursorStore.class::cast).toList();
    List<SaveResult> results =
        values(Race.of(RACERS).run(i -> of(stores, i).save(projection, 0, expected, next(i))));
    Cursor winner = stores.get(0).cursor(projection, 0);
    assertThat(results)
        .as("the answers to savers that expect %s", expected)
        .containsExactlyInAnyOrderElementsOf(oneOf(SAVED, new SaveResult.Conflict(winner)));
    assertThat(winner).as("what the winner saved").isEqualTo(next(results.indexOf(SAVED)));
  }

  private static Cursor next(int racer) {
    return new Cursor("racer-" + racer);
  }

  /**
   * Takes a name as an alias and as a collection; only one of both must be accepted. One side comes
   * shortly after the other has begun: a store that looks first and takes later is caught between
   * both by whoever does not look, whether this is the alias or the collection.
   */
  static void oneName(List<ViewStore> handles, String name, String target, boolean aliasesFirst) {
    Headstart headstart = Headstart.ofHalf(() -> handles.get(0).get(new ViewKey(target, "none")));
    List<Boolean> taken =
        values(
            Race.of(RACERS)
                .run(
                    i -> {
                      if (aliasesFirst == (i % 2 == 0)) {
                        headstart.begin();
                      } else {
                        headstart.follow(1 + i / 2);
                      }
                      return take(of(handles, i / 2), name, target, i);
                    }));
    boolean alias = taken.get(0);
    List<Boolean> legal = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      legal.add(alias == (i % 2 == 0));
    }
    assertThat(taken)
        .as("who got a name: the even ones want it as an alias, the odd ones as a collection")
        .isEqualTo(legal);
    assertThat(((ViewCatalog) handles.get(0)).resolve(name)).contains(alias ? target : name);
  }

  private static boolean take(ViewStore handle, String name, String target, int racer) {
    try {
      if (racer % 2 == 0) {
        ((ViewCatalog) handle).alias(name, target);
      } else {
        handle.put(racing(new ViewKey(name, "racer-" + racer), 1, racer));
      }
      return true;
    } catch (NameTaken e) {
      return false;
    }
  }

  /**
   * Drops a collection while aliases for it are set; what the drop answers must stay true. The
   * aliases come shortly after the drop has begun, one after the other: an alias that is there
   * before the drop looks would only make it refuse.
   */
  static void dropOrAlias(List<ViewStore> handles, View view, List<String> aliases) {
    String collection = view.key().collection();
    Headstart headstart = Headstart.ofHalf(() -> handles.get(0).get(view.key()));
    List<DropResult> results =
        values(
            Race.of(1 + aliases.size())
                .run(
                    i -> {
                      if (i == 0) {
                        headstart.begin();
                        return ((ViewCatalog) handles.get(0)).drop(collection);
                      }
                      headstart.follow(i);
                      return alias(of(handles, i), aliases.get(i - 1), collection);
                    }));
    DropResult dropped = results.get(0);
    if (dropped instanceof DropResult.StillAliased kept) {
      assertThat(aliases).as("the aliases that kept it").containsAll(kept.aliases());
      assertThat(kept.aliases()).as("the aliases that kept it").isNotEmpty();
    }
    ViewStore store = handles.get(0);
    boolean gone = dropped instanceof DropResult.Dropped;
    for (String alias : aliases) {
      assertThat(((ViewCatalog) store).resolve(alias)).as("the alias").contains(collection);
      assertThat(store.get(new ViewKey(alias, view.key().id())))
          .as("what stands behind the alias after %s", dropped)
          .isEqualTo(gone ? new Lookup.Absent() : new Lookup.Present(view));
    }
  }

  private static DropResult alias(ViewStore handle, String alias, String collection) {
    ((ViewCatalog) handle).alias(alias, collection);
    return new DropResult.StillAliased(Set.of(alias));
  }

  /**
   * Switches an alias from view to view, while others read through it.
   *
   * @param views a view of one id in each of several collections; the alias stands for the first
   * @param dropping whether each collection is dropped once the alias has left it
   * @return how many reads there were
   */
  static long switches(List<ViewStore> handles, String alias, List<View> views, boolean dropping) {
    ViewKey through = new ViewKey(alias, views.get(0).key().id());
    Set<Lookup> legal = views.stream().map(Lookup.Present::new).collect(Collectors.toSet());
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong reads = new AtomicLong();
    values(
        Race.of(1 + READERS)
            .run(
                i -> {
                  if (i == 0) {
                    return switchAll(handles.get(0), through, views, dropping, done);
                  }
                  while (!done.get()) {
                    assertThat(of(handles, i).get(through))
                        .as("what is read through the alias while it is switched")
                        .isIn(legal);
                    reads.incrementAndGet();
                  }
                  return true;
                }));
    return reads.get();
  }

  private static boolean switchAll(
      ViewStore handle, ViewKey through, List<View> views, boolean dropping, AtomicBoolean done) {
    ViewCatalog catalog = (ViewCatalog) handle;
    try {
      for (int i = 1; i < views.size(); i++) {
        View next = views.get(i);
        catalog.alias(through.collection(), next.key().collection());
        if (dropping) {
          catalog.drop(views.get(i - 1).key().collection());
        }
        assertThat(handle.get(through))
            .as("what is read after a switch")
            .isEqualTo(new Lookup.Present(next));
      }
      return true;
    } finally {
      done.set(true);
    }
  }

  private static View racing(ViewKey key, long revision, int racer) {
    JsonObject document = JsonObject.EMPTY.with("racer", racer).with("at", revision);
    return new View(key, revision, document);
  }

  private static <T> T of(List<T> handles, int racer) {
    return handles.get(racer % handles.size());
  }

  private static <T> List<T> values(List<Outcome<T>> outcomes) {
    return outcomes.stream().map(Outcome::value).toList();
  }

  private static <T> List<T> oneOf(T winner, T loser) {
    List<T> all = new ArrayList<>(Collections.nCopies(RACERS - 1, loser));
    all.add(winner);
    return all;
  }
}
