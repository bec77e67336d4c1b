package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.spi.Page;
import dev.assay.spi.Realm;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewSearch;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules about tenants that share a backend, for view stores. */
public abstract class ViewRealmSuite extends ViewStoreSuite {

  /** For the subclass that names the fixture. */
  protected ViewRealmSuite() {}

  @Test
  @Rule("REALM-14")
  void viewsAreApart() {
    ViewStore elsewhere = handle(newRealm());
    ViewKey key = key();
    View here = view(key, 9);
    applied(store().put(here));
    assertThat(elsewhere.get(key)).isEqualTo(new Lookup.Absent());
    View there = view(key, 1);
    applied(elsewhere.put(there));
    assertThat(store().get(key)).isEqualTo(new Lookup.Present(here));
    assertThat(elsewhere.get(key)).isEqualTo(new Lookup.Present(there));
    applied(elsewhere.remove(key, 2));
    assertThat(store().get(key)).isEqualTo(new Lookup.Present(here));
    applied(store().remove(key, 20));
    assertThat(elsewhere.get(key)).isEqualTo(new Lookup.Removed(2));
  }

  @Test
  @Rule("REALM-14")
  void manyViewsInOneCallAreApart() {
    ViewStore elsewhere = handle(newRealm());
    String collection = collection();
    List<View> here = List.of(view(key(collection), 5), view(key(collection), 5));
    List<View> there = here.stream().map(view -> view(view.key(), 1)).toList();
    assertThat(store().putAll(here)).allMatch(PutResult.Applied.class::isInstance);
    assertThat(elsewhere.putAll(there)).allMatch(PutResult.Applied.class::isInstance);
    here.forEach(v -> assertThat(store().get(v.key())).isEqualTo(new Lookup.Present(v)));
    there.forEach(v -> assertThat(elsewhere.get(v.key())).isEqualTo(new Lookup.Present(v)));
  }

  @Test
  @Rule("REALM-15")
  @Requires(Capability.CATALOG)
  void collectionsAndAliasesAreApart() {
    ViewStore elsewhere = handle(newRealm());
    ViewCatalog here = capability(ViewCatalog.class);
    ViewCatalog there = capability(ViewCatalog.class, elsewhere);
    ViewKey key = key();
    String alias = name("alias");
    applied(store().put(view(key, 1)));
    here.alias(alias, key.collection());
    assertThat(there.resolve(alias)).as("alias there").isEmpty();
    assertThat(there.resolve(key.collection())).as("collection there").isEmpty();
    assertThat(there.aliases()).as("aliases there").isEmpty();
    assertThat(there.unalias(alias)).as("removed there").isFalse();
    // What is an alias here may be a collection there, and the other way round.
    ViewKey swapped = key(alias);
    applied(elsewhere.put(view(swapped, 1)));
    assertThat(there.alias(key.collection(), alias)).isEmpty();
    assertThat(here.resolve(alias)).contains(key.collection());
    assertThat(there.resolve(key.collection())).contains(alias);
  }

  @Test
  @Rule("REALM-15")
  @Requires(Capability.CATALOG)
  void droppingACollectionIsApart() {
    ViewStore elsewhere = handle(newRealm());
    View view = view(key(), 3);
    applied(store().put(view));
    applied(elsewhere.put(view));
    capability(ViewCatalog.class, elsewhere).alias(name("alias"), view.key().collection());
    assertThat(capability(ViewCatalog.class).drop(view.key().collection()))
        .isEqualTo(new ViewCatalog.DropResult.Dropped());
    assertThat(store().get(view.key())).isEqualTo(new Lookup.Absent());
    assertThat(elsewhere.get(view.key())).isEqualTo(new Lookup.Present(view));
  }

  @Test
  @Rule("REALM-16")
  @Requires(Capability.CURSORS)
  void storedCursorsAreApart() {
    CursorStore here = capability(CursorStore.class);
    CursorStore there = capability(CursorStore.class, handle(newRealm()));
    saved(here.save("totals", 3, Cursor.START, new Cursor("5")));
    assertThat(there.cursor("totals", 3)).isEqualTo(Cursor.START);
    saved(there.save("totals", 3, Cursor.START, new Cursor("7")));
    assertThat(here.cursor("totals", 3)).isEqualTo(new Cursor("5"));
    saved(there.save("totals", 3, new Cursor("7"), Cursor.START));
    saved(here.save("totals", 3, new Cursor("5"), new Cursor("6")));
    assertThat(there.cursor("totals", 3)).isEqualTo(Cursor.START);
  }

