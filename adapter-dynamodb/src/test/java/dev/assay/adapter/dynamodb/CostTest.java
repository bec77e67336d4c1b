package dev.assay.adapter.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Cost;
import dev.assay.tck.cost.Costs;
import dev.assay.tck.cost.WorkCost;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Proves that the meter counts, and that the formula is the one that the server charges by. */
final class CostTest {

  @Test
  void itemsAreSizedByThePublishedRules() {
    assertThat(ItemSize.of(Map.of("né", AttributeValue.fromS("h€llo\uD83D\uDE00"))))
        .isEqualTo(3 + 11);
    assertThat(number("0")).isEqualTo(1);
    assertThat(number("12")).isEqualTo(2);
    assertThat(number("-123")).isEqualTo(4);
    assertThat(number("1200")).isEqualTo(2);
    assertThat(size(AttributeValue.fromBool(true))).isEqualTo(1);
    assertThat(size(AttributeValue.fromNul(true))).isEqualTo(1);
    assertThat(size(AttributeValue.fromB(SdkBytes.fromUtf8String("abc")))).isEqualTo(3);
    assertThat(size(AttributeValue.fromL(List.of(AttributeValue.fromS("ab")))))
        .isEqualTo(3 + 1 + 2);
    assertThat(size(AttributeValue.fromM(Map.of("k", AttributeValue.fromS("ab")))))
        .isEqualTo(3 + 1 + 1 + 2);
  }

  @Test
  void unitsAreRoundedUp() {
    assertThat(ItemSize.Unit.WRITE.of(0)).isEqualTo(1);
    assertThat(ItemSize.Unit.WRITE.of(1024)).isEqualTo(1);
    assertThat(ItemSize.Unit.WRITE.of(1025)).isEqualTo(2);
    assertThat(ItemSize.Unit.READ.of(4096)).isEqualTo(1);
    assertThat(ItemSize.Unit.READ.of(4097)).isEqualTo(2);
  }

  @Test
  void everyWorkOfTheEventStoreIsMeasuredAndTold() {
    Costs costs = Costs.measure(Optional.of(TestServer::open), Optional.empty());
    Map<String, Cost> writes = units(costs.events(), Tally.WRITES);
    Map<String, Cost> reads = units(costs.events(), Tally.READS);
    assertThat(costs.events())
        .hasSize(11)
        .allSatisfy(cost -> assertThat(cost.failure()).as(cost.work()).isEmpty())
        .allSatisfy(
            cost ->
                assertThat(cost.units().values())
                    .as(cost.work())
                    .isNotEmpty()
                    .allSatisfy(unit -> assertThat(unit.used()).isPresent()));
    assertThat(writes).containsKeys("commit of 1 event", "commit of 100 events");
    assertThat(reads.keySet()).contains("read of 100 events", "feed page of 100 commits");
  }

  private static long number(String text) {
    return size(AttributeValue.fromN(text));
  }

  private static long size(AttributeValue value) {
    return ItemSize.of(Map.of("", value));
  }

  private static Map<String, Cost> units(List<WorkCost> costs, String unit) {
    Map<String, Cost> found = new TreeMap<>();
    for (WorkCost cost : costs) {
      Optional.ofNullable(cost.units().get(unit)).ifPresent(c -> found.put(cost.work(), c));
    }
    return found;
  }
}
