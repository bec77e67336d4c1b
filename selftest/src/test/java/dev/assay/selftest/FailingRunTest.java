package dev.assay.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.Realm;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Seal;
import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import dev.assay.tck.run.SealResult;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Proves what the runner says of a store that breaks rules. */
final class FailingRunTest {

  private static final EventStoreFixture RIGHT = realm -> MemoryEventStore.open("runner", realm);

  private static KitOptions rules(String... ids) {
    return KitOptions.quick().rules(ids);
  }

  @Test
  void runsOneAfterTheOtherDoNotDisturbEachOther() {
    KitOptions options = rules("LOCK-2");
    assertThat(KitRunner.events(Catalogue.events("TooHighPasses"), options).run().failedIds())
        .containsExactly("LOCK-2");
    assertThat(KitRunner.events(RIGHT, options).run().failedIds()).isEmpty();
  }

  @Test
  void runsAtTheSameTimeDoNotDisturbEachOther() {
    List<String> stores = List.of("TooHighPasses", "ZeroMeansAll", "TimeOfReading");
    List<Outcome<List<String>>> outcomes =
        Race.of(3)
            .within(Duration.ofMinutes(1))
            .run(
                i ->
                    KitRunner.events(
                            Catalogue.events(stores.get(i)), rules("LOCK-2", "READ-6", "READ-8"))
                        .run()
                        .failedIds());
    assertThat(outcomes)
        .extracting(Outcome::value)
        .containsExactly(List.of("LOCK-2"), List.of("READ-6"), List.of("READ-8"));
  }

  @Test
  void sealIsRefusedWhenARuleFails() {
    KitResult bad =
        KitRunner.events(Catalogue.events("TooHighPasses"), rules("LOCK-2", "READ-4")).run();
    assertThat(bad.seals())
        .contains(new SealResult(Seal.CONTRACT, SealResult.Status.REFUSED, "failed: LOCK-2"));
  }

  @Test
  void aTestThatFailsLeavesNothingBehind() {
    EventStoreFixture faulty = Catalogue.events("AlwaysCaughtUp");
    Set<Realm> realms = ConcurrentHashMap.newKeySet();
    EventStoreFixture watched =
        realm -> {
          realms.add(realm);
          return faulty.open(realm);
        };
    assertThat(KitRunner.events(watched, rules("FEED-13")).run().failedIds()).isNotEmpty();
    assertThat(realms)
        .isNotEmpty()
        .allSatisfy(
            realm -> {
              try (EventStore left = faulty.open(realm)) {
                assertThat(left.feed(0, Cursor.START, 1, Duration.ZERO).commits()).isEmpty();
              }
            });
  }
}
