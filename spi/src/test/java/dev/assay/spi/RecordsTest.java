package dev.assay.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.Declaration.Backend;
import dev.assay.spi.Declaration.Feed;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds limits, declarations and the small records to what they say. */
final class RecordsTest {

  @ParameterizedTest
  @EnumSource(Limit.class)
  void everyLimitIsExactAndHasAFloor(Limit limit) {
    Limits limits = Limits.PORTABLE.with(limit, limit.floor() + 5);
    limits.check(limit, limit.floor() + 5);
    assertThatThrownBy(() -> limits.check(limit, limit.floor() + 6))
        .isInstanceOfSatisfying(
            LimitExceeded.class,
            e -> {
              assertThat(e.limit()).isEqualTo(limit);
              assertThat(e.allowed()).isEqualTo(limit.floor() + 5);
              assertThat(e.actual()).isEqualTo(limit.floor() + 6);
            });
    assertThat(Limits.PORTABLE.get(limit)).isEqualTo(limit.floor());
    assertThatThrownBy(() -> Limits.PORTABLE.with(limit, limit.floor() - 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void idsAreMeasuredInCodePoints() {
    Limits.PORTABLE.checkIds("😀".repeat(200), "a");
    assertThatThrownBy(() -> Limits.PORTABLE.checkIds("a", "b".repeat(201)))
        .isInstanceOf(LimitExceeded.class);
  }

  @Test
  void jsonIsMeasuredInsideContainersToo() {
    Limits.PORTABLE.checkJson(Json.parse("[".repeat(100) + "]".repeat(100)));
    Limits.PORTABLE.checkJson(Json.parse("[1e100,1e-100," + "1".repeat(100) + "]"));
    for (String text :
        List.of("[".repeat(101) + "]".repeat(101), "1e101", "{\"a\":[1e-101]}", "1".repeat(101))) {
      assertThatThrownBy(() -> Limits.PORTABLE.checkJson(Json.parse(text)))
          .as(text)
          .isInstanceOf(LimitExceeded.class);
    }
  }

  @Test
  void declarationsAreChecked() {
    Backend backend = new Backend("b", "1", "single");
    Declaration declaration =
        new Declaration(
            "a",
            "1",
            backend,
            Set.of(Capability.CLAIMS),
            Limits.PORTABLE,
            Durability.none(),
            Optional.of(new Feed(1, Duration.ZERO)));
    assertThat(declaration.offers(Capability.CLAIMS)).isTrue();
    assertThat(declaration.offers(Capability.TRUNCATION)).isFalse();
    assertThatThrownBy(() -> new Feed(0, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Feed(1, Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new Declaration(
                    "",
                    "1",
                    backend,
                    Set.of(),
                    Limits.PORTABLE,
                    Durability.none(),
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pagesAreCopies() {
    List<Json> items = new java.util.ArrayList<>(List.of(Json.of(1)));
    Page<Json> page = new Page<>(items, Optional.empty());
    items.clear();
    assertThat(page.items()).hasSize(1);
    assertThatThrownBy(() -> new PageCursor("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void errorsSayWhatTheyKnow() {
    assertThat(new UnsupportedCapability("memory", Capability.CLAIMS))
        .hasMessage("The memory adapter does not offer CLAIMS");
    assertThat(new CorruptStore("table x, key 1", "not JSON", null))
        .hasMessage("The store is corrupt at table x, key 1: not JSON");
    assertThat(new StoreClosed("memory event store"))
        .hasMessage("The memory event store is closed");
    assertThat(new LimitExceeded(Limit.ID_LENGTH, 200, 201))
        .hasMessage("ID_LENGTH is at most 200 here, but was 201");
  }

  @Test
  void sizesAreBytesNotCharacters() {
    JsonObject document = JsonObject.of("a", JsonArray.of(Json.of("é😀")));
    assertThat(dev.assay.spi.internal.Checks.utf8Length(document.toString()))
        .isEqualTo("{\"a\":[\"\"]}".length() + 2 + 4);
  }
}
