package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.spi.Capability;
import dev.assay.spi.NameTaken;
import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog;
import dev.assay.spi.view.ViewCatalog.DropResult;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewSearch;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names of collections: the rules of the group ALIAS. */
@Requires(Capability.CATALOG)
public abstract class AliasSuite extends ViewStoreSuite {

  private static final PutResult APPLIED = new PutResult.Applied();
  private static final DropResult DROPPED = new DropResult.Dropped();
  private static final String ID = "v";

  // A collection may be costly to make, so there are fewer switches than other rounds.
  static final int SWITCHES = 10 * ViewRounds.SWITCHES;

  @Rule("ALIAS-1")
  @Test
  void aViewIsReadThroughAnAlias() {
    View view = stored(collection());
    String alias = name("alias");
    catalog().alias(alias, view.key().collection());
    Lookup.Present present = new Lookup.Present(view);
    assertThat(get(alias)).isEqualTo(present);
    assertThat(store().get(new ViewKey(alias, ID), 1, Duration.ZERO))
        .isEqualTo(new AwaitedLookup.Reached(present));
    assertThat(store().get(new ViewKey(alias, ID), 2, Duration.ZERO))
        .isEqualTo(new AwaitedLookup.TimedOut(present));
    assertThat(store().get(new ViewKey(alias, "other"))).isEqualTo(new Lookup.Absent());
    store().remove(view.key(), 3);
    assertThat(get(alias)).isEqualTo(new Lookup.Removed(3));
  }

  @Rule("ALIAS-2")
  @Test
  void anAliasIsSwitchedInOneStep() {
    String alias = name("alias");
    List<View> both = List.of(stored(collection()), stored(collection()));
    List<View> views = new ArrayList<>();
    for (int i = 0; i <= pick(SWITCHES, 5 * SWITCHES); i++) {
      views.add(both.get(i % 2));
    }
    catalog().alias(alias, views.get(0).key().collection());
    evidence("switches", views.size() - 1);
    evidence("reads", ViewRounds.switches(handles(), alias, views, false));
  }

  @Rule("ALIAS-2")
  @Test
  void aReaderNeverMeetsADroppedCollection() {
    String alias = name("alias");
    List<View> views = new ArrayList<>();
    for (int i = 0; i <= pick(SWITCHES, 5 * SWITCHES); i++) {
      views.add(stored(collection()));
    }
    catalog().alias(alias, views.get(0).key().collection());
    evidence("switches with a drop", views.size() - 1);
    evidence("reads", ViewRounds.switches(handles(), alias, views, true));
  }

  private int rounds() {
    return pick(Rounds.QUICK, Rounds.FULL);
  }

  private List<ViewStore> handles() {
    return List.of(store(), another());
  }

  @Rule("ALIAS-3")
  @Test
  void aliasesAreKnownToEveryHandle() {
    ViewStore other = another();
    ViewCatalog otherCatalog = capability(ViewCatalog.class, other);
    View blue = stored(collection());
    View green = stored(collection());
    String alias = name("alias");
    assertThat(otherCatalog.resolve(alias)).as("an unknown name").isEmpty();
    assertThat(otherCatalog.aliases()).isEmpty();
    Optional<String> before = Optional.empty();
    for (View view : List.of(blue, green, green, blue)) {
      String collection = view.key().collection();
      assertThat(catalog().alias(alias, collection)).as("what stood before").isEqualTo(before);
      before = Optional.of(collection);
      assertThat(other.get(new ViewKey(alias, ID))).isEqualTo(new Lookup.Present(view));
      assertThat(otherCatalog.resolve(alias)).isEqualTo(before);
      assertThat(otherCatalog.resolve(collection)).isEqualTo(before);
      assertThat(otherCatalog.aliases()).isEqualTo(Map.of(alias, collection));
    }
    String second = name("alias");
    catalog().alias(second, blue.key().collection());
    assertThat(otherCatalog.aliases().keySet()).containsExactly(alias, second);
  }

