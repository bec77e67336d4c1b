package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No call outlasts its time budget over an encrypted connection either. */
@Timeout(120)
class TlsTest {

  private static final Duration PATIENCE = Duration.ofMillis(3500);
  private static final String SECRET = "only-for-this-test";

  @TempDir Path folder;

  @Test
  void aStoppedServerCostsNoCallMoreThanItsBudget() throws Exception {
    try (Server server = Servers.start(ServerKind.POSTGRES, ServerOptions.defaults())) {
      encrypt(server);
      EventStore store = open(server);
      store.commit(commit("r-0", 1));
      assertThat(encrypted(server)).isNotEqualTo("0");
      server.pause();
      try {
        // Larger than what the sockets buffer: a write that blocks and holds the lock of TLS.
        assertThat(timed(() -> store.commit(commit("r-1", 3_500_000))))
            .isInstanceOf(StoreException.class);
        // The timer has survived it.
        assertThat(timed(() -> store.commit(commit("r-2", 1)))).isInstanceOf(StoreException.class);
        assertThat(timed(store::close)).isNull();
      } finally {
        server.resume();
      }
      try (EventStore again = open(server)) {
        assertThat(again.commit(commit("r-3", 1))).isInstanceOf(CommitResult.Committed.class);
      }
    }
  }

  private interface Act {
    void run();
  }

  private static Throwable timed(Act act) {
    long start = System.nanoTime();
    Throwable error = catchThrowable(act::run);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    return error;
  }

  private static EventStore open(Server server) {
    return EventStores.open(
        StoreUri.parse(server.uri())
            .with("realm", "tls")
            .with("timeout", "1s")
            .with("sslmode", "require"));
  }

  private static String encrypted(Server server) throws Exception {
    try (Connection look = TestServer.connect(server.uri())) {
      return TestServer.value(
          look,
          "select count(*) from pg_stat_ssl join pg_stat_activity using (pid)"
              + " where ssl and application_name = 'assay'");
    }
  }

  /** Gives the server a key and a certificate of its own, and turns encryption on. */
  private void encrypt(Server server) throws Exception {
    KeyStore keys = keys();
    try (Connection connection = TestServer.connect(server.uri())) {
      write(
          connection,
          "server.key",
          "PRIVATE KEY",
          keys.getKey("server", SECRET.toCharArray()).getEncoded());
      write(connection, "server.crt", "CERTIFICATE", keys.getCertificate("server").getEncoded());
      TestServer.execute(connection, "alter system set ssl = on");
      TestServer.execute(connection, "select pg_reload_conf()");
    }
    try (Connection look = TestServer.connect(server.uri())) {
      while (TestServer.value(look, "show ssl").equals("off")) {
        Thread.onSpinWait();
      }
    }
  }

  // The server writes the files itself, so that they are its own and nobody else's.
  private static void write(Connection connection, String file, String kind, byte[] content)
      throws Exception {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    TestServer.execute(
        connection,
        "copy (select unnest(string_to_array('-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----', E'\\n')))"
                .formatted(kind, text)
            + " to program 'umask 077; cat > %s'".formatted(file));
  }

  private KeyStore keys() throws Exception {
    Path store = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                SECRET)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, SECRET.toCharArray());
    }
    return keys;
  }

  private static Commit commit(String request, int length) {
    return Commit.to(new StreamId("account", "1"), new RequestId(request))
        .event("opened", Json.of("x".repeat(length)))
        .build();
  }
}
