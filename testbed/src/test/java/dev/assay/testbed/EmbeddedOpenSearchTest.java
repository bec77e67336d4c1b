package dev.assay.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class EmbeddedOpenSearchTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ServerOptions options = ServerOptions.defaults().withMode(ServerMode.EMBEDDED);
  private final Server server = Servers.start(ServerKind.OPENSEARCH, options);

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  void saysWhatItIs() {
    assertThat(server.uri()).matches("opensearch://127\\.0\\.0\\.1:\\d+/assay");
    assertThat(server.description().toString())
        .startsWith("OpenSearch " + EmbeddedOpenSearch.libraries().version() + ", embedded (127.");
    assertThat(server.durability()).isEqualTo(Map.of("index.translog.durability", "request"));
    assertThat(server.controllable()).isTrue();
  }

  @Test
  void listensOnLoopbackAlone() throws IOException {
    Loopback.assertAlone(URI.create(server.uri()).getPort());
  }

  @Test
  void keepsWhatItAcknowledgedInItsFolderWhenItIsKilled(@TempDir Path temp) throws Exception {
    ServerOptions kept = options.withFolder(temp.resolve("kept"));
    try (Server victim = Servers.start(ServerKind.OPENSEARCH, kept)) {
      assertThat(call(victim, "PUT", "notes/_doc/1", "{\"text\":\"kept\"}")).contains("created");
      victim.kill();
      assertThatThrownBy(() -> call(victim, "GET", "notes/_doc/1", ""))
          .isInstanceOf(IOException.class);
      victim.restart();
      assertThat(call(victim, "GET", "notes/_doc/1", "")).contains("kept");
    }
  }

  @Test
  void answersNothingWhilePausedAndGoesOnAfterwards() throws Exception {
    server.pause();
    try {
      assertThatThrownBy(() -> call(server, "GET", "", "", Duration.ofMillis(300)))
          .isInstanceOf(java.net.http.HttpTimeoutException.class);
    } finally {
      server.resume();
    }
    assertThat(call(server, "GET", "", "")).contains("opensearch");
  }

  @Test
  void passesAnExternalServerThroughAndLeavesItAlone() throws Exception {
    Map<String, String> environment = Map.of("ASSAY_OPENSEARCH_URI", server.uri());
    try (Server external =
        Servers.start(ServerKind.OPENSEARCH, ServerOptions.defaults(), environment)) {
      assertThat(external.uri()).isEqualTo(server.uri());
      assertThat(external.description().mode()).isEqualTo(ServerMode.EXTERNAL);
      assertThat(external.controllable()).isFalse();
    }
    assertThat(call(server, "GET", "", "")).contains("opensearch");
  }

  @Test
  void saysInOneSentenceWhatIsWrongWithAUri() {
    wrong("opensearch://127.0.0.1:%d/x".formatted(Ports.free()), "No OpenSearch answers at");
    wrong("mysql://me:hunter2@127.0.0.1/x", "does not begin with opensearch://");
    wrong("opensearch:hunter2", "does not begin with opensearch://");
  }

  private static void wrong(String uri, String sentence) {
    assertThatThrownBy(
            () -> Servers.start(ServerKind.OPENSEARCH, ServerOptions.defaults().withUri(uri)))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void readsUsersAndTls() {
    OpenSearchUri uri = OpenSearchUri.parse("opensearch+https://me:p%40ss@host/assay");
    assertThat(uri.address()).isEqualTo(URI.create("https://host:9200/"));
    assertThat(uri.authorization()).isEqualTo("Basic bWU6cEBzcw==");
    assertThat(uri.toString()).doesNotContain("bWU6");
  }

  private String call(Server of, String method, String path, String body)
      throws IOException, InterruptedException {
    return call(of, method, path, body, Duration.ofSeconds(30));
  }

  private String call(Server of, String method, String path, String body, Duration limit)
      throws IOException, InterruptedException {
    URI address = OpenSearchUri.parse(of.uri()).address().resolve(path);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(limit)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    return answer.body();
  }
}
