package dev.assay.adapter.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections are encrypted and certificates checked, before a server that has a key of its own.
 */
@Timeout(120)
class TlsTest {

  private static final String PASSWORD = "only-for-this-test";

  @TempDir Path folder;

  private Path keys;

  @BeforeEach
  void makeKeys() throws Exception {
    keys = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=elsewhere.example",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTrustedCertificateIsTaken() throws Exception {
    try (Front front = new Front(keys);
        Lease lease = lease(trusting(front).with("tlsHostnames", "false"))) {
      assertThat(lease.session().execute("select key from system.local").one()).isNotNull();
      assertThat(front.encrypted).isTrue();
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() throws Exception {
    try (Front front = new Front(keys)) {
      assertRefused(trusting(front));
    }
  }

  @Test
  void anUnknownCertificateIsRefused() throws Exception {
    try (Front front = new Front(keys)) {
      assertRefused(front.uri().with("tls", "true").with("tlsHostnames", "false"));
    }
  }

  @Test
  void aTruststoreThatIsNotThereIsNamed() throws Exception {
    try (Front front = new Front(keys)) {
      StoreUri uri = front.uri().with("tls", "true").with("truststore", folder + "/none");
      assertThatThrownBy(() -> lease(uri))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("options for TLS");
    }
  }

  private StoreUri trusting(Front front) {
    return front
        .uri()
        .with("tls", "true")
        .with("truststore", keys.toString())
        .with("truststorePassword", PASSWORD);
  }

  private static void assertRefused(StoreUri uri) {
    assertThatThrownBy(() -> lease(uri))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("No secure connection")
        .hasMessageNotContaining(PASSWORD);
  }

  private static Lease lease(StoreUri uri) {
    CassandraUri parsed = new CassandraUri(uri);
    return Sessions.lease(parsed, Deadline.in(parsed.config().timeout()));
  }

  /** Speaks TLS before the server, and plainly to it. */
  private static final class Front implements AutoCloseable {

    private final ServerSocket socket;
    private volatile boolean encrypted;

    Front(Path keys) throws Exception {
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(keys)) {
        store.load(in, PASSWORD.toCharArray());
      }
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      socket =
          context
              .getServerSocketFactory()
              .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Threads.daemon("tls-front", this::accept).start();
    }

    StoreUri uri() {
      return TestServer.single()
          .uri()
          .at("127.0.0.1", socket.getLocalPort())
          .with("hosts", "named");
    }

    private void accept() {
      while (!socket.isClosed()) {
        try {
          Socket client = socket.accept();
          Socket server =
              new Socket(
                  TestServer.single().address().getAddress(),
                  TestServer.single().address().getPort());
          Threads.daemon("tls-up", () -> copy(client, server)).start();
          Threads.daemon("tls-down", () -> copy(server, client)).start();
        } catch (IOException e) {
          // The test closes the socket at its end.
        }
      }
    }

    private void copy(Socket from, Socket to) {
      byte[] buffer = new byte[8192];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          encrypted = true;
          out.write(buffer, 0, read);
        }
      } catch (IOException e) {
        // Whoever ends the connection ends both halves.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