  @Test
  @Rule("REALM-17")
  @Requires(Capability.SEARCH)
  void searchesAreApart() {
    ViewStore elsewhere = handle(newRealm());
    String collection = collection();
    List<View> here = new ArrayList<>();
    List<View> there = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      View view = view(key(collection), 2);
      here.add(view);
      View other = view(i % 2 == 0 ? view.key() : key(collection), 3);
      there.add(other);
      applied(elsewhere.put(other));
      applied(store().put(view));
    }
    assertThat(searchAll(store(), collection)).containsExactlyInAnyOrderElementsOf(here);
    assertThat(searchAll(elsewhere, collection)).containsExactlyInAnyOrderElementsOf(there);
    assertThat(searchAll(handle(newRealm()), collection)).as("views in a third realm").isEmpty();
  }

  @Test
  @Rule("REALM-18")
  void aDroppedRealmHoldsNoViewAndNoTombstone() {
    ViewStore other = another();
    ViewKey kept = key();
    ViewKey removed = key(kept.collection());
    applied(store().put(view(kept, 8)));
    applied(store().put(view(removed, 8)));
    applied(store().remove(removed, 9));
    assertThat(other.get(kept).revision()).isEqualTo(8);
    assertThat(other.get(removed).revision()).isEqualTo(9);
    store().dropRealm();
    for (ViewStore handle : List.of(store(), other, another())) {
      assertThat(handle.get(kept)).isEqualTo(new Lookup.Absent());
      assertThat(handle.get(removed)).isEqualTo(new Lookup.Absent());
    }
    for (ViewKey key : List.of(kept, removed)) {
      View again = view(key, 1);
      applied(other.put(again));
      assertThat(store().get(key)).isEqualTo(new Lookup.Present(again));
    }
  }

  @Test
  @Rule("REALM-19")
  @Requires(Capability.CATALOG)
  void aDroppedRealmHoldsNoAliasAndNoCollection() {
    ViewStore other = another();
    ViewKey key = key();
    String alias = name("alias");
    applied(store().put(view(key, 1)));
    capability(ViewCatalog.class).alias(alias, key.collection());
    assertThat(capability(ViewCatalog.class, other).resolve(alias)).contains(key.collection());
    store().dropRealm();
    for (ViewStore handle : List.of(store(), other, another())) {
      ViewCatalog catalog = capability(ViewCatalog.class, handle);
      assertThat(catalog.aliases()).as("aliases").isEmpty();
      assertThat(catalog.resolve(alias)).as("alias").isEmpty();
      assertThat(catalog.resolve(key.collection())).as("collection").isEmpty();
    }
    applied(other.put(view(key(alias), 1)));
  }

  @Test
  @Rule("REALM-20")
  @Requires(Capability.CURSORS)
  void aDroppedRealmHoldsNoStoredCursor() {
    ViewStore other = another();
    saved(capability(CursorStore.class).save("totals", 0, Cursor.START, new Cursor("5")));
    assertThat(capability(CursorStore.class, other).cursor("totals", 0)).isEqualTo(new Cursor("5"));
    store().dropRealm();
    for (ViewStore handle : List.of(store(), other, another())) {
      assertThat(capability(CursorStore.class, handle).cursor("totals", 0)).isEqualTo(Cursor.START);
    }
    saved(capability(CursorStore.class, other).save("totals", 0, Cursor.START, new Cursor("1")));
  }

  @Test
  @Rule("REALM-21")
  void droppingARealmLeavesTheOthersAlone() {
    Realm dropped = newRealm();
    View view = view(key(), 4);
    List<ViewStore> others = RealmSuite.neighbours(dropped).stream().map(this::handle).toList();
    others.forEach(handle -> applied(handle.put(view)));
    ViewStore doomed = handle(dropped);
    applied(doomed.put(view));
    doomed.dropRealm();
    assertThat(doomed.get(view.key())).isEqualTo(new Lookup.Absent());
    for (ViewStore handle : others) {
      assertThat(handle.get(view.key()))
          .as("view of %s", handle.realm())
          .isEqualTo(new Lookup.Present(view));
      assertThat(handle.put(view)).isEqualTo(new PutResult.Stale(4));
    }
  }

  @Test
  @Rule("REALM-22")
  void realmNamesAreComparedByCodePoint() {
    ViewKey key = key();
    Map<Realm, View> views = new HashMap<>();
    for (Realm realm : LookAlikes.realms(newRealm())) {
      View own = view(key, 1);
      views.put(realm, own);
      try (ViewStore handle = open(realm)) {
        assertThat(handle.realm()).isEqualTo(realm);
        applied(handle.put(own));
      }
    }
    views.forEach(this::assertHoldsOnly);
  }

  private void assertHoldsOnly(Realm realm, View own) {
    try (ViewStore handle = open(realm)) {
      assertThat(handle.get(own.key())).as("view of %s", realm).isEqualTo(new Lookup.Present(own));
      handle.dropRealm();
    }
  }

  private List<View> searchAll(ViewStore handle, String collection) {
    ViewSearch search = capability(ViewSearch.class, handle);
    search.refresh(collection);
    ViewQuery query = ViewQuery.in(collection).limit(4);
    Page<View> page = search.search(query);
    List<View> found = new ArrayList<>(page.items());
    while (page.next().isPresent()) {
      page = search.search(query.after(page.next().get()));
      found.addAll(page.items());
      assertThat(found.size()).as("views that were found").isLessThan(100);
    }
    return found;
  }

  private static void applied(PutResult result) {
    assertThat(result).isEqualTo(new PutResult.Applied());
  }

  private static void saved(CursorStore.SaveResult result) {
    assertThat(result).isEqualTo(new CursorStore.SaveResult.Saved());
  }
}
