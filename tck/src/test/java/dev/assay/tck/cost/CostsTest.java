package dev.assay.tck.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Cost;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ViewStoreFixture;
import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Proves that the kit reads meters right. */
final class CostsTest {

  private static final EventStoreFixture EVENTS =
      realm -> Meters.on(EventStore.class, MemoryEventStore.open("costs", realm), 0);
  private static final ViewStoreFixture VIEWS =
      realm -> Meters.on(ViewStore.class, MemoryViewStore.open("costs", realm), 0.5);

  private static Map<String, WorkCost> byWork(List<WorkCost> costs) {
    return costs.stream().collect(Collectors.toMap(WorkCost::work, Function.identity()));
  }

  @Test
  void everyWorkOfAnEventStoreIsMeasuredByItself() {
    Map<String, WorkCost> costs =
        byWork(Costs.measure(Optional.of(EVENTS), Optional.empty()).events());
    assertThat(costs)
        .hasSize(11)
        .allSatisfy((work, cost) -> assertThat(cost.failure()).as(work).isEmpty())
        .allSatisfy((work, cost) -> assertThat(calls(cost)).as(work).isEqualTo(Cost.of(1, 1, 1)));
    assertThat(bytes(costs, "commit of 1 event")).isBetween(1024.0, 1100.0);
    assertThat(bytes(costs, "commit of 10 events")).isBetween(10_240.0, 10_400.0);
    assertThat(bytes(costs, "commit of 100 events")).isBetween(102_400.0, 103_500.0);
    assertThat(bytes(costs, "commitAll of 25 commits of 1 event")).isBetween(25_600.0, 27_000.0);
  }

  @Test
  void unitsOfWhichNothingIsUsedAreLeftOut() {
    Map<String, WorkCost> costs =
        byWork(Costs.measure(Optional.of(EVENTS), Optional.empty()).events());
    assertThat(of(costs, "read of 100 events").units()).containsOnlyKeys("calls");
    assertThat(of(costs, "feed page of 100 commits").units()).containsOnlyKeys("calls");
  }

  @Test
  void everyWorkOfAViewStoreIsMeasuredByItself() {
    Map<String, WorkCost> costs =
        byWork(Costs.measure(Optional.empty(), Optional.of(VIEWS)).views());
    assertThat(costs)
        .hasSize(11)
        .allSatisfy((work, cost) -> assertThat(cost.failure()).as(work).isEmpty())
        .allSatisfy((work, cost) -> assertThat(calls(cost)).as(work).isEqualTo(Cost.of(1.5, 1, 1)));
    assertThat(calls(of(costs, "removal")).disputed()).isTrue();
  }

  @Test
  void storesWithoutAMeterCostNothing() {
    KitResult result =
        KitRunner.of(
                Optional.of(realm -> MemoryEventStore.open("costs", realm)),
                Optional.of(realm -> MemoryViewStore.open("costs", realm)),
                KitOptions.quick().rules("READ-1"))
            .run();
    assertThat(result.costs()).isEqualTo(Costs.NONE);
  }

  @Test
  void aRunOfTheKitMeasures() {
    KitResult result =
        KitRunner.of(Optional.of(EVENTS), Optional.of(VIEWS), KitOptions.quick().rules("READ-1"))
            .run();
    assertThat(result.costs().events()).hasSize(11);
    assertThat(result.costs().views()).hasSize(11);
  }

  @Test
  void aWorkThatFailsSaysWhy() {
    EventStoreFixture broken =
        realm -> Meters.refusing(EventStore.class, MemoryEventStore.open("costs", realm));
    List<WorkCost> costs = Costs.measure(Optional.of(broken), Optional.empty()).events();
    assertThat(costs)
        .hasSize(11)
        .allSatisfy(cost -> assertThat(cost.units()).isEmpty())
        .anySatisfy(cost -> assertThat(cost.failure()).contains("StoreUnavailable: no server"));
  }

  private static WorkCost of(Map<String, WorkCost> costs, String work) {
    return Optional.ofNullable(costs.get(work)).orElseThrow();
  }

  private static Cost calls(WorkCost cost) {
    return cost.units().getOrDefault("calls", Cost.NOTHING);
  }

  private static double bytes(Map<String, WorkCost> costs, String work) {
    return of(costs, work).units().getOrDefault("bytes written", Cost.NOTHING).least();
  }
}
