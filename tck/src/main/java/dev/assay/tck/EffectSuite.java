package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.event.Commit;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonObject;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules about messages for other services. */
public abstract class EffectSuite extends EventStoreSuite {

  /** For the subclass that names the fixture. */
  protected EffectSuite() {}

  @Test
  @Rule("EFFECT-1")
  void effectsKeepTheirOrder() {
    List<Effect> effects = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      effects.add(new Effect("service-" + (7 * i) % 5, "Ask-" + (5 * i) % 3, Json.of(i)));
    }
    // Two that are equal are still two.
    effects.add(effects.get(3));
    assertShown(effects, write(to(stream()).events(events(2)), effects));
  }

  @Test
  @Rule("EFFECT-1")
  void effectsKeepTheirContent() {
    JsonObject metadata =
        JsonObject.EMPTY
            .with("", "empty key")
            .with("correlation", "\u00fcn\u00efc\u00f6d\u00e9 \ud83d\ude00 \u0001 \"quoted\"")
            .with("deep", Json.parse("[[[{\"a\":[null,true,false,{}]}]]]"));
    List<Effect> effects =
        List.of(
            new Effect("billing", "Charge", JsonObject.EMPTY, metadata),
            new Effect("billing", "Charge", JsonNull.INSTANCE),
            new Effect("B\u00efll\u00efng ", "a'b\"c%d", Json.of("")),
            new Effect("x", "Number", Json.parse("12345678901234567890.123456789012345678901")),
            new Effect("x", "Number", Json.parse("-1e-90")),
            new Effect("x", "List", JsonArray.of(Json.of(1), Json.of("1"), Json.of(true))));
    assertShown(effects, write(to(stream()).events(events(1)), effects));
  }

  @Test
  @Rule("EFFECT-2")
  void aCommitWithoutEventsKeepsItsEffects() {
    StreamId stream = stream();
    List<Effect> first = List.of(effect("Reserve"), effect("Notify"));
    Receipt onNothing = write(to(stream), first);
    append(stream, 1);
    List<Effect> second = List.of(effect("Remind"));
    Receipt onVersionOne = write(to(stream), second);
    assertShown(first, onNothing);
    assertShown(second, onVersionOne);
  }

  @Test
  @Rule("EFFECT-3")
  void aRefusedCommitLeavesNoEffectBehind() {
    StreamId stream = stream();
    append(stream, 1);
    Commit refused =
        to(stream)
            .expecting(ExpectedVersion.noStream())
            .events(events(1))
            .effect(effect("Pay"))
            .build();
    conflict(store().commit(refused));
    List<RecordedCommit> feed = Feeds.all(store());
    assertThat(feed).as("commits in the feed").hasSize(1);
    assertThat(feed).flatExtracting(RecordedCommit::effects).isEmpty();
    List<Effect> retried = List.of(effect("PayLater"));
    Receipt receipt = write(Commit.to(stream, refused.request()).events(events(1)), retried);
    assertShown(retried, receipt);
  }

  @Test
  @Rule("EFFECT-4")
  void aDuplicateAddsNoEffect() {
    StreamId stream = stream();
    List<Effect> effects = List.of(effect("Pay"), effect("Ship"));
    Commit.Builder building = to(stream).events(events(1));
    effects.forEach(building::effect);
    Commit first = building.build();
    Receipt receipt = committed(store().commit(first));
    duplicate(store().commit(first));
    Commit other =
        Commit.to(stream, first.request()).effect(effect("Refund")).effect(effect("Pay")).build();
    duplicate(another().commit(other));
    assertShown(effects, receipt);
    assertThat(Feeds.all(store())).as("commits in the feed").hasSize(1);
  }

  private Effect effect(String type) {
    return new Effect("billing", type, JsonObject.EMPTY.with("mark", name("mark")));
  }

  private Receipt write(Commit.Builder commit, List<Effect> effects) {
    effects.forEach(commit::effect);
    return committed(store().commit(commit.build()));
  }

  private void assertShown(List<Effect> effects, Receipt receipt) {
    RecordedCommit shown = Feeds.find(another(), receipt);
    assertThat(shown.receipt()).isEqualTo(receipt);
    assertThat(shown.effects()).isEqualTo(effects);
  }
}
