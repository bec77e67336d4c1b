package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.CursorStore.SaveResult;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A write whose answer was lost is sent again and recognises itself. */
class ViewResendTest {

  private static final ViewKey KEY = new ViewKey("c", "1");
  private static final ViewKey OTHER = new ViewKey("c", "2");

  private final Realm realm = TestServer.freshRealm();
  private final LostAnswers network = new LostAnswers();
  private final PostgresViewStore store = open(network);
  private final PostgresViewStore calm = open(new LostAnswers());

  private PostgresViewStore open(LostAnswers over) {
    return PostgresViewStore.open(over.source(), PostgresConfig.of(realm));
  }

  @AfterEach
  void close() {
    store.close();
    calm.close();
  }

  @Test
  void aWriteDoesNotLoseToItself() {
    network.loseNext(() -> {});
    assertThat(store.put(view(KEY, 5))).isEqualTo(new PutResult.Applied());
    assertThat(store.put(view(KEY, 5))).isEqualTo(new PutResult.Stale(5));
    network.loseNext(() -> {});
    assertThat(store.remove(KEY, 6)).isEqualTo(new PutResult.Applied());
    assertThat(store.get(KEY)).isEqualTo(new Lookup.Removed(6));
  }

  @Test
  void aRefusalAfterALostAnswerProvesNothing() {
    network.loseNext(() -> calm.put(view(KEY, 9)));
    assertThatExceptionOfType(OutcomeUnknown.class).isThrownBy(() -> store.put(view(KEY, 5)));
    assertThat(store.put(view(KEY, 5))).isEqualTo(new PutResult.Stale(9));
  }

  @Test
  void writesOfOneCallAreJudgedOneByOneAfterALostAnswer() {
    calm.put(view(KEY, 2));
    network.loseNext(() -> calm.put(view(OTHER, 9)));
    List<PutOutcome> outcomes =
        store.putAll(
            List.of(view(KEY, 1), view(KEY, 3), view(KEY, 3), view(OTHER, 5), view(KEY, 4)));
    assertThat(outcomes.subList(0, 3))
        .containsExactly(new PutResult.Stale(2), new PutResult.Applied(), new PutResult.Stale(3));
    assertThat(outcomes.get(3)).isInstanceOf(PutOutcome.Failed.class);
    assertThat(outcomes.get(4)).isEqualTo(new PutResult.Applied());
  }

  @Test
  void aSavedCursorDoesNotConflictWithItself() {
    Cursor one = new Cursor("1");
    network.loseNext(() -> {});
    assertThat(store.save("p", 0, Cursor.START, one)).isEqualTo(new SaveResult.Saved());
    network.loseNext(() -> calm.save("p", 0, new Cursor("2"), new Cursor("3")));
    assertThatExceptionOfType(OutcomeUnknown.class)
        .isThrownBy(() -> store.save("p", 0, one, new Cursor("2")));
    assertThat(calm.cursor("p", 0)).isEqualTo(new Cursor("3"));
  }

  private static View view(ViewKey key, long revision) {
    return new View(key, revision, JsonObject.EMPTY.with("revision", revision));
  }
}
