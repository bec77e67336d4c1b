package dev.assay.adapter.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be said of the copies of a keyspace. */
class ReplicationTest {

  @Test
  void copiesOfTheWholeCluster() {
    assertThat(Replication.parse("SimpleStrategy:3").cql())
        .isEqualTo("{'class': 'SimpleStrategy', 'replication_factor': 3}");
  }

  @Test
  void copiesOfEachDatacenter() {
    assertThat(Replication.parse("west:3,east-2:2").cql())
        .isEqualTo("{'class': 'NetworkTopologyStrategy', 'east-2': 2, 'west': 3}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "3", "SimpleStrategy", "SimpleStrategy:0", "SimpleStrategy:3,dc1:3", "dc1:3,dc1:2",
        "dc1:x", "d'c:1", "dc1:3,", "dc1:3;drop:1", "dc1:-1", "dc1:100"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Replication.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SimpleStrategy:3");
  }
}
