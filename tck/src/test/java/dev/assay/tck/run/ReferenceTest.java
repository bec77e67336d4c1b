package dev.assay.tck.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.Backend;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ViewStoreFixture;
import dev.assay.tck.rule.Seal;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Certifies the reference: a correct store must not be accused. */
final class ReferenceTest {

  @TestFactory
  Stream<DynamicTest> referenceKeepsEveryRule() {
    KitResult result =
        KitRunner.of(Optional.of(new Events()), Optional.of(new Views()), KitOptions.quick()).run();
    assertThat(result.rules()).isNotEmpty();
    return result.rules().stream().map(ReferenceTest::passes);
  }

  private static DynamicTest passes(RuleResult result) {
    String name = result.rule().id() + ": " + result.rule().title();
    return DynamicTest.dynamicTest(
        name,
        () ->
            assertThat(result.verdict())
                .as(result.tests().stream().map(TestResult::toString).collect(Collectors.joining()))
                .isIn(expected(result.rule().seal())));
  }

  // Where there is no network and no server, rules about their failures do not concern a store.
  private static Set<Verdict> expected(Seal seal) {
    return seal == Seal.FAULTS || seal == Seal.DURABILITY
        ? EnumSet.of(Verdict.PASS, Verdict.DECLINED)
        : EnumSet.of(Verdict.PASS);
  }

  private record Events() implements EventStoreFixture {

    @Override
    public EventStore open(Realm realm) {
      return MemoryEventStore.open("reference", realm);
    }

    @Override
    public Backend backend() {
      return new Backend.InProcess();
    }
  }

  private record Views() implements ViewStoreFixture {

    @Override
    public ViewStore open(Realm realm) {
      return MemoryViewStore.open("reference", realm);
    }

    @Override
    public Backend backend() {
      return new Backend.InProcess();
    }
  }
}
