package dev.assay.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Three nodes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
@Timeout(120)
class CassandraClusterTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration NOTICED = Duration.ofSeconds(40);

  private final EmbeddedServer server =
      EmbeddedCassandra.start(ServerOptions.defaults().withMode(ServerMode.EMBEDDED).withNodes(3));
  private final List<InetSocketAddress> nodes =
      server.nodes().stream().map(JavaNode::address).toList();
  private int written;

  @BeforeAll
  void answers() throws IOException {
    Cql.createTable(nodes.get(0), 3);
    assertThat(Await.until(NOTICED, this::agree)).as("all nodes know the table").isTrue();
  }

  @AfterAll
  void close() {
    server.close();
    assertThat(server.nodes())
        .allSatisfy(
            node -> {
              assertThat(ServerProcess.lives(node.pid())).isFalse();
              assertThat(node.log().getParent()).doesNotExist();
            });
  }

  @Test
  void namesAllMembersInItsAddress() {
    int port = nodes.get(0).getPort();
    assertThat(server.uri())
        .isEqualTo(
            "cassandra://127.0.0.1:%d,127.0.0.2:%d,127.0.0.3:%d/assay?dc=datacenter1&replication=SimpleStrategy:3"
                .formatted(port, port, port));
    assertThat(server.members())
        .extracting(ServerMember::address)
        .containsExactly("127.0.0.1:" + port, "127.0.0.2:" + port, "127.0.0.3:" + port);
    assertThat(server.description().toString()).contains("127.0.0.1:", "127.0.0.2:", "127.0.0.3:");
  }

  @Test
  void theOthersGoOnWhileAMemberIsDownAndHaveNoticedItsReturn() throws IOException {
    ServerMember member = server.members().get(2);
    member.kill();
    write(nodes.get(0));
    assertThat(CassandraProbe.answers(nodes.get(2))).isFalse();

    member.restart();

    assertAllAreReached();
    write(nodes.get(2));
  }

  @Test
  void theOthersGoOnWhileAMemberIsPaused() throws IOException {
    ServerMember member = server.members().get(0);
    member.pause();
    try {
      write(nodes.get(1));
    } finally {
      member.resume();
    }
    // Those who took it for dead take a moment to believe that it is back.
    assertAllAreReached();
    write(nodes.get(0));
  }

  @Test
  void zAllAreKilledTogetherAndComeBackWithTheirData() throws IOException {
    write(nodes.get(1));
    server.kill();
    assertThat(nodes).noneMatch(CassandraProbe::answers);
    server.restart();
    assertAllAreReached();
    for (InetSocketAddress node : nodes) {
      assertThat(Cql.count(node)).isEqualTo(written);
    }
  }

  private boolean agree() {
    return nodes.stream().map(CassandraProbe::schema).distinct().count() == 1;
  }

  // On a machine that is busy, a member takes another one for dead for a moment.
  private void assertAllAreReached() {
    assertThat(Await.until(NOTICED, () -> nodes.stream().allMatch(this::reachesAll)))
        .as("all members reach all members")
        .isTrue();
  }

  private boolean reachesAll(InetSocketAddress node) {
    return CassandraProbe.reached(node, nodes.size()) == nodes.size();
  }

  /** Writes by one node, at a level that two of three can reach. */
  private void write(InetSocketAddress node) throws IOException {
    try (CqlConnection connection = Cql.connect(node, LIMIT)) {
      Cql.put(connection, written);
      written++;
    }
  }
}
