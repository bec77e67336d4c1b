package dev.assay.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import org.junit.jupiter.api.Test;

/** Shows what the author of a wrong adapter reads. */
final class FailureMessageTest {

  private static String failure(String faulty, String rule) {
    KitOptions options = KitOptions.quick().rules(rule).seed(4711);
    KitResult result = KitRunner.events(Catalogue.events(faulty), options).run();
    return result.rules().get(0).failure().orElseThrow();
  }

  @Test
  void failureTellsTheWholeStory() {
    String failure = failure("TooHighPasses", "LOCK-2");
    assertThat(
            failure
                .replaceAll("on memory .*,", "on memory JVM,")
                .replaceAll("Committed\\[.*]", "Committed[…]"))
        .isEqualTo(
            """
            LOCK-2: Too high and too low both conflict
              adapter:   memory 0.1.0 on memory JVM, this process
              expected:  A commit that expects a version below or above the version of its stream MUST be answered with `VersionConflict`.
              observed:  [answer to a commit without events that expects version 3 of 2]
                         Expecting actual:
                           Committed[…]
                         to be an instance of:
                           dev.assay.spi.event.CommitResult.VersionConflict
                         but was instance of:
                           dev.assay.spi.event.CommitResult.Committed
              look at:   a condition such as "no row with this version yet", which does not notice a version that is too high.
              seed:      4711 (the same again: -Dassay.seed=4711)""");
  }

  @Test
  void failureNamesTheExceptionThatACallThrew() {
    assertThat(failure("UnknownIsAnError", "READ-4"))
        .contains(
            "observed:  a call threw StoreUnavailable: The stream account/stream-",
            "look at:   a lookup of the stream's row");
  }
}
