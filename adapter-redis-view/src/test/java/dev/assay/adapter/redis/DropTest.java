package dev.assay.adapter.redis;

import static dev.assay.adapter.redis.Samples.key;
import static dev.assay.adapter.redis.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog.DropResult;
import dev.assay.spi.view.ViewKey;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was dropped leaves the server, in steps, and never takes something new with it. */
@Timeout(60)
final class DropTest {

  private final RedisConfig config = RedisConfig.of(TestServer.freshRealm());
  private final RedisSchema schema = new RedisSchema(config.prefix(), config.realm());

  private static List<View> many(int count) {
    return IntStream.range(0, count).mapToObj(i -> view("v" + i, 1)).toList();
  }

  private static long count(Raw raw, String pattern) {
    return ScanIterator.scan(raw.commands(), ScanArgs.Builder.matches(pattern).limit(1000)).stream()
        .distinct()
        .count();
  }

  @Test
  void theViewsOfADroppedCollectionLeaveTheServer() {
    try (Raw raw = Raw.connect();
        RedisViewStore store = TestServer.open(config.realm())) {
      store.putAll(many(1300));
      ViewKey other = new ViewKey("others", "v1");
      store.remove(other, 3);
      assertThat(count(raw, schema.allViews())).isEqualTo(1301);
      assertThat(store.drop("accounts")).isEqualTo(new DropResult.Dropped());
      assertThat(count(raw, schema.allViews())).isEqualTo(1);
      assertThat(store.get(other)).isEqualTo(new Lookup.Removed(3));
      assertThat(raw.commands().exists(schema.dropped())).isZero();
    }
  }

  @Test
  void aDroppedRealmLeavesTheNumberOfItsLastGenerationAlone() {
    try (Raw raw = Raw.connect();
        RedisViewStore store = TestServer.open(config.realm())) {
      store.putAll(many(600));
      store.alias("now", "accounts");
      store.save("p", 0, Cursor.START, new Cursor("1"));
      store.dropRealm();
      assertThat(count(raw, "assay:{" + config.realm().name() + "}:*")).isEqualTo(1);
      assertThat(raw.commands().hgetall(schema.names())).hasSize(1).containsEntry("", "1");
      assertThat(store.put(view("v1", 1))).isEqualTo(new PutResult.Applied());
      assertThat(raw.commands().hget(schema.names(), "accounts")).isEqualTo("collection 2");
    }
  }

  @Test
  void whatADropHasLeftIsOutOfSightAndErasedWhenAHandleIsOpened() {
    try (Raw raw = Raw.connect();
        RedisViewStore store = TestServer.open(config.realm())) {
      store.putAll(many(100));
      forgetCollection(raw);
      assertThat(store.get(key("v1"))).isEqualTo(new Lookup.Absent());
      assertThat(store.resolve("accounts")).isEmpty();
      assertThat(store.put(view("v2", 1))).isEqualTo(new PutResult.Applied());
      assertThat(count(raw, schema.allViews())).isEqualTo(100);
      TestServer.open(config.realm()).close();
      assertThat(count(raw, schema.allViews())).isEqualTo(1);
      assertThat(store.get(key("v2"))).isEqualTo(new Lookup.Present(view("v2", 1)));
      assertThat(raw.commands().exists(schema.dropped())).isZero();
    }
  }

  /** Does what the script of a drop does, and nothing of what follows. */
  private void forgetCollection(Raw raw) {
    raw.commands().hdel(schema.names(), "accounts");
    raw.commands().hset(schema.dropped(), schema.viewsOf("accounts"), "1");
  }

  @Test
  void aTombstoneOfAnEarlierLifeDoesNotHold() {
    try (Raw raw = Raw.connect();
        RedisViewStore store = TestServer.open(config.realm())) {
      store.remove(key("v1"), Long.MAX_VALUE);
      forgetCollection(raw);
      assertThat(store.put(view("v1", 1))).isEqualTo(new PutResult.Applied());
      assertThat(store.remove(key("v1"), 2)).isEqualTo(new PutResult.Applied());
      assertThat(store.get(key("v1"))).isEqualTo(new Lookup.Removed(2));
    }
  }

  @Test
  void aNoteOfErasureOutlivesTheErasureOfAnEarlierDrop() {
    try (Raw raw = Raw.connect();
        Connections connections =
            new Connections(
                ServerSource.of(new RedisUri(TestServer.uri())), "test", config.timeout())) {
      String pattern = schema.viewsOf("accounts");
      raw.commands().hset(schema.dropped(), pattern, "9");
      ViewCalls calls = new ViewCalls(schema);
      connections.run(calls.erased(pattern, "8"), connections.deadline());
      assertThat(raw.commands().hget(schema.dropped(), pattern)).isEqualTo("9");
      connections.run(calls.erased(pattern, "9"), connections.deadline());
      assertThat(raw.commands().exists(schema.dropped())).isZero();
    }
  }
}
