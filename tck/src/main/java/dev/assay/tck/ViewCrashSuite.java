package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** The rules about view stores whose server is killed. */
@Isolated("kills the server")
@Execution(ExecutionMode.SAME_THREAD)
public abstract class ViewCrashSuite extends ViewStoreSuite {

  private static final int WRITERS = 4;
  private static final int FULL_CYCLES = 6;
  private static final int MOST = 120;

  /** For the subclass that names the fixture. */
  protected ViewCrashSuite() {}

  @Test
  @Rule("CRASH-7")
  void acknowledgedViewsAndTombstonesSurviveACrash() {
    crashAndJudge(this::views, ViewCrashSuite::judgeView);
  }

  @Test
  @Rule("CRASH-8")
  @Requires(Capability.CURSORS)
  void savedCursorsSurviveACrash() {
    crashAndJudge(
        this::cursors,
        (handle, last) ->
            assertThat(last.possible())
                .as("the cursor that was saved last, or the one that was not answered")
                .contains(cursorStore(handle).cursor(last.name(), 0)));
  }

  @Test
  @Rule("CRASH-9")
  @Requires(Capability.CATALOG)
  void aliasesSurviveACrash() {
    crashAndJudge(this::aliases, ViewCrashSuite::judgeAlias);
  }

  @Test
  @Rule("CRASH-6")
  void settingsPromiseThatAcknowledgedViewsSurvive() {
    Crash.judgeSettings(backend(), declaration());
  }

  /** Crashes the server once or several times, and judges by old handles and new ones. */
  private <T> void crashAndJudge(
      Function<ViewStore, CrashRegister<T>> writer, BiConsumer<ViewStore, CrashRegister<T>> judge) {
    Crash crash = new Crash(backend(), declaration());
    List<ViewStore> handles = List.of(store(), another());
    int cycles = pick(1, FULL_CYCLES);
    List<CrashRegister<T>> registers = new ArrayList<>();
    for (int cycle = 1; cycle <= cycles; cycle++) {
      List<CrashRegister<T>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(writer.apply(handles.get(i % handles.size())));
      }
      crash.under(new CrashLoad(writers), MOST, random());
      registers.addAll(writers);
      for (ViewStore handle : List.of(handles.get(0), handles.get(1), another())) {
        crash.judge(
            () -> handle.get(key()),
            () -> registers.forEach(register -> judge.accept(handle, register)));
      }
    }
    evidence("crashes", cycles);
    evidence("acknowledged writes", registers.stream().mapToInt(CrashRegister::count).sum());
  }

  // Of one handle every third write of a view is its removal, of the other one every write.
  private CrashRegister<Lookup> views(ViewStore handle) {
    ViewKey key = key();
    int removal = handle == store() ? 3 : 1;
    return new CrashRegister<>(
        key.toString(),
        new Lookup.Absent(),
        number -> number % removal == 0 ? new Lookup.Removed(number) : present(key, number),
        (before, next) -> assertThat(write(handle, key, next)).isEqualTo(new PutResult.Applied()));
  }

  private Lookup present(ViewKey key, int revision) {
    return new Lookup.Present(view(key, revision));
  }

  private static PutResult write(ViewStore handle, ViewKey key, Lookup next) {
    return next instanceof Lookup.Present present
        ? handle.put(present.view())
        : handle.remove(key, next.revision());
  }

  private static void judgeView(ViewStore handle, CrashRegister<Lookup> last) {
    String[] parts = last.name().split("/", 2);
    ViewKey key = new ViewKey(parts[0], parts[1]);
    Lookup found = handle.get(key);
    assertThat(last.possible())
        .as("%s as it was written last, or as the write that was not answered left it", key)
        .contains(found);
    if (found.revision() > 0) {
      View late = new View(key, found.revision(), dev.assay.spi.json.JsonObject.EMPTY);
      assertThat(handle.put(late))
          .as("answer to a late write of %s", key)
          .isEqualTo(new PutResult.Stale(found.revision()));
    }
  }

  private CrashRegister<Cursor> cursors(ViewStore handle) {
    String projection = name("projection");
    return new CrashRegister<>(
        projection,
        Cursor.START,
        number -> new Cursor("%09d".formatted(number)),
        (before, next) ->
            assertThat(cursorStore(handle).save(projection, 0, before, next))
                .isEqualTo(new CursorStore.SaveResult.Saved()));
  }

  // The alias goes from collection to collection, each of which holds a view of its name.
  private CrashRegister<String> aliases(ViewStore handle) {
    List<String> collections = List.of(collection(), collection(), collection());
    collections.forEach(collection -> handle.put(view(new ViewKey(collection, "v"), 1)));
    String alias = name("alias");
    catalog(handle).alias(alias, collections.get(0));
    return new CrashRegister<>(
        alias,
        collections.get(0),
        number -> collections.get(number % collections.size()),
        (before, next) -> catalog(handle).alias(alias, next));
  }

  private static void judgeAlias(ViewStore handle, CrashRegister<String> last) {
    String collection = catalog(handle).resolve(last.name()).orElse("nothing");
    assertThat(last.possible())
        .as("the collection that %s stood for last, or the next one", last.name())
        .contains(collection);
    assertThat(handle.get(new ViewKey(last.name(), "v")))
        .as("the view behind %s", last.name())
        .isEqualTo(handle.get(new ViewKey(collection, "v")));
  }

  private static CursorStore cursorStore(ViewStore handle) {
    return (CursorStore) handle;
  }

  private static ViewCatalog catalog(ViewStore handle) {
    return (ViewCatalog) handle;
  }
}
