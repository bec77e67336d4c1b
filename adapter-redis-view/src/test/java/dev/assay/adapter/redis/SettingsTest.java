package dev.assay.adapter.redis;

import static dev.assay.adapter.redis.Samples.key;
import static dev.assay.adapter.redis.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.Declaration;
import dev.assay.spi.Durability.Promise;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.ViewCatalog;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStores;
import dev.assay.testbed.ServerOptions;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that evict, replicas, full memories, and users who may not ask for everything. */
@Timeout(120)
final class SettingsTest {

  private static final String POLICY = "maxmemory-policy";
  private static final List<CommandType> NEEDED =
      List.of(
          CommandType.EVAL,
          CommandType.EVALSHA,
          CommandType.HGET,
          CommandType.HMGET,
          CommandType.HGETALL,
          CommandType.HSET,
          CommandType.HDEL,
          CommandType.HINCRBY,
          CommandType.UNLINK,
          CommandType.SCAN);
  private static final String PASSWORD = "only-for-this-test";

  @Test
  void aServerThatEvictsIsRefused() {
    try (CrashServer server = start(POLICY, "allkeys-lru")) {
      assertThatThrownBy(() -> server.views(TestServer.freshRealm()))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("evicts")
          .hasMessageContaining("allkeys-lru")
          .hasMessageContaining("set maxmemory-policy to noeviction");
    }
  }

  @Test
  void aServerThatEvictsOnlyWhatExpiresIsTaken() {
    try (CrashServer server = start(POLICY, "volatile-lru");
        ViewStore store = server.views(TestServer.freshRealm())) {
      assertThat(store.declaration().durability().settings()).containsEntry(POLICY, "volatile-lru");
    }
  }

  @Test
  void aReplicaIsRefused() {
    try (CrashServer server = CrashServer.start(ServerOptions.defaults());
        Raw raw = Raw.connect(server.server())) {
      StoreUri.HostPort primary = TestServer.uri().hosts().get(0);
      raw.commands().replicaof(primary.host(), primary.port());
      assertThatThrownBy(() -> server.views(TestServer.freshRealm()))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("replica");
    }
  }

  @Test
  void aFullMemoryRefusesWritesForCertainAndGoesOnReading() {
    try (CrashServer server = CrashServer.start(ServerOptions.defaults());
        Raw raw = Raw.connect(server.server());
        ViewStore store = server.views(TestServer.freshRealm())) {
      store.put(view("a", 1));
      raw.commands().configSet("maxmemory", "1");
      assertThatThrownBy(() -> store.put(view("a", 2)))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("memory is full");
      assertThat(store.putAll(List.of(view("b", 1))).get(0)).isInstanceOf(PutOutcome.Failed.class);
      assertThat(store.get(key("a"))).isEqualTo(new Lookup.Present(view("a", 1)));
      raw.commands().configSet("maxmemory", "0");
      assertThat(store.put(view("a", 2))).isEqualTo(new PutResult.Applied());
    }
  }

  @Test
  void whatAUserMayNotAskForIsUnknown() {
    try (CrashServer server = CrashServer.start(ServerOptions.defaults());
        Raw raw = Raw.connect(server.server())) {
      allow(raw, "modest", Set.of(CommandType.CONFIG), true);
      try (ViewStore store = open(server, "modest")) {
        Declaration declaration = store.declaration();
        assertThat(declaration.durability().settings())
            .containsEntry("appendonly", "yes")
            .containsEntry("appendfsync", "unknown")
            .containsEntry(POLICY, "noeviction");
        assertThat(declaration.durability().processCrash()).isEqualTo(Promise.UNKNOWN);
        assertThat(declaration.backend().version()).startsWith("7.");
        assertThat(store.put(view("a", 1))).isEqualTo(new PutResult.Applied());
      }
      allow(raw, "blind", Set.of(CommandType.CONFIG, CommandType.INFO, CommandType.MEMORY), true);
      try (ViewStore store = open(server, "blind")) {
        assertThat(store.declaration().backend().version()).isEqualTo("unknown");
        assertThat(store.declaration().durability().settings())
            .containsEntry("appendonly", "unknown");
        assertThat(store.put(view("a", 1))).isEqualTo(new PutResult.Stale(1));
        assertThat(store.put(view("a", 2))).isEqualTo(new PutResult.Applied());
        assertThat(((RedisViewStore) store).costs().values())
            .allSatisfy(memory -> assertThat(memory.told()).isEmpty());
      }
    }
  }

