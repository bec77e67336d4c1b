package dev.assay.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class EmbeddedDynamoTest {
  private final ServerOptions options = ServerOptions.defaults().withMode(ServerMode.EMBEDDED);
  private final Server server = Servers.start(ServerKind.DYNAMODB, options);

  @BeforeAll
  void answers() throws IOException {
    Dynamo.createTable(server);
  }

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  void saysWhatItIsAndThatItKeepsItsData() {
    assertThat(server.uri())
        .matches("dynamodb://127\\.0\\.0\\.1:\\d+/assay\\?region=local&storage=synced");
    assertThat(server.description().toString()).startsWith("DynamoDB Local 3.3.1, embedded (127.");
    assertThat(server.durability())
        .isEqualTo(Map.of("InMemory", "false", "Journal", "wal", "Synchronous", "full"));
    assertThat(server.members()).isEmpty();
    assertThat(server.controllable()).isTrue();
  }

  @Test
  void listensOnLoopbackAlone() throws IOException {
    Loopback.assertAlone(port(server));
  }

  private static int port(Server server) {
    return URI.create(server.uri()).getPort();
  }

  @Test
  void losesNothingAcknowledgedWhenItIsKilledAndComesBackOnTheSamePort() throws Exception {
    try (Server victim = Servers.start(ServerKind.DYNAMODB, options)) {
      Dynamo.createTable(victim);
      String uri = victim.uri();
      AtomicInteger next = new AtomicInteger();
      for (int kill = 0; kill < 4; kill++) {
        Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
        CountDownLatch busy = new CountDownLatch(100);
        List<CompletableFuture<Void>> writers =
            Stream.generate(() -> writer(victim, next, acknowledged, busy)).limit(4).toList();
        assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
        victim.kill();
        for (CompletableFuture<Void> writer : writers) {
          writer.get(30, TimeUnit.SECONDS);
        }
        assertThatThrownBy(() -> Dynamo.ids(victim)).isInstanceOf(IOException.class);

        victim.kill();
        victim.restart();

        assertThat(victim.uri()).isEqualTo(uri);
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(100);
        assertThat(Dynamo.ids(victim)).containsAll(acknowledged);
      }
    }
  }

  /** Writes transactions until the server is gone. */
  private static CompletableFuture<Void> writer(
      Server server, AtomicInteger next, Set<Integer> acknowledged, CountDownLatch busy) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            while (true) {
              int id = next.incrementAndGet();
              Dynamo.putTogether(server, id);
              acknowledged.add(id);
              busy.countDown();
            }
          } catch (IOException e) {
            // The kill is what ends this.
          }
        },
        command -> new Thread(command, "writer").start());
  }

  @Test
  void answersNothingWhilePausedAndGoesOnAfterwards() throws Exception {
    ExecutorService pool = Executors.newCachedThreadPool();
    server.pause();
    try {
      CompletableFuture<String> held =
          CompletableFuture.supplyAsync(() -> tables(server, Duration.ofSeconds(20)), pool);
      assertThatThrownBy(() -> Dynamo.call(server, "ListTables", "{}", Duration.ofMillis(300)))
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(held).isNotDone();
      server.resume();
      assertThat(held.get(20, TimeUnit.SECONDS)).contains("note");
    } finally {
      server.resume();
      pool.shutdown();
    }
  }

  private static String tables(Server server, Duration limit) {
    try {
      return Dynamo.call(server, "ListTables", "{}", limit);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void closesWithItsProcessAndFilesHoweverItIs() {
    EmbeddedServer frozen = EmbeddedDynamo.start(options);
    frozen.pause();
    assertGoneAfterClosing(frozen);
    assertThatThrownBy(frozen::restart).isInstanceOf(IllegalStateException.class);
    EmbeddedServer dead = EmbeddedDynamo.start(options);
    dead.kill();
    assertThatThrownBy(dead::pause).isInstanceOf(IllegalStateException.class);
    assertGoneAfterClosing(dead);
  }

  private static void assertGoneAfterClosing(EmbeddedServer server) {
    JavaNode node = server.nodes().get(0);
    assertThat(node.log()).exists();
    server.close();
    server.close();
    assertThat(ServerProcess.lives(node.pid())).isFalse();
    assertThat(node.log().getParent()).doesNotExist();
  }

  @Test
  void keepsTheDataOfAGivenFolder(@TempDir Path temp) throws IOException {
    ServerOptions kept = options.withFolder(temp.resolve("kept"));
    int port;
    try (Server first = Servers.start(ServerKind.DYNAMODB, kept)) {
      Dynamo.createTable(first);
      Dynamo.put(first, 7);
      port = port(first);
    }
    try (Server second = Servers.start(ServerKind.DYNAMODB, kept.withPort(port))) {
      assertThat(port(second)).isEqualTo(port);
      assertThat(Dynamo.ids(second)).containsExactly(7);
    }
  }

  @Test
  void saysWhyItCannotStart(@TempDir Path temp) throws IOException {
    Files.writeString(temp.resolve("thesis.txt"), "mine");
    refused(options.withFolder(temp), "holds other files");
    refused(options.withNodes(3), "DynamoDB is started on one node only");
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(Ports.loopback(1, Ports.free()));
      refused(options.withPort(taken.getLocalPort()), "is taken: name another one.");
    }
    assertThatThrownBy(
            () -> Servers.start(ServerKind.DYNAMODB, options.withSetting("inMemory", "true")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void refused(ServerOptions options, String sentence) {
    assertThatThrownBy(() -> Servers.start(ServerKind.DYNAMODB, options))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void passesAnExternalServerThroughAndLeavesItAlone() throws IOException {
    Map<String, String> environment = Map.of("ASSAY_DYNAMODB_URI", server.uri());
    try (Server external =
        Servers.start(ServerKind.DYNAMODB, ServerOptions.defaults(), environment)) {
      assertThat(external.uri()).isEqualTo(server.uri());
      assertThat(external.description().mode()).isEqualTo(ServerMode.EXTERNAL);
      assertThat(external.controllable()).isFalse();
      assertThatThrownBy(external::kill).isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(Dynamo.call(server, "ListTables", "{}")).contains("note");
  }

  @Test
  void saysInOneSentenceWhatIsWrongWithAUri() {
    wrong("dynamodb://127.0.0.1:%d/x".formatted(Ports.free()), "No DynamoDB answers at");
    wrong("dynamodb://no.such.host.invalid/x", "is not known");
    wrong("mysql://127.0.0.1/x", "does not begin with dynamodb://");
    wrong("dynamodb://key:hunter2@127.0.0.1/x", "more than a host and a port");
    wrong("dynamodb:hunter2", "does not begin with dynamodb://");
  }

  private static void wrong(String uri, String sentence) {
    assertThatThrownBy(
            () -> Servers.start(ServerKind.DYNAMODB, ServerOptions.defaults().withUri(uri)))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void knowsAmazonsOwnEndpointByTheRegion() {
    assertThat(DynamoUri.parse("dynamodb:///assay?region=eu-west-1").endpoint())
        .contains(URI.create("https://dynamodb.eu-west-1.amazonaws.com/"));
    assertThat(DynamoUri.parse("dynamodb:///assay").endpoint()).isEmpty();
    assertThat(DynamoUri.parse("dynamodb://host:8000/assay?tls=true").endpoint())
        .contains(URI.create("https://host:8000/"));
  }
}
