package dev.assay.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServersTest {
  private static final String ANYWHERE = "postgresql://someone:secret@127.0.0.1:1/db";
  private final ServerOptions options = ServerOptions.defaults();

  @Test
  void optionsGoBeforeTheEnvironmentAndTheModeBeforeTheUri() {
    Map<String, String> uri = Map.of("ASSAY_POSTGRES_URI", ANYWHERE);
    Map<String, String> both =
        Map.of("ASSAY_POSTGRES_URI", ANYWHERE, "ASSAY_TESTBED", "containers");
    assertThat(choose(options, Map.of())).isEqualTo(ServerMode.EMBEDDED);
    assertThat(choose(options, Map.of("ASSAY_POSTGRES_URI", " "))).isEqualTo(ServerMode.EMBEDDED);
    assertThat(choose(options, uri)).isEqualTo(ServerMode.EXTERNAL);
    assertThat(choose(options, both)).isEqualTo(ServerMode.CONTAINERS);
    assertThat(choose(options.withMode(ServerMode.EMBEDDED), both)).isEqualTo(ServerMode.EMBEDDED);
    assertThat(choose(options.withUri(ANYWHERE), both)).isEqualTo(ServerMode.EXTERNAL);
    assertThat(choose(options.withFolder(Path.of("x")), both)).isEqualTo(ServerMode.EMBEDDED);
  }

  private static ServerMode choose(ServerOptions options, Map<String, String> environment) {
    return Servers.choose(ServerKind.POSTGRES, options, environment);
  }

  @Test
  void refusesContradictions() {
    assertThatThrownBy(() -> choose(options.withUri(ANYWHERE).withPort(1), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> choose(options.withUri(ANYWHERE).withMode(ServerMode.EMBEDDED), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> choose(options, Map.of("ASSAY_TESTBED", "cloud")))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining("ASSAY_TESTBED is set to 'cloud'");
    assertThatThrownBy(() -> start(options, Map.of("ASSAY_TESTBED", "external")))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining("set ASSAY_POSTGRES_URI");
  }

  private static Server start(ServerOptions options, Map<String, String> environment) {
    return Servers.start(ServerKind.POSTGRES, options, environment);
  }

  @Test
  void passesAnExternalServerThroughAndLeavesItAlone() throws SQLException {
    ServerOptions embedded =
        options.withMode(ServerMode.EMBEDDED).withSetting("synchronous_commit", "off");
    try (Server own = Servers.start(ServerKind.POSTGRES, embedded)) {
      Map<String, String> environment = Map.of("ASSAY_POSTGRES_URI", own.uri());
      Server external = start(options, environment);
      assertThat(external.uri()).isEqualTo(own.uri());
      assertThat(external.durability()).isEqualTo(own.durability());
      assertThat(external.description().mode()).isEqualTo(ServerMode.EXTERNAL);
      assertThat(external.description().version()).isEqualTo(own.description().version());
      assertThat(external.controllable()).isFalse();
      assertThatThrownBy(external::kill).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(external::pause).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(external::resume).isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(external::restart).isInstanceOf(UnsupportedOperationException.class);
      external.close();
      assertThat(Sql.value(external, "select 1")).isEqualTo("1");

      assertThatThrownBy(() -> start(options.withSetting("synchronous_commit", "on"), environment))
          .isInstanceOf(TestbedException.class)
          .hasMessageContaining("has synchronous_commit = 'off' where 'on' is needed");
      refused(own.uri().replaceFirst("/postgres$", "/absent"), "has no database 'absent'");
      refused(
          own.uri().replaceFirst(":[0-9a-f]{32}@", ":hunter2@"), "does not let user 'assay' in");
    }
  }

  @Test
  void saysInOneSentenceWhatIsWrongWithAUri() throws IOException {
    refused(
        "postgresql://someone:hunter2@127.0.0.1:%d/db".formatted(Ports.free()), "Nothing answers");
    refused("postgresql://someone:hunter2@no.such.host.invalid/db", "is not known");
    refused("mysql://someone:hunter2@127.0.0.1/db", "does not begin with postgresql://");
    refused("postgresql://someone:hunter2 @127.0.0.1/db", "cannot be read");
    refused("postgresql://someone:hunter2@host_a:1,host_b:2/db", "names no single host");
    refused("postgresql:hunter2", "names no single host");
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String uri = "postgresql://someone:hunter2@127.0.0.1:%d/db?socketTimeout=1&loginTimeout=2";
      refused(uri.formatted(silent.getLocalPort()), "did not answer");
    }
  }

  private void refused(String uri, String sentence) {
    assertThatThrownBy(() -> Servers.start(ServerKind.POSTGRES, options.withUri(uri)))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining(sentence)
        .satisfies(e -> assertThat(java.util.Arrays.toString(stack(e))).doesNotContain("hunter2"));
  }

  private static String[] stack(Throwable thrown) {
    java.io.StringWriter text = new java.io.StringWriter();
    thrown.printStackTrace(new java.io.PrintWriter(text, true));
    return text.toString().split("\n", -1);
  }

  @Test
  void findsAContainerEngineByAskingItAndNotByName(@TempDir Path temp) throws IOException {
    Path socket = temp.resolve("docker.sock");
    Map<String, String> environment = Map.of("DOCKER_HOST", "unix://" + socket);
    assertThat(ContainerEngine.answers(environment)).isFalse();
    assertThatThrownBy(() -> start(options.withMode(ServerMode.CONTAINERS), environment))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining("no container engine answers");
    try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      engine.bind(UnixDomainSocketAddress.of(socket));
      assertThat(ContainerEngine.answers(environment)).as("a silent one").isFalse();
      CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> answerTwice(engine));
      assertThat(ContainerEngine.answers(environment)).isTrue();
      assertThat(answering).succeedsWithin(java.time.Duration.ofSeconds(10));
    }
    assertThat(ContainerEngine.answers(Map.of("DOCKER_HOST", "nonsense"))).isFalse();
  }

  /** The first connection is the one that was given up before. */
  private static void answerTwice(ServerSocketChannel engine) {
    for (int i = 0; i < 2; i++) {
      try (SocketChannel channel = engine.accept()) {
        channel.write(
            ByteBuffer.wrap("HTTP/1.1 200 OK\r\n\r\nOK".getBytes(StandardCharsets.US_ASCII)));
      } catch (IOException e) {
        // Nobody waits for this answer any more.
      }
    }
  }
}
