package dev.assay.adapter.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Node;
import dev.assay.tck.fault.TcpProxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With {@code hosts=named}, no connection goes past the addresses of the URI. */
@Timeout(120)
class NamedHostsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String QUERY = "select release_version from system.local";

  @Test
  void everyConnectionGoesThroughTheProxy() {
    assertGoesThroughTheProxy(TestServer.single());
  }

  @Test
  void theOtherNodesOfAClusterAreLeftAlone() {
    assertGoesThroughTheProxy(TestServer.three());
  }

  private static void assertGoesThroughTheProxy(TestServer server) {
    try (TcpProxy proxy = TcpProxy.before(server.address());
        Lease lease = lease(server, proxy.address())) {
      CqlSession session = lease.session();
      assertThat(session.execute(QUERY).one()).isNotNull();
      assertOnly(proxy.address(), session);

      // What does not go through the proxy would go on.
      proxy.refuse();
      assertThat(catchThrowable(() -> session.execute(QUERY))).isNotNull();
      proxy.heal();
      awaitAnswer(session);
      assertOnly(proxy.address(), session);

      proxy.cutAll();
      awaitAnswer(session);
      assertOnly(proxy.address(), session);
    }
  }

  private static Lease lease(TestServer server, InetSocketAddress address) {
    return Sessions.lease(new CassandraUri(server.uriAt(address, TIMEOUT)), Deadline.in(TIMEOUT));
  }

  private static void assertOnly(InetSocketAddress address, CqlSession session) {
    List<Node> connected =
        session.getMetadata().getNodes().values().stream()
            .filter(node -> node.getOpenConnections() > 0)
            .toList();
    assertThat(connected).hasSize(1);
    assertThat(connected.get(0).getEndPoint().resolve()).isEqualTo(address);
  }

  private static void awaitAnswer(CqlSession session) {
    Deadline deadline = Deadline.in(Duration.ofSeconds(10));
    while (catchThrowable(() -> session.execute(QUERY)) != null) {
      assertThat(deadline.passed()).isFalse();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
