package dev.assay.adapter.redis;

import static dev.assay.adapter.redis.Samples.key;
import static dev.assay.adapter.redis.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.ViewStores;
import dev.assay.tck.race.Await;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A store on a caller's client, and how much one takes and tells. */
@Timeout(60)
final class ClientTest {

  private final Realm realm = TestServer.freshRealm();

  @Test
  void aClientOfTheCallerIsTheCallersToClose() {
    try (Raw raw = Raw.connect()) {
      RedisViewStore store = RedisViewStore.open(raw.client(), RedisConfig.of(realm));
      assertThat(store.put(view("a", 1))).isEqualTo(new PutResult.Applied());
      store.close();
      assertThatThrownBy(() -> store.get(key("a"))).isInstanceOf(StoreClosed.class);
      assertThat(raw.commands().ping()).isEqualTo("PONG");
      try (RedisViewStore again = RedisViewStore.open(raw.client(), RedisConfig.of(realm))) {
        assertThat(again.get(key("a"))).isEqualTo(new Lookup.Present(view("a", 1)));
      }
    }
  }

  @Test
  void aStoreOnAClientOfTheCallerGoesOnAfterItsConnectionsBroke() throws Exception {
    try (Raw raw = Raw.connect();
        Raw other = Raw.connect();
        RedisViewStore store = RedisViewStore.open(raw.client(), RedisConfig.of(realm))) {
      for (int i = 1; i <= 20; i++) {
        int revision = i;
        CompletableFuture<AwaitedLookup> waiting =
            CompletableFuture.supplyAsync(
                () -> store.get(key("a"), revision, Duration.ofSeconds(20)));
        other.commands().clientKill(KillArgs.Builder.typeNormal().skipme());
        Await.until(
            Duration.ofSeconds(20), "the store works again", () -> isThere(store, revision));
        assertThat(waiting.get(20, TimeUnit.SECONDS).getClass())
            .isEqualTo(AwaitedLookup.Reached.class);
      }
    }
  }

  private static boolean isThere(RedisViewStore store, int revision) {
    try {
      store.put(view("a", revision));
      return store.get(key("a")).revision() == revision;
    } catch (StoreUnavailable | OutcomeUnknown e) {
      return false;
    }
  }

  @Test
  void anotherPrefixIsAnotherStore() {
    try (RedisViewStore one = TestServer.open(realm);
        RedisViewStore two =
            (RedisViewStore)
                ViewStores.open(
                    TestServer.uri().with("realm", realm.name()).with("prefix", "other"))) {
      one.put(view("a", 1));
      assertThat(two.get(key("a"))).isEqualTo(new Lookup.Absent());
    }
  }

  @Test
  void aViewTellsItsSizeAndTheServerItsHistory() {
    try (RedisViewStore store = TestServer.open(realm)) {
      assertThat(store.memory(key("a"))).isEmpty();
      store.put(view("a", 1));
      assertThat(store.memory(key("a")).orElseThrow()).isBetween(100L, 2_000L);
      assertThat(store.replicationId().orElseThrow()).matches("[0-9a-f]{40}");
      assertThat(store.replicationId()).isEqualTo(store.replicationId());
    }
  }

  @Test
  void configurationsAreChecked() {
    RedisConfig config = RedisConfig.of(realm);
    assertThat(config.prefix()).isEqualTo("assay");
    assertThatThrownBy(() -> config.withPrefix("As say"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> config.withTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
