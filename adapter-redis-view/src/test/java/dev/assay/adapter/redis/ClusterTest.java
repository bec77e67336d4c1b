package dev.assay.adapter.redis;

import static dev.assay.adapter.redis.Samples.key;
import static dev.assay.adapter.redis.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri;
import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.ViewCatalog.DropResult;
import dev.assay.spi.view.ViewStores;
import dev.assay.tck.fault.TcpProxy;
import dev.assay.tck.race.Await;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerMode;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A cluster of two primaries. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterTest {

  private static final String PASSWORD = "only-for-this-test";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MIDDLE = SlotHash.SLOT_COUNT / 2;

  private final Server one = start();
  private final Server two = start();

  private static Server start() {
    return Servers.start(
        ServerKind.REDIS,
        ServerOptions.defaults()
            .withMode(ServerMode.EMBEDDED)
            .withPort(port())
            .withSetting("cluster-enabled", "yes"));
  }

  /**
   * Returns a port that is free, as is the one 10,000 above, on which members talk: both below
   * those of outgoing connections, one of which would else now and then have it already.
   */
  private static int port() {
    return ThreadLocalRandom.current()
        .ints(15_000, 20_000)
        .filter(port -> isFree(port) && isFree(port + 10_000))
        .limit(1)
        .sum();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @BeforeAll
  void join() {
    try (Raw first = Raw.connect(one);
        Raw second = Raw.connect(two)) {
      first.commands().configSet("requirepass", PASSWORD);
      second.commands().configSet("requirepass", PASSWORD);
      first.commands().clusterAddSlots(IntStream.range(0, MIDDLE).toArray());
      second.commands().clusterAddSlots(IntStream.range(MIDDLE, SlotHash.SLOT_COUNT).toArray());
      first.commands().clusterMeet(host(two).host(), host(two).port());
      Await.until(LIMIT, "the cluster is whole", () -> isWhole(first) && isWhole(second));
    }
  }

  private static boolean isWhole(Raw raw) {
    String info = raw.commands().clusterInfo();
    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:2");
  }

  @AfterAll
  void close() {
    one.close();
    two.close();
  }

  private static StoreUri.HostPort host(Server server) {
    return StoreUri.parse(server.uri()).hosts().get(0);
  }

  private static StoreUri uri(Server server) {
    return StoreUri.parse(
        "redis://:%s@%s/0?cluster=true&timeout=5s".formatted(PASSWORD, host(server)));
  }

  private Realm realmIn(boolean lower) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> TestServer.freshRealm())
        .filter(realm -> slot(realm) < MIDDLE == lower)
        .findFirst()
        .orElseThrow();
  }

  private static int slot(Realm realm) {
    return SlotHash.getSlot(new RedisSchema("assay", realm).names());
  }

  private RedisViewStore open(StoreUri uri, Realm realm) {
    return (RedisViewStore) ViewStores.open(uri.with("realm", realm.name()));
  }

  @Test
  void realmsLieOnTheMemberThatHoldsTheirSlot() throws Exception {
    for (boolean lower : List.of(true, false)) {
      try (RedisViewStore store = open(uri(one), realmIn(lower))) {
        assertThat(store.declaration().backend().topology()).startsWith("2 nodes, a cluster");
        assertThat(store.put(view("a", 1))).isEqualTo(new PutResult.Applied());
        assertThat(store.putAll(List.of(view("a", 1), view("b", 2), view("b", 3))))
            .containsExactly(
                new PutResult.Stale(1), new PutResult.Applied(), new PutResult.Applied());
        assertThat(store.alias("now", "accounts")).isEmpty();
        assertThat(store.drop("accounts")).isInstanceOf(DropResult.StillAliased.class);
        CompletableFuture<AwaitedLookup> waiting =
            CompletableFuture.supplyAsync(() -> store.get(key("b"), 4, Duration.ofSeconds(20)));
        store.remove(key("b"), 4);
        assertThat(waiting.get(20, TimeUnit.SECONDS))
            .isEqualTo(new AwaitedLookup.Reached(new Lookup.Removed(4)));
        assertThat(store.unalias("now")).isTrue();
        assertThat(store.drop("accounts")).isEqualTo(new DropResult.Dropped());
        assertThat(store.get(key("a"))).isEqualTo(new Lookup.Absent());
      }
    }
  }

  @Test
  void aClientOfTheCallerFindsTheMembers() {
    RedisClusterClient client =
        RedisClusterClient.create(
            RedisURI.builder()
                .withHost(host(two).host())
                .withPort(host(two).port())
                .withPassword(PASSWORD.toCharArray())
                .build());
    try {
      for (boolean lower : List.of(true, false)) {
        RedisConfig config = RedisConfig.of(realmIn(lower));
        try (RedisViewStore store = RedisViewStore.open(client, config)) {
          assertThat(store.put(view("a", 1))).isEqualTo(new PutResult.Applied());
        }
        try (RedisViewStore again = RedisViewStore.open(client, config)) {
          assertThat(again.get(key("a"))).isEqualTo(new Lookup.Present(view("a", 1)));
        }
      }
    } finally {
      client.shutdown();
    }
  }

  @Test
  void aHandleFollowsASlotThatMoves() {
    Realm realm = realmIn(true);
    try (RedisViewStore store = open(uri(one), realm)) {
      assertThat(store.get(key("a"))).isEqualTo(new Lookup.Absent());
      move(slot(realm));
      assertThat(store.put(view("a", 1))).isEqualTo(new PutResult.Applied());
      assertThat(store.get(key("a"))).isEqualTo(new Lookup.Present(view("a", 1)));
    }
  }

  /** Moves a slot without keys from the first member to the second. */
  private void move(int slot) {
    try (Raw first = rawOn(one);
        Raw second = rawOn(two)) {
      String target = second.commands().clusterMyId();
      second.commands().clusterSetSlotNode(slot, target);
      first.commands().clusterSetSlotNode(slot, target);
    }
  }

  private static Raw rawOn(Server server) {
    RedisURI uri = TestServer.driverUri(server);
    uri.setCredentialsProvider(
        RedisCredentialsProvider.from(() -> RedisCredentials.just(null, PASSWORD)));
    return Raw.connect(uri);
  }

  @Test
  void onlyNamedHostsAreConnectedToIfAsked() {
    StoreUri first = uri(one).with("hosts", "named");
    try (RedisViewStore store = open(first, realmIn(true))) {
      assertThat(store.put(view("a", 1))).isEqualTo(new PutResult.Applied());
    }
    assertThatThrownBy(() -> open(first, realmIn(false)))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("no member that may be asked");
  }

  @Test
  void aProxyBeforeAMemberIsNotPassedBy() {
    InetSocketAddress member = new InetSocketAddress(host(one).host(), host(one).port());
    try (TcpProxy proxy = TcpProxy.before(member)) {
      StoreUri behind =
          uri(one)
              .at(proxy.address().getAddress().getHostAddress(), proxy.address().getPort())
              .with("hosts", "named")
              .with("timeout", "2s");
      try (RedisViewStore store = open(behind, realmIn(true))) {
        assertThat(store.put(view("a", 1))).isEqualTo(new PutResult.Applied());
        proxy.refuse();
        assertThat(catchThrowable(() -> store.put(view("a", 2))))
            .isInstanceOfAny(StoreUnavailable.class, OutcomeUnknown.class);
        proxy.heal();
        Await.until(LIMIT, "the store works again", () -> works(store));
      }
    }
  }

  private static boolean works(RedisViewStore store) {
    try {
      return store.get(key("a")).revision() > 0;
    } catch (StoreUnavailable e) {
      return false;
    }
  }

  @Test
  void whoTakesAClusterForOneServerIsToldSo() {
    StoreUri alone = StoreUri.parse("redis://:%s@%s/0".formatted(PASSWORD, host(one)));
    assertThatThrownBy(() -> open(alone, realmIn(false)))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("cluster=true");
  }
}
