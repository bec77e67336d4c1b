package dev.assay.adapter.redis;

import static dev.assay.adapter.redis.Samples.key;
import static dev.assay.adapter.redis.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Cost;
import dev.assay.spi.view.View;
import dev.assay.tck.cost.Costs;
import dev.assay.tck.cost.WorkCost;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Proves that the meter counts the memory that the server tells. */
@Timeout(60)
final class CostTest {

  @Test
  void aWriteCostsWhatTheViewTakesUp() {
    try (RedisViewStore store = TestServer.open(TestServer.freshRealm())) {
      assertThat(memory(store)).isEqualTo(memory(new Tally().costs()));
      View view = view("a", 1);
      store.put(view);
      long taken = store.memory(key("a")).orElseThrow();
      assertThat(told(store)).isEqualTo(taken);
      int payload = "accounts".length() + "a".length() + view.document().toString().length();
      assertThat(memory(store).least()).isEqualTo(payload + Long.BYTES);
      store.put(view);
      store.get(key("a"));
      assertThat(told(store)).as("a refused write and a look").isEqualTo(taken);
      store.putAll(List.of(view("b", 1), view("b", 1)));
      long both = taken + store.memory(key("b")).orElseThrow();
      assertThat(told(store)).isEqualTo(both);
      store.remove(key("a"), 2);
      long tombstone = store.memory(key("a")).orElseThrow();
      assertThat(told(store)).isEqualTo(both + tombstone);
      assertThat(tombstone).isLessThan(taken);
    }
  }

  @Test
  void theReportShowsTheMemoryOfEachWrite() {
    Costs costs = Costs.measure(Optional.empty(), Optional.of(TestServer::open));
    assertThat(costs.views())
        .allSatisfy(cost -> assertThat(cost.failure()).as(cost.work()).isEmpty())
        .filteredOn(cost -> !cost.units().isEmpty())
        .extracting(WorkCost::work)
        .containsExactly(
            "put of 1 KiB",
            "put of 1 KiB over an older one",
            "put of 10 KiB",
            "removal",
            "putAll of 25 views of 1 KiB");
  }

  @Test
  void whatTheServerDoesNotTellIsNotKnown() {
    Tally tally = new Tally();
    tally.written(ViewRow.of(view("a", 1)), "200");
    tally.written(ViewRow.of(view("a", 2)), "");
    assertThat(memory(tally.costs()).told()).isEmpty();
    assertThat(memory(tally.costs()).least()).isPositive();
  }

  private static long told(RedisViewStore store) {
    return (long) memory(store).told().orElseThrow();
  }

  private static Cost memory(RedisViewStore store) {
    return memory(store.costs());
  }

  private static Cost memory(SortedMap<String, Cost> costs) {
    return costs.getOrDefault(Tally.MEMORY, Cost.NOTHING);
  }
}
