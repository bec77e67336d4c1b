package dev.assay.adapter.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri;
import dev.assay.testbed.ServerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions are shared and counted; what is wrong is told in one sentence, without any password. */
@Timeout(120)
class SessionsTest {

  private static final String SECRET = "mistyped-secret";

  @Test
  void handlesThatDifferInTheirRealmShareASession() {
    // No other test has this budget, and so this session.
    StoreUri uri = TestServer.single().uri().with("timeout", "11s");
    Lease first = lease(uri.with("realm", "a"));
    Lease second = lease(uri.with("realm", "b"));
    assertThat(second.session()).isSameAs(first.session());
    try (Lease other = lease(uri.with("timeout", "7s"))) {
      assertThat(other.session()).isNotSameAs(first.session());
    }
    first.close();
    first.close();
    assertThat(second.session().isClosed()).isFalse();
    second.close();
    assertThat(second.session().isClosed()).isTrue();
    try (Lease again = lease(uri)) {
      assertThat(again.session().isClosed()).isFalse();
    }
  }

  @Test
  void aCallersSessionStaysTheCallers() {
    try (Lease owner = lease(TestServer.single().uri())) {
      Lease.of(owner.session()).close();
      assertThat(owner.session().isClosed()).isFalse();
    }
  }

  @Test
  void thePasswordOpensAServerThatAsksForOne() {
    ServerOptions options =
        ServerOptions.defaults()
            .withSetting("authenticator", "PasswordAuthenticator")
            .withSetting("authorizer", "CassandraAuthorizer");
    try (TestServer server = TestServer.start(options)) {
      String host = server.uri().hosts().get(0).toString();
      assertSays("cassandra://cassandra:" + SECRET + "@" + host, "refuses this user");
      assertSays("cassandra://" + host, "refuses this user");
      try (Lease lease = lease(StoreUri.parse("cassandra://cassandra:cassandra@" + host))) {
        assertThat(lease.session().execute("list roles").one()).isNotNull();
        lease.session().execute("create role guest with password = 'guest' and login = true");
      }
      assertGuestsAreToldWhatTheyLack(
          StoreUri.parse("cassandra://guest:guest@" + host + "/private"));
    }
  }

  private static void assertGuestsAreToldWhatTheyLack(StoreUri uri) {
    try (Lease lease = lease(uri)) {
      CassandraSchema schema = new CassandraSchema(lease, new CassandraUri(uri).config());
      assertThatThrownBy(() -> schema.prepare(Deadline.in(Duration.ofSeconds(10))))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("lacks a permission");
    }
  }

  @Test
  void saysThatTheHostIsUnknown() {
    assertSays("cassandra://u:" + SECRET + "@no-such-host.invalid:9042", "is unknown");
  }

  @Test
  void saysThatNothingAnswers() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertSays("cassandra://u:" + SECRET + "@127.0.0.1:" + port, "Nothing answers");
  }

  @Test
  void saysThatWhatAnswersIsNotCassandra() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> web = CompletableFuture.runAsync(() -> answerAsWebServer(socket));
      assertSays(
          "cassandra://u:" + SECRET + "@127.0.0.1:" + socket.getLocalPort(), "What answers at");
      socket.close();
      web.join();
    }
  }

  @Test
  void saysThatAHostDoesNotAnswerInTime() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      long start = System.nanoTime();
      assertSays(
          "cassandra://u:" + SECRET + "@127.0.0.1:" + mute.getLocalPort() + "?timeout=500ms",
          "did not answer within the time budget");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2500));
    }
  }

  @Test
  void saysWhichDatacentersThereAre() {
    assertSays(TestServer.single().uri().with("dc", "nowhere").toString(), "its datacenters are");
  }

  @Test
  void aDatacenterNeedNotBeNamed() {
    StoreUri.HostPort host = TestServer.single().uri().hosts().get(0);
    try (Lease lease = lease(StoreUri.parse("cassandra://" + host))) {
      assertThat(lease.session().execute("select key from system.local").one()).isNotNull();
    }
  }

  private static Lease lease(StoreUri uri) {
    CassandraUri parsed = new CassandraUri(uri);
    return Sessions.lease(parsed, Deadline.in(parsed.config().timeout()));
  }

  private static void assertSays(String uri, String words) {
    Throwable error = catchThrowable(() -> lease(StoreUri.parse(uri)));
    assertThat(error).isInstanceOf(StoreUnavailable.class).hasMessageContaining(words);
    assertThat(error.getMessage()).doesNotContain("\n");
    StringWriter everything = new StringWriter();
    error.printStackTrace(new PrintWriter(everything));
    assertThat(everything.toString()).doesNotContain(SECRET);
  }

  private static void answerAsWebServer(ServerSocket socket) {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        client
            .getOutputStream()
            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
        client.getInputStream().readNBytes(8);
      } catch (IOException e) {
        // The test closes the socket at its end.
      }
    }
  }
}
