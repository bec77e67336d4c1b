package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tck.rule.Profile;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RequestTest {

  @Test
  void theCommandAsksTheSameAgain() {
    assertThat(on(3).command(7))
        .isEqualTo("./assay certify cassandra --nodes 3 --only faults --seed 7");
    assertThat(on(3).only("FAULT-1").command(7))
        .isEqualTo("./assay certify cassandra --nodes 3 --rules FAULT-1 --seed 7");
    assertThat(on(1).command(7)).isEqualTo("./assay certify cassandra --only faults --seed 7");
  }

  private static Request on(int nodes) {
    return new Request(
        Optional.of("cassandra"),
        nodes,
        Optional.empty(),
        List.of(),
        List.of(),
        Profile.QUICK,
        List.of("faults"),
        List.of());
  }
}
