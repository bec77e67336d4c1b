package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Page;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.CursorStore.SaveResult;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewSearch;
import dev.assay.spi.view.ViewStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The calls of a view store, made over a network that fails and judged over one that works.
 * Thread-safe.
 */
final class ViewFaults {

  private static final String COLLECTION = "faults";

  private final ViewStore direct;
  private final AtomicInteger names = new AtomicInteger();

  /**
   * Creates the calls.
   *
   * @param direct a handle on the same realm, over a network that works
   */
  ViewFaults(ViewStore direct) {
    this.direct = direct;
  }

  FaultOperation<ViewStore, PutResult> put() {
    return new Putting();
  }

  FaultOperation<ViewStore, List<PutOutcome>> putAll() {
    return new PuttingAll();
  }

  FaultOperation<ViewStore, PutResult> remove() {
    return new Removing();
  }

  FaultOperation<ViewStore, Lookup> get() {
    return new Getting();
  }

  FaultOperation<ViewStore, Page<View>> search() {
    return new Searching();
  }

  FaultOperation<ViewStore, SaveResult> save() {
    return new Saving();
  }

  // All names are of one length, so that all calls of a kind are nearly so.
  private String name(String prefix) {
    return "%s-%07d".formatted(prefix, names.incrementAndGet());
  }

  private View view(ViewKey key, long revision) {
    return new View(key, revision, JsonObject.EMPTY.with("mark", name("m")));
  }

  private ViewKey key() {
    return new ViewKey(COLLECTION, name("v"));
  }

  private static void assertApplied(PutOutcome answer) {
    assertThat(answer)
        .as("answer to a write that nobody else can have overtaken")
        .isEqualTo(new PutResult.Applied());
  }

  /** Asserts what a retry may be told: a write that was applied before is not applied again. */
  private static <A> void assertRetried(List<Told<A>> told, A last, long revision) {
    boolean applied =
        told.subList(0, told.size() - 1).stream().anyMatch(Told.Answered.class::isInstance);
    boolean unknown = FaultOperation.unknownBefore(told);
    if (applied) {
      assertThat(last).as("answer to the retry").isEqualTo(new PutResult.Stale(revision));
    } else if (unknown) {
      assertThat(last)
          .as("answer to the retry of a write whose outcome was unknown")
          .isIn(new PutResult.Applied(), new PutResult.Stale(revision));
    } else {
      assertThat(last).as("answer to the retry").isEqualTo(new PutResult.Applied());
    }
  }

  private final class Putting extends FaultOperation<ViewStore, PutResult> {

    private final View before = view(key(), 3);
    private final View after = view(before.key(), 5);

    Putting() {
      super("A put");
    }

    @Override
    void prepare() {
      assertApplied(direct.put(before));
    }

    @Override
    PutResult call(ViewStore handle) {
      return handle.put(after);
    }

    @Override
    void judge(Told<PutResult> first) {
      Lookup there = direct.get(after.key());
      if (first instanceof Told.Answered<PutResult> answered) {
        assertApplied(answered.answer());
        assertThat(there).isEqualTo(new Lookup.Present(after));
      } else if (first instanceof Told.NotApplied) {
        assertThat(there)
            .as("view after a put that was not applied")
            .isEqualTo(new Lookup.Present(before));
      } else {
        assertThat(there).isIn(new Lookup.Present(before), new Lookup.Present(after));
      }
    }

    @Override
    void judgeAll(List<Told<PutResult>> told) {
      assertRetried(told, last(told), after.revision());
      assertThat(direct.get(after.key())).isEqualTo(new Lookup.Present(after));
    }
  }

  private final class PuttingAll extends FaultOperation<ViewStore, List<PutOutcome>> {

    private final List<View> views = List.of(view(key(), 1), view(key(), 1), view(key(), 1));

    PuttingAll() {
      super("A list of puts");
    }

    @Override
    List<PutOutcome> call(ViewStore handle) {
      List<PutOutcome> outcomes = handle.putAll(views);
      assertThat(outcomes).as("one outcome for each view").hasSameSizeAs(views);
      return outcomes;
    }

    @Override
    boolean settled(List<PutOutcome> answer) {
      return answer.stream().noneMatch(PutOutcome.Failed.class::isInstance);
    }

    @Override
    boolean claimsNotApplied(Told<List<PutOutcome>> told) {
      return elements(told).stream().anyMatch(Told.NotApplied.class::isInstance);
    }

    private List<Told<PutOutcome>> elements(Told<List<PutOutcome>> told) {
      if (told instanceof Told.Answered<List<PutOutcome>> answered) {
        return answered.answer().stream().map(this::element).toList();
      }
      throw new AssertionError("putAll threw as a whole, on an open handle: " + told);
    }

    private Told<PutOutcome> element(PutOutcome outcome) {
      return outcome instanceof PutOutcome.Failed failed
          ? Told.failed("A put of a list", failed.error())
          : new Told.Answered<>(outcome);
    }

