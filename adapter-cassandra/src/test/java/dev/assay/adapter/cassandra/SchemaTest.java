package dev.assay.adapter.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keyspace and tables come to be once, whoever starts first, and are checked ever after. */
@Timeout(120)
class SchemaTest {

  @Test
  void severalThatStartAtOnceOnSeveralNodesMakeOneAndTheSame() {
    String keyspace = freshKeyspace();
    List<StoreUri.HostPort> hosts = TestServer.three().uri().hosts();
    // Each has a session of its own, to a node of its own: as processes do.
    List<Outcome<Boolean>> outcomes =
        Race.of(hosts.size())
            .run(
                i -> {
                  StoreUri.HostPort host = hosts.get(i);
                  StoreUri uri =
                      uri(TestServer.three(), keyspace, "create")
                          .at(host.host(), host.port())
                          .with("hosts", "named");
                  prepare(uri);
                  return true;
                });
    assertThat(outcomes).allMatch(outcome -> outcome.value());
    try (Lease lease = lease(TestServer.three().uri())) {
      List<Map<String, UUID>> known = new ArrayList<>();
      for (Node node : lease.session().getMetadata().getNodes().values()) {
        known.add(tables(lease.session(), keyspace, node));
      }
      assertThat(known).hasSize(3);
      assertThat(known.get(0)).containsKeys("realms", "streams", "requests", "request_hours");
      assertThat(known.get(1)).isEqualTo(known.get(0));
      assertThat(known.get(2)).isEqualTo(known.get(0));
    }
  }

  private static Map<String, UUID> tables(CqlSession session, String keyspace, Node node) {
    Map<String, UUID> tables = new TreeMap<>();
    SimpleStatement query =
        SimpleStatement.newInstance(
            "select table_name, id from system_schema.tables where keyspace_name = ?", keyspace);
    for (Row row : session.execute(query.setNode(node))) {
      tables.put(String.valueOf(row.getString(0)), row.getUuid(1));
    }
    return tables;
  }

  @Test
  void aMissingKeyspaceIsToldWhereNothingMayBeMade() {
    assertThatThrownBy(() -> prepare(uri(TestServer.single(), freshKeyspace(), "verify")))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("has no keyspace")
        .hasMessageContaining("tables=create");
  }

  @Test
  void missingTablesAreListed() {
    String keyspace = freshKeyspace();
    prepare(uri(TestServer.single(), keyspace, "create"));
    assertThatCode(() -> prepare(uri(TestServer.single(), keyspace, "verify")))
        .doesNotThrowAnyException();
    execute("drop table " + keyspace + ".request_log");
    assertThatThrownBy(() -> prepare(uri(TestServer.single(), keyspace, "verify")))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("lacks the tables [request_log]");
    prepare(uri(TestServer.single(), keyspace, "create"));
    assertThatCode(() -> prepare(uri(TestServer.single(), keyspace, "verify")))
        .doesNotThrowAnyException();
  }

  @Test
  void aTableOfAnotherVersionIsRefused() {
    String keyspace = freshKeyspace();
    prepare(uri(TestServer.single(), keyspace, "create"));
    execute("alter table " + keyspace + ".requests drop error");
    for (String mode : List.of("create", "verify")) {
      assertThatThrownBy(() -> prepare(uri(TestServer.single(), keyspace, mode)))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("lacks the columns [error]");
    }
  }

  @Test
  void theCopiesOfANewKeyspaceAreThoseOfTheUri() {
    String keyspace = freshKeyspace();
    prepare(uri(TestServer.single(), keyspace, "create").with("replication", "datacenter1:1"));
    try (Lease lease = lease(TestServer.single().uri())) {
      Row row =
          lease
              .session()
              .execute(
                  "select replication from system_schema.keyspaces where keyspace_name = '"
                      + keyspace
                      + "'")
              .one();
      assertThat(row).isNotNull();
      assertThat(row.getMap(0, String.class, String.class)).containsEntry("datacenter1", "1");
    }
  }

  private static StoreUri uri(TestServer server, String keyspace, String tables) {
    StoreUri plain = server.uri();
    StoreUri uri =
        StoreUri.parse("cassandra://%s/%s".formatted(plain.hosts().get(0), keyspace))
            .with("tables", tables)
            .with("timeout", "30s");
    return plain.option("replication").map(copies -> uri.with("replication", copies)).orElse(uri);
  }

  private static void prepare(StoreUri uri) {
    CassandraConfig config = new CassandraUri(uri).config();
    try (Lease lease = lease(uri)) {
      new CassandraSchema(lease, config).prepare(Deadline.in(config.timeout()));
    }
  }

  private static void execute(String statement) {
    try (Lease lease = lease(TestServer.single().uri())) {
      lease.session().execute(statement);
    }
  }

  private static Lease lease(StoreUri uri) {
    CassandraUri parsed = new CassandraUri(uri);
    return Sessions.lease(parsed, Deadline.in(parsed.config().timeout()));
  }

  private static String freshKeyspace() {
    return "test_" + UUID.randomUUID().toString().replace("-", "");
  }

  @Test
  void noTableWaitsLongForACopyThatIsSilent() {
    String keyspace = freshKeyspace();
    StoreUri uri = uri(TestServer.single(), keyspace, "create");
    prepare(uri);
    try (Lease lease = lease(uri)) {
      List<Row> tables =
          lease
              .session()
              .execute(
                  "select speculative_retry from system_schema.tables where keyspace_name = ?",
                  keyspace)
              .all();
      assertThat(tables)
          .hasSizeGreaterThan(5)
          .allSatisfy(row -> assertThat(row.getString(0)).isEqualTo("MIN(99p,50ms)"));
    }
  }
}
