package dev.assay.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
@Timeout(120)
class EmbeddedCassandraTest {
  private final ServerOptions options = ServerOptions.defaults().withMode(ServerMode.EMBEDDED);
  private final EmbeddedServer server = EmbeddedCassandra.start(options);
  private final InetSocketAddress node = Cql.first(server);

  @BeforeAll
  void answers() throws IOException {
    Cql.createTable(node, 1);
  }

  @AfterAll
  void closesWithItsProcessAndFilesAlsoWhilePaused() {
    JavaNode process = server.nodes().get(0);
    server.pause();
    server.close();
    server.close();
    assertThat(ServerProcess.lives(process.pid())).isFalse();
    assertThat(process.log().getParent()).doesNotExist();
    assertThatThrownBy(server::restart).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysWhatItIsAndThatItWritesBeforeItAcknowledges() {
    assertThat(server.uri()).matches("cassandra://127\\.0\\.0\\.1:\\d+/assay\\?dc=datacenter1");
    assertThat(server.description().toString()).startsWith("Cassandra 5.0.9, embedded (127.0.0.1:");
    assertThat(server.durability()).isEqualTo(Map.of("commitlog_sync", "batch"));
    assertThat(server.members()).isEmpty();
  }

  @Test
  void listensOnLoopbackAlone() throws IOException {
    Loopback.assertAlone(node.getPort());
    Path file = server.nodes().get(0).log().resolveSibling("storage-port");
    Loopback.assertAlone(Integer.parseInt(Files.readString(file)));
  }

  @Test
  void losesNothingAcknowledgedWhenItIsKilledAndComesBackOnTheSamePort() throws Exception {
    AtomicInteger acknowledged = new AtomicInteger();
    CountDownLatch busy = new CountDownLatch(100);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> write(node, acknowledged, busy));
    assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
    server.kill();
    writer.get(30, TimeUnit.SECONDS);
    assertThatThrownBy(() -> Cql.count(node)).isInstanceOf(IOException.class);
    assertThatThrownBy(server::pause).isInstanceOf(IllegalStateException.class);

    server.kill();
    server.restart();

    assertThat(Cql.count(node))
        .isBetween(acknowledged.get(), acknowledged.get() + 1)
        .isGreaterThanOrEqualTo(100);
  }

  /** Writes until the server is gone. */
  private static void write(
      InetSocketAddress node, AtomicInteger acknowledged, CountDownLatch busy) {
    try (CqlConnection connection = Cql.connect(node, Duration.ofSeconds(20))) {
      for (int i = 0; ; i++) {
        Cql.put(connection, i);
        acknowledged.incrementAndGet();
        busy.countDown();
      }
    } catch (IOException e) {
      // The kill is what ends this.
    }
  }

  @Test
  void answersNothingWhilePausedAndGoesOnAfterwards() throws IOException {
    server.pause();
    assertThatThrownBy(() -> Cql.connect(node, Duration.ofMillis(300)))
        .isInstanceOf(SocketTimeoutException.class);
    server.resume();
    assertThat(CassandraProbe.answers(node)).isTrue();
  }

  @Test
  void keepsTheDataOfAGivenFolderAndTakesOtherSettings(@TempDir Path temp) throws IOException {
    ServerOptions kept =
        options.withFolder(temp.resolve("kept")).withSetting("commitlog_sync", "periodic");
    try (Server first = Servers.start(ServerKind.CASSANDRA, kept)) {
      assertThat(first.durability())
          .isEqualTo(Map.of("commitlog_sync", "periodic", "commitlog_sync_period", "10000ms"));
      Cql.createTable(Cql.first(first), 1);
      try (CqlConnection connection = Cql.connect(Cql.first(first), Duration.ofSeconds(20))) {
        Cql.put(connection, 7);
      }
    }
    try (Server second = Servers.start(ServerKind.CASSANDRA, kept)) {
      assertThat(Cql.count(Cql.first(second))).isEqualTo(1);
    }
  }

  @Test
  void refusesSettingsThatWouldMakeItUnreachableOrThatItDoesNotKnow() {
    for (String name : new String[] {"native_transport_port", "seed_provider", "a: b\nc"}) {
      assertThatThrownBy(() -> Servers.start(ServerKind.CASSANDRA, options.withSetting(name, "1")))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () -> Servers.start(ServerKind.CASSANDRA, options.withSetting("colour", "red")))
        .isInstanceOfSatisfying(
            TestbedException.class, e -> assertThat(e.details()).contains("colour"))
        .hasMessageStartingWith("Cassandra did not start: ");
    assertThatThrownBy(() -> Servers.start(ServerKind.CASSANDRA, options.withNodes(4)))
        .isInstanceOf(TestbedException.class)
        .hasMessage("Cassandra is started on at most 3 nodes.");
  }

  @Test
  void passesAnExternalServerThroughAndLeavesItAlone() {
    Map<String, String> environment = Map.of("ASSAY_CASSANDRA_URI", server.uri());
    ServerOptions any = ServerOptions.defaults();
    try (Server external = Servers.start(ServerKind.CASSANDRA, any, environment)) {
      assertThat(external.uri()).isEqualTo(server.uri());
      assertThat(external.description().version()).isEqualTo("5.0.9");
      assertThat(external.durability()).isEqualTo(server.durability());
      assertThat(external.controllable()).isFalse();
      assertThatThrownBy(external::kill).isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(CassandraProbe.answers(node)).isTrue();
    assertThatThrownBy(
            () ->
                Servers.start(
                    ServerKind.CASSANDRA,
                    any.withSetting("commitlog_sync", "periodic"),
                    environment))
        .hasMessageContaining("has commitlog_sync = 'batch' where 'periodic' is needed");
    assertThatThrownBy(() -> Servers.start(ServerKind.CASSANDRA, any.withNodes(3), environment))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining("the way chosen is 'external'");
  }

  @Test
  void saysInOneSentenceWhatIsWrongWithAUri() {
    wrong("cassandra://me:hunter2@127.0.0.1:%d/k".formatted(Ports.free()), "No Cassandra answers");
    wrong("cassandra://me:hunter2@no.such.host.invalid/k", "is not known");
    wrong("mysql://me:hunter2@127.0.0.1/k", "is not valid");
    wrong("cassandra:hunter2", "is not valid");
  }

  private static void wrong(String uri, String sentence) {
    assertThatThrownBy(
            () -> Servers.start(ServerKind.CASSANDRA, ServerOptions.defaults().withUri(uri)))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void readsUris() {
    CassandraUri uri = CassandraUri.parse("cassandra://me:p%40ss@one,two:9043/k?dc=x&tls=true");
    assertThat(uri.address()).isEqualTo("one:9042");
    assertThat(uri.user()).contains("me");
    assertThat(uri.password()).isEqualTo("p@ss");
    assertThat(uri.tls()).isTrue();
    assertThat(uri.toString()).doesNotContain("p@ss");
  }
}