  @Rule("ALIAS-4")
  @Test
  void anAliasNeverTakesTheNameOfACollection() {
    String written = stored(collection()).key().collection();
    String removed = collection();
    store().remove(new ViewKey(removed, ID), 1);
    String aliased = collection();
    String alias = name("alias");
    assertThat(catalog().alias(alias, aliased)).as("an alias for a new collection").isEmpty();
    Map<String, String> before = Map.copyOf(catalog().aliases());
    for (String name : List.of(written, removed, aliased)) {
      assertNameTaken(name, () -> catalog().alias(name, written));
      assertNameTaken(name, () -> catalog().alias(name, collection()));
    }
    assertNameTaken(alias, () -> catalog().alias(name("alias"), alias));
    String itself = collection();
    assertNameTaken(itself, () -> catalog().alias(itself, itself));
    assertThat(catalog().aliases()).isEqualTo(before);
    assertThat(catalog().resolve(itself)).as("a name that was refused").isEmpty();
  }

  @Rule("ALIAS-5")
  @Test
  void nothingIsWrittenThroughAnAlias() {
    View view = stored(collection());
    String alias = name("alias");
    catalog().alias(alias, view.key().collection());
    View through = new View(new ViewKey(alias, ID), 5, document());
    View good = view(new ViewKey(view.key().collection(), "good"), 1);
    assertNameTaken(alias, () -> store().put(through));
    assertNameTaken(alias, () -> store().remove(new ViewKey(alias, ID), 6));
    List<PutOutcome> outcomes = store().putAll(List.of(through, good));
    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.get(0)).isInstanceOf(PutOutcome.Failed.class);
    assertThat(((PutOutcome.Failed) outcomes.get(0)).error()).isInstanceOf(NameTaken.class);
    assertThat(outcomes.get(1)).as("the good one beside it").isEqualTo(APPLIED);
    assertThat(get(view.key().collection())).isEqualTo(new Lookup.Present(view));
    assertThat(store().get(good.key())).isEqualTo(new Lookup.Present(good));
    catalog().unalias(alias);
    assertThat(get(alias)).as("what the refused writes left behind").isEqualTo(new Lookup.Absent());
  }

  @Rule("ALIAS-6")
  @Test
  void namesDoNotCollideUnderARace() {
    List<ViewStore> handles = handles();
    String target = stored(collection()).key().collection();
    for (int round = 0; round < rounds(); round++) {
      ViewRounds.oneName(handles, name("contested"), target, round % 2 == 0);
    }
    evidence("rounds", rounds());
  }

  @Rule("ALIAS-7")
  @Test
  void aCollectionWithAliasesIsNotDropped() {
    View view = stored(collection());
    String collection = view.key().collection();
    String one = name("alias");
    String two = name("alias");
    catalog().alias(one, collection);
    catalog().alias(two, collection);
    catalog().alias(name("alias"), collection());
    assertThat(catalog().drop(collection)).isEqualTo(new DropResult.StillAliased(Set.of(one, two)));
    catalog().unalias(one);
    assertThat(catalog().drop(collection)).isEqualTo(new DropResult.StillAliased(Set.of(two)));
    assertThat(get(two)).as("what was not dropped").isEqualTo(new Lookup.Present(view));
    catalog().alias(two, collection());
    assertThat(catalog().drop(collection)).isEqualTo(DROPPED);
  }

  @Rule("ALIAS-7")
  @Test
  void aDropAndAnAliasDoNotPassEachOther() {
    List<ViewStore> handles = handles();
    int rounds = rounds();
    for (int round = 0; round < rounds; round++) {
      List<String> aliases = new ArrayList<>();
      for (int i = 1; i < ViewRounds.RACERS; i++) {
        aliases.add(name("alias"));
      }
      ViewRounds.dropOrAlias(handles, stored(collection()), aliases);
    }
    evidence("rounds", rounds);
  }

  @Rule("ALIAS-8")
  @Test
  void aDropErasesEverything() {
    View view = new View(new ViewKey(collection(), ID), 9, document());
    String collection = view.key().collection();
    ViewKey removed = key(collection);
    View elsewhere = stored(collection());
    store().put(view);
    store().remove(removed, 9);
    assertThat(catalog().drop(collection)).isEqualTo(DROPPED);
    assertThat(store().get(view.key())).isEqualTo(new Lookup.Absent());
    assertThat(store().get(removed)).isEqualTo(new Lookup.Absent());
    assertThat(catalog().resolve(collection)).isEmpty();
    assertThat(catalog().drop(collection)).as("dropped already").isEqualTo(DROPPED);
    assertThat(store().put(view(view.key(), 1))).as("a small revision anew").isEqualTo(APPLIED);
    assertThat(store().put(view(removed, 1))).as("a small revision anew").isEqualTo(APPLIED);
    assertThat(store().get(elsewhere.key()))
        .as("another collection")
        .isEqualTo(new Lookup.Present(elsewhere));
    String alias = name("alias");
    catalog().alias(alias, collection);
    assertNameTaken(alias, () -> catalog().drop(alias));
    assertThat(get(alias)).isInstanceOf(Lookup.Present.class);
  }

  @Rule("ALIAS-9")
  @Test
  void anAliasIsRemovedAndItsCollectionStays() {
    View view = stored(collection());
    String alias = name("alias");
    assertThat(catalog().unalias(alias)).as("there was no such alias").isFalse();
    assertThat(catalog().unalias(view.key().collection())).as("a collection").isFalse();
    catalog().alias(alias, view.key().collection());
    assertThat(catalog().unalias(alias)).as("there was such an alias").isTrue();
    assertThat(catalog().unalias(alias)).as("a second time").isFalse();
    assertThat(get(alias)).isEqualTo(new Lookup.Absent());
    assertThat(catalog().resolve(alias)).isEmpty();
    assertThat(catalog().aliases()).isEmpty();
    assertThat(store().get(view.key())).isEqualTo(new Lookup.Present(view));
    View named = stored(alias);
    assertThat(get(alias)).as("a collection of the free name").isEqualTo(new Lookup.Present(named));
  }

  @Rule("ALIAS-10")
  @Requires(Capability.SEARCH)
  @Test
  void aSearchGoesThroughAnAlias() {
    ViewSearch search = capability(ViewSearch.class);
    View blue = stored(collection());
    View green = stored(collection());
    String alias = name("alias");
    for (View view : List.of(blue, green)) {
      catalog().alias(alias, view.key().collection());
      search.refresh(alias);
      Filter filter = new Filter.Exists(Path.of("mark"));
      assertThat(search.search(ViewQuery.in(alias).where(filter)).items()).containsExactly(view);
    }
  }

  @Rule("ALIAS-11")
  @Test
  void aliasesSurviveReopening() {
    View view = stored(collection());
    String empty = collection();
    String alias = name("alias");
    String other = name("alias");
    catalog().alias(alias, view.key().collection());
    catalog().alias(other, empty);
    store().close();
    ViewStore reopened = another();
    ViewCatalog catalog = capability(ViewCatalog.class, reopened);
    assertThat(catalog.aliases()).isEqualTo(Map.of(alias, view.key().collection(), other, empty));
    assertThat(catalog.resolve(empty)).contains(empty);
    assertThat(reopened.get(new ViewKey(alias, ID))).isEqualTo(new Lookup.Present(view));
  }

  private ViewCatalog catalog() {
    return capability(ViewCatalog.class);
  }

  private Lookup get(String name) {
    return store().get(new ViewKey(name, ID));
  }

  private View stored(String collection) {
    View view = new View(new ViewKey(collection, ID), 1, document());
    assertThat(store().put(view)).isEqualTo(APPLIED);
    return view;
  }

  private static void assertNameTaken(String name, Runnable call) {
    assertThatExceptionOfType(NameTaken.class)
        .as("a call that uses '%s' for what it is not", name)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.name()).isEqualTo(name));
  }
}
