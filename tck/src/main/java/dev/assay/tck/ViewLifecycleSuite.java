package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.Capability;
import dev.assay.spi.OutcomeUnknown;
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
import dev.assay.tck.race.Bounded;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Rule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The rules about opening, closing and reopening view stores, and about interrupts. */
public abstract class ViewLifecycleSuite extends ViewStoreSuite {

  private static final int WRITERS = 6;
  private static final int ROUNDS = 5;
  private static final Duration LONG_WAIT = Duration.ofSeconds(40);

  /** For the subclass that names the fixture. */
  protected ViewLifecycleSuite() {}

  @Test
  @Rule("LIFECYCLE-11")
  void everyOperationOnAClosedHandleIsRefused() {
    View view = view(key(), 3);
    applied(store().put(view));
    ViewStore closed = another();
    assertThat(closed.get(view.key()).revision()).isEqualTo(3);
    closed.close();
    operations(closed, view.key())
        .forEach(
            (name, call) ->
                assertThatThrownBy(call::call).as(name).isInstanceOf(StoreClosed.class));
    assertThat(store().get(view.key())).isEqualTo(new Lookup.Present(view));
  }

  @Test
  @Rule("LIFECYCLE-11")
  void closingTwiceDoesNothing() throws Throwable {
    ViewStore handle = another();
    applied(handle.put(view(key(), 1)));
    Bounded.run(Feeds.PATIENCE, "Closing a handle", handle::close);
    Bounded.run(Feeds.PATIENCE, "Closing a handle again", handle::close);
    ViewStore other = another();
    Race.of(WRITERS)
        .run(
            i -> {
              other.close();
              return i;
            })
        .forEach(Outcome::value);
  }

  @Test
  @Rule("LIFECYCLE-12")
  void twoHandlesSeeEachOthersWrites() {
    ViewStore other = another();
    ViewKey key = key();
    for (int revision = 1; revision <= 10; revision++) {
      ViewStore writer = revision % 2 == 0 ? store() : other;
      ViewStore reader = revision % 2 == 0 ? other : store();
      View view = view(key, revision);
      applied(writer.put(view));
      assertThat(reader.get(key)).isEqualTo(new Lookup.Present(view));
      assertThat(reader.put(view)).isEqualTo(new PutResult.Stale(revision));
      assertThat(reader.get(key, revision, Duration.ZERO))
          .isEqualTo(new AwaitedLookup.Reached(new Lookup.Present(view)));
    }
  }

  @Test
  @Rule("LIFECYCLE-12")
  void aHandleThatOnlyReadsSeesEveryWrite() {
    ViewStore reader = another();
    ViewKey key = key();
    assertThat(reader.get(key)).isEqualTo(new Lookup.Absent());
    for (int revision = 1; revision <= 5; revision++) {
      View view = view(key, revision);
      applied(store().put(view));
      assertThat(reader.get(key)).isEqualTo(new Lookup.Present(view));
    }
    applied(store().remove(key, 6));
    assertThat(reader.get(key)).isEqualTo(new Lookup.Removed(6));
  }

  @Test
  @Rule("LIFECYCLE-12")
  void closingOneHandleLeavesTheOthersOpen() {
    ViewStore elsewhere = handle(newRealm());
    ViewKey key = key();
    for (int revision = 1; revision <= 6; revision += 2) {
      ViewStore closing = another();
      applied(closing.put(view(key, revision)));
      closing.close();
      applied(store().put(view(key, revision + 1)));
      applied(elsewhere.put(view(key, revision)));
    }
    assertThat(store().get(key).revision()).isEqualTo(6);
    assertThat(elsewhere.get(key).revision()).isEqualTo(5);
  }

  @Test
  @Rule("LIFECYCLE-13")
  void closingAnswersWaitingReads() throws Throwable {
    ViewKey key = key();
    applied(store().put(view(key, 1)));
    ViewStore closing = another();
    InFlight<AwaitedLookup> waiting =
        InFlight.blocked("A read that waits during a close", () -> closing.get(key, 2, LONG_WAIT));
    Bounded.run(Feeds.PATIENCE, "Closing a handle with a call in flight", closing::close);
    Optional<Throwable> thrown = waiting.outcome(Feeds.PATIENCE).thrown();
    if (thrown.isPresent()) {
      assertThat(thrown.get()).isInstanceOf(StoreException.class);
    }
  }

  @Test
  @Rule("LIFECYCLE-14")
  void reopeningKeepsViewsAndTombstones() {
    Realm realm = newRealm();
    ViewStore first = handle(realm);
    View view = view(key(), 5);
    ViewKey removed = key();
    applied(first.put(view));
    applied(first.put(view(removed, 6)));
    applied(first.remove(removed, 7));
    first.close();
    ViewStore second = handle(realm);
    assertThat(second.get(view.key())).isEqualTo(new Lookup.Present(view));
    assertThat(second.get(removed)).isEqualTo(new Lookup.Removed(7));
    assertThat(second.put(view(removed, 7))).isEqualTo(new PutResult.Stale(7));
    second.dropRealm();
  }

