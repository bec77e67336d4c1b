package dev.assay.adapter.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.StoreClosed;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStores;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A first look; the rules are proven by the kit, in the kit's own build (docs/adr/0001). */
class MemoryViewStoreTest {

  private static final ViewKey KEY = new ViewKey("accounts", "1");

  private final String uri = "memory://" + UUID.randomUUID() + "?realm=acme&timeout=2s";

  @Test
  void handlesOfOneNameShareTheirBackend() {
    View view = new View(KEY, 5, JsonObject.EMPTY.with("name", "Ada"));
    try (ViewStore one = ViewStores.open(uri);
        ViewStore other = ViewStores.open(uri)) {
      assertThat(one.put(view)).isEqualTo(new PutResult.Applied());
      assertThat(other.put(view)).isEqualTo(new PutResult.Stale(5));
      assertThat(other.get(KEY)).isEqualTo(new Lookup.Present(view));
    }
  }

  @Test
  void realmsAndNamesAreApart() {
    try (ViewStore one = ViewStores.open(uri);
        ViewStore realm = ViewStores.open(uri.replace("acme", "other"));
        ViewStore name = ViewStores.open("memory://" + UUID.randomUUID() + "?realm=acme")) {
      one.remove(KEY, 1);
      assertThat(one.get(KEY)).isEqualTo(new Lookup.Removed(1));
      assertThat(realm.get(KEY)).isEqualTo(new Lookup.Absent());
      assertThat(name.get(KEY)).isEqualTo(new Lookup.Absent());
    }
  }

  @Test
  void aWaitBeyondAllNumbersIsBoundedByWhatIsStored() {
    try (ViewStore store = ViewStores.open(uri)) {
      store.remove(KEY, 3);
      assertThat(store.get(KEY, 3, Duration.ofSeconds(Long.MAX_VALUE)))
          .isEqualTo(new AwaitedLookup.Reached(new Lookup.Removed(3)));
      assertThat(store.get(KEY, 4, Duration.ofSeconds(Long.MIN_VALUE)))
          .isEqualTo(new AwaitedLookup.TimedOut(new Lookup.Removed(3)));
    }
  }

  @Test
  void aClosedHandleSaysSo() {
    ViewStore store = ViewStores.open(uri);
    store.close();
    store.close();
    assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(StoreClosed.class);
  }

  @Test
  void theAddressIsChecked() {
    assertThatThrownBy(() -> ViewStores.open(uri + "&tiemout=3s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tiemout");
  }
}