  @Test
  void whoMayNotPublishHasReadersThatLookByThemselves() throws Exception {
    try (CrashServer server = CrashServer.start(ServerOptions.defaults());
        Raw raw = Raw.connect(server.server())) {
      allow(raw, "silent", Set.of(), false);
      try (ViewStore store = open(server, "silent")) {
        CompletableFuture<AwaitedLookup> waiting =
            CompletableFuture.supplyAsync(() -> store.get(key("a"), 1, Duration.ofSeconds(20)));
        assertThat(store.put(view("a", 1))).isEqualTo(new PutResult.Applied());
        assertThat(waiting.get(20, TimeUnit.SECONDS))
            .isEqualTo(new AwaitedLookup.Reached(new Lookup.Present(view("a", 1))));
      }
    }
  }

  @Test
  void aUserNeedsNoMoreThanTheReadmeSays() {
    try (CrashServer server = CrashServer.start(ServerOptions.defaults());
        Raw raw = Raw.connect(server.server())) {
      AclSetuserArgs rules =
          AclSetuserArgs.Builder.on().addPassword(PASSWORD).noCommands().keyPattern("assay:*");
      NEEDED.forEach(rules::addCommand);
      raw.commands().aclSetuser("least", rules.resetChannels());
      try (RedisViewStore store = (RedisViewStore) open(server, "least")) {
        assertThat(store.put(view("a", 1))).isEqualTo(new PutResult.Applied());
        assertThat(store.remove(key("b"), 1)).isEqualTo(new PutResult.Applied());
        assertThat(store.get(key("a"))).isEqualTo(new Lookup.Present(view("a", 1)));
        store.save("p", 0, Cursor.START, new Cursor("1"));
        assertThat(store.cursor("p", 0)).isEqualTo(new Cursor("1"));
        store.alias("now", "accounts");
        assertThat(store.aliases()).containsOnlyKeys("now");
        assertThat(store.resolve("now")).hasValue("accounts");
        assertThat(store.unalias("now")).isTrue();
        assertThat(store.drop("accounts")).isEqualTo(new ViewCatalog.DropResult.Dropped());
        store.dropRealm();
        assertThat(raw.commands().keys("assay:*view*")).isEmpty();
      }
    }
  }

  @Test
  void whoMayNotWriteIsToldSo() {
    try (CrashServer server = CrashServer.start(ServerOptions.defaults());
        Raw raw = Raw.connect(server.server())) {
      allow(raw, "reader", Set.of(CommandType.EVAL, CommandType.EVALSHA), true);
      try (ViewStore store = open(server, "reader")) {
        assertThatThrownBy(() -> store.put(view("a", 1)))
            .isInstanceOf(StoreUnavailable.class)
            .hasMessageContaining("lacks a permission")
            .hasMessageNotContaining(PASSWORD);
      }
    }
  }

  private static CrashServer start(String setting, String value) {
    return CrashServer.start(ServerOptions.defaults().withSetting(setting, value));
  }

  private static void allow(Raw raw, String user, Set<CommandType> but, boolean channels) {
    AclSetuserArgs rules =
        AclSetuserArgs.Builder.on().addPassword(PASSWORD).allCommands().keyPattern("assay:*");
    if (channels) {
      rules.channelPattern("assay:*");
    } else {
      rules.resetChannels();
    }
    but.forEach(rules::removeCommand);
    raw.commands().aclSetuser(user, rules);
  }

  private static ViewStore open(CrashServer server, String user) {
    StoreUri.HostPort host = server.uri().hosts().get(0);
    return ViewStores.open("redis://%s:%s@%s/0?realm=%s".formatted(user, PASSWORD, host, "acl"));
  }
}
