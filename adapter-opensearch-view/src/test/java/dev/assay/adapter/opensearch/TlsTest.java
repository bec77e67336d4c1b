package dev.assay.adapter.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStores;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections: the server has no plugin for them, so a small relay before it does. */
@Timeout(60)
final class TlsTest {

  private static final String SECRET = "only-for-this-test";

  @TempDir Path folder;

  @Test
  void aTrustedServerIsTalkedToAndAnotherOneIsNot() throws Exception {
    Path own = keyStore();
    String trusted = trustStore(own).toString();
    View view = new View(new ViewKey("c", "1"), 1, JsonObject.EMPTY);
    try (Relay relay = new Relay(context(own))) {
      StoreUri uri = uri(relay).with("truststore", trusted).with("truststorePassword", SECRET);
      try (ViewStore views = ViewStores.open(uri)) {
        assertThat(views.put(view)).isEqualTo(new PutResult.Applied());
        assertThat(views.get(view.key())).isEqualTo(new Lookup.Present(view));
      }
      assertThatThrownBy(() -> ViewStores.open(uri(relay)))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("No secure connection")
          .hasMessageContaining("truststore")
          .hasMessageNotContaining(SECRET);
      assertThatThrownBy(() -> ViewStores.open(uri.at("127.0.0.1", relay.port())))
          .as("a certificate of another name")
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("No secure connection");
    }
  }

  private static StoreUri uri(Relay relay) {
    return StoreUri.parse("opensearch+https://localhost:%d/assay".formatted(relay.port()))
        .with("realm", TestServer.freshRealm().name())
        .with("timeout", "5s");
  }

  private Path keyStore() throws Exception {
    Path store = folder.resolve("server.p12");
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                SECRET,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(made.exitValue()).isZero();
    return store;
  }

  private static KeyStore read(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, SECRET.toCharArray());
    }
    return keys;
  }

  private Path trustStore(Path own) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", read(own).getCertificate("server"));
    Path store = folder.resolve("trusted.p12");
    try (OutputStream out = Files.newOutputStream(store)) {
      trusted.store(out, SECRET.toCharArray());
    }
    return store;
  }

  private static SSLContext context(Path store) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(read(store), SECRET.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** Takes encrypted connections and passes their bytes on to the server. */
  private static final class Relay implements AutoCloseable {

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Relay(SSLContext context) throws IOException {
      listener =
          context
              .getServerSocketFactory()
              .createServerSocket(0, 50, InetAddress.getByName("localhost"));
      threads.execute(this::accept);
    }

    int port() {
      return listener.getLocalPort();
    }

    private void accept() {
      StoreUri.HostPort server = TestServer.uri().hosts().get(0);
      try {
        while (!listener.isClosed()) {
          Socket client = listener.accept();
          Socket behind = new Socket(server.host(), server.port());
          threads.execute(() -> pass(client, behind));
          threads.execute(() -> pass(behind, client));
        }
      } catch (IOException e) {
        // Closed: the test is over.
      }
    }

    private static void pass(Socket from, Socket to) {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        in.transferTo(out);
      } catch (IOException e) {
        // The other side is gone, and so is this one.
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
      threads.shutdownNow();
    }
  }
}
