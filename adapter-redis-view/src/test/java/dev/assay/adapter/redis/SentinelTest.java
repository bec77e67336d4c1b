package dev.assay.adapter.redis;

import static dev.assay.adapter.redis.Samples.key;
import static dev.assay.adapter.redis.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStores;
import dev.assay.tck.race.Await;
import dev.assay.testbed.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A primary that is found by a sentinel. */
@Timeout(120)
final class SentinelTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String PASSWORD = "only-for-this-test";

  @TempDir Path folder;

  @Test
  void aSentinelNamesThePrimary() throws Exception {
    int port = freePort();
    try (CrashServer primary = CrashServer.start(ServerOptions.defaults())) {
      ask(port, primary.uri());
    }
  }

  private void ask(int port, StoreUri primary) throws Exception {
    Process sentinel = start(port, primary);
    try {
      Await.until(LIMIT, "the sentinel listens", () -> listens(port));
      try (ViewStore store = ViewStores.open(uri(port, primary, "main"))) {
        assertThat(store.put(view("sentinel", 1))).isEqualTo(new PutResult.Applied());
        assertThat(store.get(key("sentinel"))).isEqualTo(new Lookup.Present(view("sentinel", 1)));
        assertThat(store.declaration().backend().topology()).isEqualTo("single node");
      }
      try (ViewStore direct = ViewStores.open(primary.with("realm", "sentinel"))) {
        assertThat(direct.get(key("sentinel")).revision()).isEqualTo(1);
      }
      assertThatThrownBy(() -> ViewStores.open(uri(port, primary, "nobody")))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("'nobody' of the sentinels")
          .hasMessageNotContaining(PASSWORD);
    } finally {
      sentinel.destroyForcibly();
      assertThat(sentinel.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static StoreUri uri(int port, StoreUri primary, String name) {
    String text =
        "redis://:%s@127.0.0.1:%d/0?realm=sentinel&timeout=20s&sentinel-password=%s"
            .formatted(primary.password().orElseThrow(), port, PASSWORD);
    return StoreUri.parse(text).with("sentinel", name);
  }

  private Process start(int port, StoreUri primary) throws IOException {
    StoreUri.HostPort host = primary.hosts().get(0);
    Path file =
        Files.writeString(
            folder.resolve("sentinel.conf"),
            """
            bind 127.0.0.1
            port %d
            requirepass %s
            sentinel monitor main %s %d 1
            sentinel auth-pass main %s
            """
                .formatted(
                    port, PASSWORD, host.host(), host.port(), primary.password().orElseThrow()));
    return new ProcessBuilder(program(), file.toString(), "--sentinel")
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Returns the program that the server of this run was started from. */
  private static String program() {
    return ProcessHandle.current()
        .descendants()
        .flatMap(process -> process.info().command().stream())
        .filter(command -> command.contains("redis-server"))
        .findFirst()
        .orElseThrow();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
