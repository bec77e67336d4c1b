package dev.assay.adapter.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Durability;
import dev.assay.spi.Durability.Promise;
import dev.assay.spi.StoreUri;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is declared of a cluster is what its nodes tell. */
@Timeout(120)
class CassandraServerTest {

  @Test
  void oneNodeThatSyncsKeepsWhatItHasAndHasNoOther() {
    CassandraServer server = look(TestServer.single().uri());
    assertThat(server.backend().name()).isEqualTo("Cassandra");
    assertThat(server.backend().version()).matches("[45]\\..*");
    assertThat(server.backend().topology()).isEqualTo("single node");
    assertThat(server.durability().processCrash()).isEqualTo(Promise.KEPT);
    assertThat(server.durability().powerLoss()).isEqualTo(Promise.KEPT);
    assertThat(server.durability().failover()).isEqualTo(Promise.NOT_KEPT);
    assertThat(server.durability().settings()).containsEntry("commitlog_sync", "batch");
  }

  @Test
  void threeNodesSurviveTheLossOfOne() {
    CassandraServer server = look(TestServer.three().uri());
    assertThat(server.backend().topology()).isEqualTo("3 nodes, replication 3");
    assertThat(server.durability().processCrash()).isEqualTo(Promise.KEPT);
    assertThat(server.durability().failover()).isEqualTo(Promise.KEPT);
    assertThat(server.durability().settings()).doesNotContainKey("nodes_that_told");
  }

  @Test
  void nodesThatMayNotBeAskedLeaveItUnknown() {
    TestServer three = TestServer.three();
    CassandraServer server = look(three.uriAt(three.address(), Duration.ofSeconds(10)));
    assertThat(server.durability().processCrash()).isEqualTo(Promise.UNKNOWN);
    assertThat(server.durability().settings()).containsEntry("nodes_that_told", "1 of 3");
  }

  @Test
  void aKeyspaceWithoutACommitLogKeepsNothing() {
    StoreUri uri = TestServer.single().uri();
    try (Lease lease = lease(uri)) {
      lease
          .session()
          .execute(
              // A word of the language: names are quoted.
              "create keyspace if not exists \"unlogged\" with replication = {'class':"
                  + " 'SimpleStrategy', 'replication_factor': 1} and durable_writes = false");
    }
    Durability durability =
        look(StoreUri.parse("cassandra://%s/unlogged".formatted(uri.hosts().get(0)))).durability();
    assertThat(durability.processCrash()).isEqualTo(Promise.NOT_KEPT);
    assertThat(durability.settings()).containsEntry("durable_writes", "false");
  }

  private static CassandraServer look(StoreUri uri) {
    CassandraConfig config = new CassandraUri(uri).config();
    try (Lease lease = lease(uri)) {
      return CassandraSetup.prepare(lease, config, Deadline.in(config.timeout()));
    }
  }

  private static Lease lease(StoreUri uri) {
    CassandraUri parsed = new CassandraUri(uri);
    return Sessions.lease(parsed, Deadline.in(parsed.config().timeout()));
  }
}
