package dev.assay.adapter.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.metadata.Node;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreUnavailable;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Which errors say that nothing was sent, and which leave the outcome open. */
class CassandraErrorsTest {

  @Test
  void whatNoNodeWasConnectedForWasNotSent() {
    for (Throwable error :
        List.of(
            new NoNodeAvailableException(),
            all(unavailable()),
            all(unavailable(), unavailable()))) {
      assertThat(CassandraErrors.noConnection(new CompletionException(error))).isTrue();
      assertThat(CassandraErrors.write("It", error)).isInstanceOf(StoreUnavailable.class);
    }
  }

  @Test
  void whatOneNodeMayHaveHeardIsUnknown() {
    for (Throwable error :
        List.of(
            closed(),
            all(closed()),
            all(unavailable(), closed()),
            new DriverTimeoutException("l"))) {
      assertThat(CassandraErrors.noConnection(error)).isFalse();
      assertThat(CassandraErrors.write("It", error)).isInstanceOf(OutcomeUnknown.class);
    }
  }

  @Test
  void whatHadNoTimeLeftIsNotSentAgain() {
    Throwable late = new CassandraErrors.NotSent("no time", null);
    assertThat(CassandraErrors.noConnection(late)).isFalse();
    assertThat(CassandraErrors.neverApplied(late)).isTrue();
  }

  private static Throwable closed() {
    return new ClosedConnectionException("lost");
  }

  private static Throwable unavailable() {
    return new NodeUnavailableException(node());
  }

  private static Throwable all(Throwable... errors) {
    List<Map.Entry<Node, Throwable>> byNode = new ArrayList<>();
    for (Throwable error : errors) {
      byNode.add(Map.entry(node(), error));
    }
    return AllNodesFailedException.fromErrors(byNode);
  }

  /** A name for a node, which nobody asks anything. */
  private static Node node() {
    return (Node)
        Proxy.newProxyInstance(
            Node.class.getClassLoader(),
            new Class<?>[] {Node.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  default -> "node";
                });
  }
}
