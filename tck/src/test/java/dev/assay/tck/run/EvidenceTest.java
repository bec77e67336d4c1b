package dev.assay.tck.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EvidenceTest {

  @Test
  void countsOfSeveralTestsAreAdded() {
    assertThat(Evidence.of(List.of(Map.of("points", "12"), Map.of("points", "30"))))
        .isEqualTo(Map.of("points", "42"));
  }

  @Test
  void widthsAreNot() {
    assertThat(Evidence.of(List.of(Map.of("threads", "8"), Map.of("threads", "4"))))
        .isEqualTo(Map.of("threads", "8"));
  }

  @Test
  void textsFollowEachOtherAndNothingIsNotSaidBesideSomething() {
    assertThat(
            Evidence.of(
                List.of(
                    Map.of("unreached", "none"),
                    Map.of("unreached", "[a]"),
                    Map.of("unreached", "[b]"))))
        .isEqualTo(Map.of("unreached", "[a]; [b]"));
    assertThat(Evidence.of(List.of(Map.of("unreached", "none"), Map.of("unreached", "none"))))
        .isEqualTo(Map.of("unreached", "none"));
  }
}
