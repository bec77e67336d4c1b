package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Realm;
import dev.assay.spi.UnsupportedCapability;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewSearch;
import dev.assay.spi.view.ViewStore;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * The base of the suites for view stores. An adapter's test extends a suite and implements the
 * adapter's fixture, both in one line; see {@link ViewStoreFixture}.
 */
public abstract class ViewStoreSuite extends StoreSuite<ViewStore> implements ViewStoreFixture {

  ViewStoreSuite() {}

  @Override
  final ViewStore openHandle(Realm realm) {
    return open(realm);
  }

  @Override
  final ViewStore openHandleAt(Realm realm, InetSocketAddress address, Duration timeout) {
    return openAt(realm, address, timeout);
  }

  @Override
  final Declaration declarationOf(ViewStore store) {
    return store.declaration();
  }

  @Override
  final void dropRealm(ViewStore store) {
    store.dropRealm();
  }

  @Override
  final Class<?> interfaceOf(Capability capability) {
    return switch (capability) {
      case CURSORS -> CursorStore.class;
      case CATALOG -> ViewCatalog.class;
      case SEARCH, FULL_TEXT -> ViewSearch.class;
      default -> throw new IllegalArgumentException(capability + " is not for view stores");
    };
  }

  @Override
  public final void proveRefused(Capability capability) {
    if (capability == Capability.FULL_TEXT && declaration().offers(Capability.SEARCH)) {
      proveFullTextRefused();
    } else {
      assertThat(implementsCapability(capability))
          .as("the store implements %s without declaring it", interfaceOf(capability).getName())
          .isFalse();
    }
  }

  private void proveFullTextRefused() {
    ViewSearch search = capability(ViewSearch.class);
    Filter text = new Filter.FullText(List.of(Path.of("text")), "word");
    for (Filter filter : List.of(text, text.not(), text.and(Filter.all()))) {
      ViewQuery query = ViewQuery.in(collection()).where(filter);
      assertThatThrownBy(() -> search.search(query)).isInstanceOf(UnsupportedCapability.class);
    }
  }

  /** Returns the name of a collection that nobody has written to. */
  protected final String collection() {
    return name("collection");
  }

  /** Returns the name of a view in a collection that nobody has written to. */
  protected final ViewKey key() {
    return key(collection());
  }

  /** Returns the name of a view that nobody has written. */
  protected final ViewKey key(String collection) {
    return new ViewKey(collection, name("view"));
  }

  /** Returns a document that differs from those of other calls in the same test. */
  protected final JsonObject document() {
    return JsonObject.EMPTY.with("mark", name("mark"));
  }

  /** Returns a view with a document of its own. */
  protected final View view(ViewKey key, long revision) {
    return new View(key, revision, document());
  }
}