  @Test
  @Rule("LIFECYCLE-15")
  void openingAtOnceIsSafe() {
    for (int round = 0; round < ROUNDS; round++) {
      Realm realm = newRealm();
      ViewKey shared = key();
      List<View> own =
          Race.of(WRITERS).run(i -> openAndWrite(realm, shared, i + 1)).stream()
              .map(Outcome::value)
              .toList();
      ViewStore late = handle(realm);
      own.forEach(view -> assertThat(late.get(view.key())).isEqualTo(new Lookup.Present(view)));
      assertThat(late.get(shared).revision()).isEqualTo(WRITERS);
    }
    evidence("rounds", ROUNDS);
  }

  @Test
  @Rule("LIFECYCLE-16")
  void everyOperationOnAnInterruptedThreadIsAnswered() throws Throwable {
    ViewKey key = key();
    applied(store().put(view(key, 1)));
    for (Map.Entry<String, Callable<Object>> operation : operations(store(), key).entrySet()) {
      String name = operation.getKey();
      Interrupted.call(Feeds.PATIENCE.multipliedBy(2), name, operation.getValue())
          .assertTyped(name)
          .outcome();
      // The next thread must not pay for it.
      applied(store().put(view(key(), 1)));
    }
  }

  @Test
  @Rule("LIFECYCLE-16")
  void anInterruptEndsAWait() throws InterruptedException {
    ViewKey key = key();
    applied(store().put(view(key, 1)));
    for (int round = 0; round < ROUNDS; round++) {
      InFlight<Interrupted<AwaitedLookup>> waiting =
          InFlight.blocked(
              "A read that is interrupted while it waits",
              () -> Interrupted.watch(() -> store().get(key, 2, LONG_WAIT)));
      waiting.interrupt();
      Interrupted<AwaitedLookup> ended =
          waiting.outcome(Feeds.SOON).value().assertTyped("A read that waits");
      ended.outcome().thrown().ifPresent(e -> assertThat(e).isInstanceOf(StoreUnavailable.class));
    }
    applied(store().put(view(key, 2)));
  }

  /** All operations that the store offers, by name; each would do something if it were allowed. */
  private Map<String, Callable<Object>> operations(ViewStore handle, ViewKey key) {
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    calls.put("get", () -> handle.get(key));
    calls.put("get at a revision", () -> handle.get(key, 1, Duration.ZERO));
    calls.put("waiting get", () -> handle.get(key, Long.MAX_VALUE, Duration.ofMillis(1)));
    calls.put("put", () -> handle.put(view(key, 100)));
    calls.put("putAll", () -> putAll(handle, view(key, 200)));
    calls.put("remove", () -> handle.remove(key, 300));
    calls.putAll(capabilityOperations(handle, key));
    // Last, because on an open handle it takes what the others need.
    calls.put(
        "dropRealm",
        () -> {
          handle.dropRealm();
          return "dropped";
        });
    return calls;
  }

  private Map<String, Callable<Object>> capabilityOperations(ViewStore handle, ViewKey key) {
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    if (declaration().offers(Capability.CURSORS)) {
      CursorStore cursors = capability(CursorStore.class, handle);
      calls.put("cursor", () -> cursors.cursor("totals", 0));
      calls.put("save", () -> cursors.save("totals", 0, Cursor.START, new Cursor("1")));
    }
    if (declaration().offers(Capability.SEARCH)) {
      ViewSearch search = capability(ViewSearch.class, handle);
      calls.put("search", () -> search.search(ViewQuery.in(key.collection())));
      calls.put(
          "refresh",
          () -> {
            search.refresh(key.collection());
            return "refreshed";
          });
    }
    if (declaration().offers(Capability.CATALOG)) {
      calls.putAll(catalogOperations(capability(ViewCatalog.class, handle), key));
    }
    return calls;
  }

  private static Map<String, Callable<Object>> catalogOperations(ViewCatalog catalog, ViewKey key) {
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    calls.put("alias", () -> catalog.alias("latest", key.collection()));
    calls.put("resolve", () -> catalog.resolve("latest"));
    calls.put("aliases", catalog::aliases);
    calls.put("unalias", () -> catalog.unalias("latest"));
    calls.put("drop", () -> catalog.drop(key.collection()));
    return calls;
  }

  // An element's own error stands for what a single put would have thrown.
  private static List<PutOutcome> putAll(ViewStore handle, View view) {
    List<PutOutcome> outcomes = handle.putAll(List.of(view));
    outcomes.forEach(
        outcome -> {
          if (outcome instanceof PutOutcome.Failed failed) {
            assertThat(failed.error())
                .isInstanceOfAny(StoreUnavailable.class, OutcomeUnknown.class);
          }
        });
    return outcomes;
  }

  private View openAndWrite(Realm realm, ViewKey shared, int revision) {
    ViewStore handle = handle(realm);
    View own = view(key(), 1);
    applied(handle.put(own));
    handle.put(view(shared, revision));
    return own;
  }

  private static void applied(PutResult result) {
    assertThat(result).isEqualTo(new PutResult.Applied());
  }
}
