package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The schema comes to be once, whoever starts first, and is checked ever after. */
@Timeout(120)
class SchemaTest {

  private static final StreamId STREAM = new StreamId("account", "1");

  @Test
  void severalProcessesThatStartAtOnceCreateItOnce() throws Exception {
    StoreUri uri = TestServer.uri().with("schema", "started_at_once");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(start("started_at_once", "r-" + i));
    }
    for (Process process : processes) {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).isEqualTo("Committed");
    }
    try (EventStore store = EventStores.open(uri)) {
      assertThat(store.feed(0, Cursor.START, 10, Duration.ofSeconds(5)).commits()).isNotEmpty();
      assertThat(store.read(STREAM, 0, 10, dev.assay.spi.event.Direction.FORWARD).head())
          .isEqualTo(4);
    }
    try (Connection connection = TestServer.connect()) {
      assertThat(TestServer.value(connection, "select count(*) from started_at_once.incarnations"))
          .isEqualTo("1");
    }
  }

  @Test
  void aNewerSchemaIsRefused() throws SQLException {
    StoreUri uri = TestServer.uri().with("schema", "from_the_future");
    EventStores.open(uri).close();
    try (Connection connection = TestServer.connect()) {
      TestServer.execute(
          connection, "insert into from_the_future.schema_version (version) values (9999)");
    }
    assertThatThrownBy(() -> EventStores.open(uri))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("use a newer adapter");
  }

  @Test
  void aUserWithoutPrivilegesIsToldWhatIsMissing() throws SQLException {
    try (Connection connection = TestServer.connect()) {
      TestServer.execute(connection, "create role guest login password 'guest'");
    }
    StoreUri server = TestServer.uri();
    StoreUri guest =
        StoreUri.parse(
            "postgresql://guest:guest@%s/%s?schema=not_for_guests"
                .formatted(server.hosts().get(0), server.path()));
    assertThatThrownBy(() -> EventStores.open(guest))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("lacks a privilege");
  }

  private static Process start(String schema, String request) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Starter.class.getName(),
            schema,
            request);
    builder.environment().put("STORE_URI", TestServer.rawUri());
    builder.redirectError(new File("/dev/null"));
    return builder.start();
  }

  /** A process of its own that opens the store for the first time and commits once. */
  static final class Starter {

    private Starter() {}

    public static void main(String[] arguments) {
      StoreUri uri =
          StoreUri.parse(System.getenv("STORE_URI"))
              .with("schema", arguments[0])
              .with("timeout", "40s")
              .with("realm", Realm.DEFAULT.name());
      try (EventStore store = EventStores.open(uri)) {
        Commit commit =
            Commit.to(STREAM, new RequestId(arguments[1])).event("opened", Json.of(1)).build();
        boolean committed = store.commit(commit) instanceof CommitResult.Committed;
        System.out.print(committed ? "Committed" : "refused");
      }
    }
  }
}
