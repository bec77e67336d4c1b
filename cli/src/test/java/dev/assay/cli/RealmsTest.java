package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.Backend;
import dev.assay.tck.ViewStoreFixture;
import org.junit.jupiter.api.Test;

final class RealmsTest {

  private static final ViewKey KEY = new ViewKey("collection", "id");

  @Test
  void whatWasOpenedIsDroppedAndNothingElse() {
    StoreUri uri = StoreUri.parse("memory://realms-test");
    try (Adapters adapters = Adapters.builtIn()) {
      Realms realms = new Realms(adapters, uri, new Backend.InProcess());
      ViewStoreFixture fixture = realms.viewStore().orElseThrow();
      try (ViewStore foreign = adapters.views("memory").orElseThrow().open(uri.with("realm", "b"));
          ViewStore own = fixture.open(new Realm("a"))) {
        put(own);
        put(foreign);
        assertThat(realms.opened()).isEqualTo(1);
        assertThat(realms.drop()).isZero();
        assertThat(own.get(KEY)).isInstanceOf(Lookup.Absent.class);
        assertThat(foreign.get(KEY)).isInstanceOf(Lookup.Present.class);
      }
    }
  }

  private static void put(ViewStore store) {
    store.put(new View(KEY, 1, JsonObject.EMPTY));
  }
}
