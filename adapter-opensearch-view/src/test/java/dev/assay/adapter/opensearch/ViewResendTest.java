package dev.assay.adapter.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.CursorStore.SaveResult;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that are lost, refusals by a busy server, and bulk requests that fail in part. */
class ViewResendTest {

  private static final ViewKey KEY = new ViewKey("c", "1");
  private static final ViewKey OTHER = new ViewKey("c", "2");

  private final Realm realm = TestServer.freshRealm();
  private final Meddler network = new Meddler();
  private final OpenSearchViewStore store =
      OpenSearchViewStore.open(network.client(), OpenSearchConfig.of(realm));
  private final OpenSearchViewStore calm = TestServer.open(realm);

  @AfterEach
  void close() throws IOException {
    assertThat(network.isDone()).isTrue();
    calm.dropRealm();
    store.close();
    calm.close();
    network.close();
  }

  @Test
  void aWriteDoesNotLoseToItself() {
    calm.put(view(KEY, 1));
    store.get(KEY);
    network.loseNextAnswer(() -> {});
    assertThat(store.put(view(KEY, 5))).isEqualTo(new PutResult.Applied());
    assertThat(store.put(view(KEY, 5))).isEqualTo(new PutResult.Stale(5));
    network.loseNextAnswer(() -> {});
    assertThat(store.remove(KEY, 6)).isEqualTo(new PutResult.Applied());
    assertThat(store.get(KEY)).isEqualTo(new Lookup.Removed(6));
  }

  @Test
  void aRefusalAfterALostAnswerProvesNothing() {
    calm.put(view(KEY, 1));
    store.get(KEY);
    network.loseNextAnswer(() -> calm.put(view(KEY, 9)));
    assertThatExceptionOfType(OutcomeUnknown.class).isThrownBy(() -> store.put(view(KEY, 5)));
    assertThat(store.put(view(KEY, 5))).isEqualTo(new PutResult.Stale(9));
  }

  @Test
  void writesOfOneCallAreJudgedOneByOneAfterALostAnswer() {
    calm.put(view(KEY, 2));
    store.get(KEY);
    network.loseNextAnswer(() -> calm.put(view(OTHER, 9)));
    List<PutOutcome> outcomes = store.putAll(List.of(view(KEY, 3), view(OTHER, 5)));
    assertThat(outcomes.get(0)).isEqualTo(new PutResult.Applied());
    assertThat(outcomes.get(1)).isInstanceOf(PutOutcome.Failed.class);
    assertThat(store.get(OTHER).revision()).isEqualTo(9);
  }

  @Test
  void writesOfOneKeyAreJudgedInTheirOrder() {
    calm.put(view(KEY, 2));
    assertThat(
            store.putAll(
                List.of(view(KEY, 1), view(KEY, 3), view(KEY, 3), view(OTHER, 5), view(KEY, 4))))
        .containsExactly(
            new PutResult.Stale(2),
            new PutResult.Applied(),
            new PutResult.Stale(3),
            new PutResult.Applied(),
            new PutResult.Applied());
  }

  @Test
  void anAliasInAListHarmsNobodyElse() {
    ViewKey alias = new ViewKey("now", "1");
    store.alias("now", "c");
    List<PutOutcome> outcomes =
        store.putAll(List.of(view(alias, 1), view(alias, 2), view(KEY, 1), view(KEY, 2)));
    assertThat(outcomes.subList(0, 2)).hasOnlyElementsOfType(PutOutcome.Failed.class);
    assertThat(outcomes.subList(2, 4)).containsOnly(new PutResult.Applied());
  }

  @Test
  void whatABusyServerRefusesIsSentAgain() {
    calm.put(view(KEY, 1));
    store.get(KEY);
    network.refuseNext(429);
    network.refuseNext(429);
    assertThat(store.put(view(KEY, 2))).isEqualTo(new PutResult.Applied());
    network.failItem(0, 429);
    assertThat(store.putAll(List.of(view(KEY, 3), view(OTHER, 1))))
        .containsExactly(new PutResult.Applied(), new PutResult.Applied());
    assertThat(store.get(KEY).revision()).isEqualTo(3);
    network.refuseNext(429);
    assertThat(store.alias("now", "c")).isEmpty();
    network.refuseNext(429);
    assertThat(store.save("p", 0, Cursor.START, new Cursor("1"))).isEqualTo(new SaveResult.Saved());
  }

  @Test
  void eachPartOfABulkRequestHasAnAnswerOfItsOwn() {
    calm.put(view(KEY, 1));
    store.get(KEY);
    network.failItem(1, 400);
    List<PutOutcome> outcomes = store.putAll(List.of(view(KEY, 2), view(OTHER, 1)));
    assertThat(outcomes.get(0)).isEqualTo(new PutResult.Applied());
    assertThat(outcomes.get(1))
        .isInstanceOfSatisfying(
            PutOutcome.Failed.class,
            failed -> assertThat(failed.error()).isInstanceOf(StoreUnavailable.class));
    assertThat(store.get(OTHER)).isEqualTo(new Lookup.Absent());
  }

  @Test
  void aWriteIsNotLostInACollectionThatOthersHaveDropped() {
    store.put(view(KEY, 7));
    calm.drop("c");
    assertThat(store.put(view(KEY, 1))).isEqualTo(new PutResult.Applied());
    assertThat(calm.get(KEY)).isEqualTo(new Lookup.Present(view(KEY, 1)));
    calm.dropRealm();
    assertThat(store.save("p", 0, Cursor.START, new Cursor("1"))).isEqualTo(new SaveResult.Saved());
    assertThat(calm.cursor("p", 0)).isEqualTo(new Cursor("1"));
  }

  @Test
  void anAliasIsSwitchedOnceHoweverOftenItIsSent() {
    store.alias("now", "c");
    network.loseNextAnswer(() -> {});
    assertThat(store.alias("now", "d")).isEqualTo(Optional.of("c"));
    network.loseNextAnswer(() -> calm.alias("now", "e"));
    assertThatExceptionOfType(OutcomeUnknown.class).isThrownBy(() -> store.alias("now", "f"));
    assertThat(calm.resolve("now")).isEqualTo(Optional.of("e"));
  }

  @Test
  void aSavedCursorDoesNotConflictWithItself() {
    Cursor one = new Cursor("1");
    calm.save("q", 0, Cursor.START, one);
    store.cursor("q", 0);
    network.loseNextAnswer(() -> {});
    assertThat(store.save("p", 0, Cursor.START, one)).isEqualTo(new SaveResult.Saved());
    network.loseNextAnswer(() -> calm.save("p", 0, new Cursor("2"), new Cursor("3")));
    assertThatExceptionOfType(OutcomeUnknown.class)
        .isThrownBy(() -> store.save("p", 0, one, new Cursor("2")));
    assertThat(calm.cursor("p", 0)).isEqualTo(new Cursor("3"));
  }

  private static View view(ViewKey key, long revision) {
    return new View(key, revision, JsonObject.EMPTY.with("revision", revision));
  }
}
