package dev.assay.adapter.redis;

import static dev.assay.adapter.redis.Samples.key;
import static dev.assay.adapter.redis.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.ViewKey;
import dev.assay.tck.race.Await;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for a view is woken by its write. */
@Timeout(60)
final class BellTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final RedisConfig config = RedisConfig.of(TestServer.freshRealm());
  private final String channel =
      new ViewCalls(new RedisSchema(config.prefix(), config.realm())).channel(key("a"));

  private static long listeners(Raw raw, String channel) {
    Map<String, Long> count = raw.commands().pubsubNumsub(channel);
    return count.getOrDefault(channel, 0L);
  }

  private void awaitListeners(Raw raw, long count) {
    Await.until(LIMIT, count + " listeners", () -> listeners(raw, channel) == count);
  }

  @Test
  void aWriteRingsWhereSomebodyListens() throws InterruptedException {
    Source source = ServerSource.of(new RedisUri(TestServer.uri()));
    try (Raw raw = Raw.connect();
        RedisViewStore store = TestServer.open(config.realm());
        Bell bell = new Bell(source);
        Bell.Ear ear = bell.listen(channel)) {
      awaitListeners(raw, 1);
      // The subscription itself rings once.
      Await.until(LIMIT, "the subscription has rung", () -> ear.rings() == 1);
      store.put(view("b", 1));
      store.put(view("a", 1));
      ear.await(1, LIMIT.toNanos());
      assertThat(ear.rings()).isEqualTo(2);
      store.remove(key("a"), 2);
      ear.await(2, LIMIT.toNanos());
      assertThat(ear.rings()).isEqualTo(3);
      store.put(view("a", 1));
      store.putAll(List.of(view("a", 3)));
      ear.await(3, LIMIT.toNanos());
      assertThat(ear.rings()).isEqualTo(4);
    } finally {
      source.close(Deadline.in(LIMIT));
    }
  }

  @Test
  void theLastOneWhoWaitedStopsListening() throws Exception {
    try (Raw raw = Raw.connect();
        RedisViewStore store = TestServer.open(config.realm());
        RedisViewStore other = TestServer.open(config.realm())) {
      CompletableFuture<AwaitedLookup> one =
          CompletableFuture.supplyAsync(() -> store.get(key("a"), 1, LIMIT));
      CompletableFuture<AwaitedLookup> two =
          CompletableFuture.supplyAsync(() -> store.get(key("a"), 2, LIMIT));
      awaitListeners(raw, 1);
      other.put(view("a", 1));
      assertThat(one.get(20, TimeUnit.SECONDS))
          .isEqualTo(new AwaitedLookup.Reached(new Lookup.Present(view("a", 1))));
      assertThat(listeners(raw, channel)).isEqualTo(1);
      other.put(view("a", 2));
      assertThat(two.get(20, TimeUnit.SECONDS))
          .isEqualTo(new AwaitedLookup.Reached(new Lookup.Present(view("a", 2))));
      awaitListeners(raw, 0);
    }
  }

  @Test
  void whoWaitsThroughAnAliasListensWhereTheCollectionIsWritten() throws Exception {
    try (Raw raw = Raw.connect();
        RedisViewStore store = TestServer.open(config.realm())) {
      store.alias("now", "accounts");
      CompletableFuture<AwaitedLookup> one =
          CompletableFuture.supplyAsync(() -> store.get(new ViewKey("now", "a"), 1, LIMIT));
      awaitListeners(raw, 1);
      store.put(view("a", 1));
      assertThat(one.get(20, TimeUnit.SECONDS).getClass()).isEqualTo(AwaitedLookup.Reached.class);
    }
  }

  @Test
  void aLostConnectionIsMadeAgain() throws Exception {
    try (Raw raw = Raw.connect();
        RedisViewStore store = TestServer.open(config.realm())) {
      CompletableFuture<AwaitedLookup> one =
          CompletableFuture.supplyAsync(() -> store.get(key("a"), 1, LIMIT));
      awaitListeners(raw, 1);
      raw.commands().clientKill(KillArgs.Builder.typePubsub());
      awaitListeners(raw, 1);
      store.put(view("a", 1));
      assertThat(one.get(20, TimeUnit.SECONDS).getClass()).isEqualTo(AwaitedLookup.Reached.class);
    }
  }
}
