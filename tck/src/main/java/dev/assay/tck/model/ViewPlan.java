package dev.assay.tck.model;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.tck.data.Queries;
import dev.assay.tck.data.Searches;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes sequences of calls on a view store, from few names, so that calls meet. At the end the
 * whole state is read through new handles.
 */
public final class ViewPlan implements Plan<ViewWorld> {

  /** What sequences are about. */
  public enum Subject {
    /** Writes and look-ups. */
    VIEWS,
    /** Writes, and searches for them. */
    SEARCHES,
    /** Everything, while handles are opened and closed and another realm lies beside. */
    EVERYTHING
  }

  /** Names of collections and of aliases. */
  static final List<String> NAMES = List.of("blue", "Blue", "current");

  static final List<String> PROJECTIONS = List.of("totals", "Totals");

  static final int PARTITIONS = 2;

  private static final List<String> IDS =
      List.of("a", "A", "a ", "b", "c", "d", "\uff5e", "\ud83d\ude00");

  private static final List<Long> FAR_REVISIONS =
      List.of(9007199254740992L, 9007199254740993L, Long.MAX_VALUE - 1, Long.MAX_VALUE);

  private static final List<Cursor> CURSORS =
      List.of(Cursor.START, new Cursor("9"), new Cursor("10"), new Cursor("a"), new Cursor("A"));

  // More than the smallest page of the generated searches.
  private static final int DOCUMENTS = 16;

  private final Subject subject;
  private final Set<Capability> offered;
  private final int length;

  /**
   * Creates a plan.
   *
   * @param offered the capabilities to use
   * @param length how many steps a sequence has before the state is read
   */
  public ViewPlan(Subject subject, Set<Capability> offered, int length) {
    this.subject = subject;
    this.offered = Set.copyOf(offered);
    this.length = length;
  }

  @Override
  public List<Step<ViewWorld>> sequence(Random random) {
    return new Sequence(random).steps();
  }

  private boolean everything() {
    return subject == Subject.EVERYTHING;
  }

  private int only(boolean which, int weight) {
    return which ? weight : 0;
  }

  private boolean offers(Capability capability) {
    return offered.contains(capability);
  }

  /** One sequence in the making. */
  private final class Sequence {

    private final Random random;
    private final List<JsonObject> documents;
    private final List<ViewQuery> queries;
    private long highest;

    Sequence(Random random) {
      this.random = random;
      this.documents = Searches.some(Searches.documents(), DOCUMENTS, random.nextLong());
      this.queries = subject == Subject.VIEWS ? List.of() : queries();
    }

    private List<ViewQuery> queries() {
      Queries about = Queries.about(documents);
      List<ViewQuery> all =
          new ArrayList<>(Searches.some(about.in("-"), length, random.nextLong()));
      if (offers(Capability.FULL_TEXT)) {
        List<Filter> texts = Searches.some(about.fullTexts(), length / 4, random.nextLong());
        texts.forEach(text -> all.add(ViewQuery.in("-").where(text).limit(2)));
      }
      return all;
    }

    List<Step<ViewWorld>> steps() {
      Weighted<Supplier<ViewStep>> kinds = kinds();
      List<Step<ViewWorld>> steps = new ArrayList<>();
      while (steps.size() < length) {
        steps.add(kinds.draw(random).get());
      }
      steps.add(new WholeViewState(offered, IDS, realms()));
      return steps;
    }

    private List<Integer> realms() {
      return everything() ? List.of(0, Handles.NEIGHBOUR) : List.of(0);
    }

    private Weighted<Supplier<ViewStep>> kinds() {
      boolean catalog = everything() && offers(Capability.CATALOG);
      boolean cursors = everything() && offers(Capability.CURSORS);
      boolean search = subject != Subject.VIEWS && offers(Capability.SEARCH);
      return new Weighted<Supplier<ViewStep>>()
          .add(10, () -> new ViewWriteSteps.Put(handle(), view()))
          .add(4, () -> new ViewWriteSteps.PutAll(handle(), views(2 + random.nextInt(9))))
          .add(7, () -> new ViewWriteSteps.Remove(handle(), key(), revision()))
          .add(subject == Subject.SEARCHES ? 1 : 8, this::get)
          .add(only(search, everything() ? 4 : 12), this::search)
          .add(only(catalog, 8), () -> new ViewNameSteps.Alias(handle(), alias(), name()))
          .add(only(catalog, 6), () -> new ViewNameSteps.Unalias(handle(), alias()))
          .add(only(catalog, 2), () -> new ViewNameSteps.Resolve(handle(), name()))
          .add(only(catalog, 1), () -> new ViewNameSteps.Aliases(handle()))
          .add(only(catalog, 8), () -> new ViewNameSteps.Drop(handle(), name()))
          .add(only(cursors, 6), this::save)
          .add(only(cursors, 2), this::findCursor)
          .add(only(everything(), 2), () -> new ViewNameSteps.Reopen(random.nextInt(3)))
          .add(only(everything(), 1), ViewNameSteps.Restart::new)
          .add(only(everything(), 2), () -> new ViewNameSteps.DropRealm(random.nextInt(3)));
    }

    private int handle() {
      int dice = random.nextInt(10);
      if (everything() && dice < 1) {
        return Handles.NEIGHBOUR;
      }
      return dice < 7 ? 0 : 1;
    }

    private String name() {
      // In sequences of searches most views share a collection, so that there are pages.
      boolean one = subject == Subject.SEARCHES && random.nextInt(4) > 0;
      return one ? NAMES.get(0) : NAMES.get(random.nextInt(NAMES.size()));
    }

    // Mostly the last of the names, so that the others are mostly collections.
    private String alias() {
      return random.nextInt(3) == 0 ? name() : NAMES.get(NAMES.size() - 1);
    }

    private ViewKey key() {
      return new ViewKey(name(), IDS.get(random.nextInt(IDS.size())));
    }

    // Near the highest one so far, so that about half of the writes are accepted.
    private long revision() {
      if (random.nextInt(12) == 0) {
        return FAR_REVISIONS.get(random.nextInt(FAR_REVISIONS.size()));
      }
      highest = random.nextInt(3) == 0 ? highest + 1 : highest;
      return Math.max(1, highest + 1 - random.nextInt(4));
    }

    private View view() {
      return new View(key(), revision(), documents.get(random.nextInt(documents.size())));
    }

    private List<View> views(int count) {
      List<View> views = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        views.add(view());
      }
      return views;
    }

    private ViewStep get() {
      return new ViewWriteSteps.Get(handle(), key(), random.nextInt(3) == 0 ? revision() : 0);
    }

    private ViewStep search() {
      ViewQuery query = queries.get(random.nextInt(queries.size()));
      boolean plain = random.nextInt(4) == 0;
      return new SearchStep(
          handle(),
          new ViewQuery(
              name(),
              plain ? Filter.all() : query.where(),
              query.sort(),
              query.select(),
              1 + random.nextInt(5),
              query.after()));
    }

    private ViewStep save() {
      boolean right = random.nextInt(3) > 0;
      List<Cursor> expected = right ? List.of() : List.of(cursor());
      return new ViewNameSteps.SaveCursor(handle(), projection(), partition(), expected, cursor());
    }

    private ViewStep findCursor() {
      return new ViewNameSteps.FindCursor(handle(), projection(), partition());
    }

    private Cursor cursor() {
      return CURSORS.get(random.nextInt(CURSORS.size()));
    }

    private String projection() {
      return PROJECTIONS.get(random.nextInt(PROJECTIONS.size()));
    }

    private int partition() {
      return random.nextInt(PARTITIONS);
    }
  }
}