    @Override
    void judge(Told<List<PutOutcome>> first) {
      List<Told<PutOutcome>> told = elements(first);
      for (int i = 0; i < views.size(); i++) {
        Lookup there = direct.get(views.get(i).key());
        if (told.get(i) instanceof Told.Answered<PutOutcome> answered) {
          assertApplied(answered.answer());
          assertThat(there).isEqualTo(new Lookup.Present(views.get(i)));
        } else if (told.get(i) instanceof Told.NotApplied) {
          assertThat(there)
              .as("view after a put that was not applied")
              .isEqualTo(new Lookup.Absent());
        }
      }
    }

    @Override
    void judgeAll(List<Told<List<PutOutcome>>> told) {
      for (int i = 0; i < views.size(); i++) {
        int place = i;
        List<Told<PutOutcome>> one = told.stream().map(call -> elements(call).get(place)).toList();
        assertRetried(one, last(one), 1);
        assertThat(direct.get(views.get(i).key())).isEqualTo(new Lookup.Present(views.get(i)));
      }
    }
  }

  private final class Removing extends FaultOperation<ViewStore, PutResult> {

    private final View before = view(key(), 3);

    Removing() {
      super("A removal");
    }

    @Override
    void prepare() {
      assertApplied(direct.put(before));
    }

    @Override
    PutResult call(ViewStore handle) {
      return handle.remove(before.key(), 5);
    }

    @Override
    void judge(Told<PutResult> first) {
      Lookup there = direct.get(before.key());
      if (first instanceof Told.Answered<PutResult> answered) {
        assertApplied(answered.answer());
        assertThat(there).isEqualTo(new Lookup.Removed(5));
      } else if (first instanceof Told.NotApplied) {
        assertThat(there)
            .as("view after a removal that was not applied")
            .isEqualTo(new Lookup.Present(before));
      }
    }

    @Override
    void judgeAll(List<Told<PutResult>> told) {
      assertRetried(told, last(told), 5);
      assertThat(direct.get(before.key())).isEqualTo(new Lookup.Removed(5));
    }
  }

  /** A call that changes nothing, so that it is either answered rightly or not at all. */
  private abstract class ReadingCall<A> extends FaultOperation<ViewStore, A> {

    final View view = view(key(), 1);

    ReadingCall(String what) {
      super(what);
    }

    @Override
    void prepare() {
      assertApplied(direct.put(view));
    }

    abstract void judgeAnswer(A answer);

    @Override
    final void judge(Told<A> first) {
      assertThat(first)
          .as("answer to a call that changes nothing")
          .isNotInstanceOf(Told.Unknown.class);
      if (first instanceof Told.Answered<A> answered) {
        judgeAnswer(answered.answer());
      }
    }

    @Override
    final void judgeAll(List<Told<A>> told) {
      told.forEach(this::judge);
    }
  }

  private final class Getting extends ReadingCall<Lookup> {

    Getting() {
      super("A get");
    }

    @Override
    Lookup call(ViewStore handle) {
      return handle.get(view.key());
    }

    @Override
    void judgeAnswer(Lookup answer) {
      assertThat(answer).isEqualTo(new Lookup.Present(view));
    }
  }

  private final class Searching extends ReadingCall<Page<View>> {

    Searching() {
      super("A search");
    }

    @Override
    void prepare() {
      super.prepare();
      ((ViewSearch) direct).refresh(COLLECTION);
    }

    @Override
    Page<View> call(ViewStore handle) {
      Json mark = view.document().get("mark").orElseThrow();
      ViewQuery query =
          ViewQuery.in(COLLECTION).where(Filter.equalTo(Path.of("mark"), mark)).limit(10);
      return ((ViewSearch) handle).search(query);
    }

    @Override
    void judgeAnswer(Page<View> answer) {
      assertThat(answer.items()).as("views that the search found").containsExactly(view);
    }
  }

  private final class Saving extends FaultOperation<ViewStore, SaveResult> {

    private final String projection = name("p");
    private final Cursor next = new Cursor(name("c"));

    Saving() {
      super("The save of a cursor");
    }

    @Override
    SaveResult call(ViewStore handle) {
      return ((CursorStore) handle).save(projection, 0, Cursor.START, next);
    }

    private Cursor stored() {
      return ((CursorStore) direct).cursor(projection, 0);
    }

    @Override
    void judge(Told<SaveResult> first) {
      if (first instanceof Told.Answered<SaveResult> answered) {
        assertThat(answered.answer())
            .as("answer to a save that nobody else can have overtaken")
            .isEqualTo(new SaveResult.Saved());
        assertThat(stored()).isEqualTo(next);
      } else if (first instanceof Told.NotApplied) {
        assertThat(stored()).as("cursor after a save that was not applied").isEqualTo(Cursor.START);
      }
    }

    @Override
    void judgeAll(List<Told<SaveResult>> told) {
      boolean applied = told.size() > 1 && told.get(0) instanceof Told.Answered;
      if (applied) {
        assertThat(last(told)).isEqualTo(new SaveResult.Conflict(next));
      } else if (!unknownBefore(told)) {
        assertThat(last(told)).isEqualTo(new SaveResult.Saved());
      } else {
        assertThat(last(told)).isIn(new SaveResult.Saved(), new SaveResult.Conflict(next));
      }
      assertThat(stored()).as("saved cursor").isEqualTo(next);
    }
  }
}
