package dev.assay.adapter.redis;

import static dev.assay.adapter.redis.Samples.key;
import static dev.assay.adapter.redis.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.CursorStore.SaveResult;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the scripts do that the kit cannot see from outside. */
@Timeout(60)
final class ScriptTest {

  private static final String REVISION = "revision";

  private final RedisConfig config = RedisConfig.of(TestServer.freshRealm());
  private final RedisSchema schema = new RedisSchema(config.prefix(), config.realm());
  private final ViewCalls calls = new ViewCalls(schema);

  @Test
  void scriptsThatTheServerForgotAreSentAgain() {
    try (Raw raw = Raw.connect();
        RedisViewStore store = TestServer.open(config.realm())) {
      raw.commands().scriptFlush();
      assertThat(store.put(view("a", 1))).isEqualTo(new PutResult.Applied());
      raw.commands().scriptFlush();
      assertThat(store.get(key("a"))).isEqualTo(new Lookup.Present(view("a", 1)));
      raw.commands().scriptFlush();
      assertThat(store.save("p", 0, Cursor.START, new Cursor("7")))
          .isEqualTo(new SaveResult.Saved());
      raw.commands().scriptFlush();
      List<View> many = LongStream.rangeClosed(1, 700).mapToObj(i -> view("m" + i, i)).toList();
      assertThat(store.putAll(many)).hasSize(700).containsOnly(new PutResult.Applied());
      raw.commands().scriptFlush();
      assertThat(store.alias("now", "accounts")).isEmpty();
    }
  }

  @Test
  void aScriptIsSentByItsNameOnceTheServerKnowsIt() {
    try (Raw raw = Raw.connect();
        RedisViewStore store = TestServer.open(config.realm())) {
      store.put(view("a", 1));
      String put = Script.read("view-put.lua").digest();
      assertThat(raw.commands().scriptExists(put)).containsExactly(true);
    }
  }

  @Test
  void revisionsAreComparedAsNumbersBeyondWhatDoublesHold() {
    List<Long> rising =
        List.of(
            9L,
            10L,
            (1L << 53) - 1,
            1L << 53,
            (1L << 53) + 1,
            999_999_999_999_999_999L,
            1_000_000_000_000_000_000L,
            Long.MAX_VALUE - 1,
            Long.MAX_VALUE);
    try (Raw raw = Raw.connect();
        RedisViewStore store = TestServer.open(config.realm())) {
      long last = 0;
      for (long revision : rising) {
        assertThat(store.put(view("a", revision))).isEqualTo(new PutResult.Applied());
        assertThat(store.put(view("a", revision))).isEqualTo(new PutResult.Stale(revision));
        if (last > 0) {
          assertThat(store.put(view("a", last))).isEqualTo(new PutResult.Stale(revision));
        }
        assertThat(raw.commands().hget(schema.view(key("a")), REVISION))
            .isEqualTo(Long.toString(revision));
        last = revision;
      }
    }
  }

  @Test
  void anAttemptThatArrivesTwiceDoesNotLoseToItself() {
    try (Connections connections = connections()) {
      Call<PutResult> put = calls.put(ViewRow.of(view("a", 5)), UUID.randomUUID());
      assertThat(run(connections, put)).isEqualTo(new PutResult.Applied());
      assertThat(run(connections, put)).isEqualTo(new PutResult.Applied());
      assertThat(run(connections, calls.put(ViewRow.of(view("a", 5)), UUID.randomUUID())))
          .isEqualTo(new PutResult.Stale(5));
      assertThat(run(connections, calls.put(ViewRow.of(view("a", 6)), UUID.randomUUID())))
          .isEqualTo(new PutResult.Applied());
      assertThat(run(connections, put)).isEqualTo(new PutResult.Stale(6));
    }
  }

  @Test
  void aSaveThatArrivesTwiceDoesNotLoseToItself() {
    try (Connections connections = connections()) {
      Cursor one = new Cursor("41");
      Call<SaveResult> save = calls.save("p", 3, Cursor.START, one, UUID.randomUUID());
      assertThat(run(connections, save)).isEqualTo(new SaveResult.Saved());
      assertThat(run(connections, save)).isEqualTo(new SaveResult.Saved());
      Call<SaveResult> forget = calls.save("p", 3, one, Cursor.START, UUID.randomUUID());
      assertThat(run(connections, forget)).isEqualTo(new SaveResult.Saved());
      assertThat(run(connections, forget)).isEqualTo(new SaveResult.Saved());
      assertThat(run(connections, calls.cursor("p", 3))).isEqualTo(Cursor.START);
    }
  }

  @Test
  void aRefusalAfterALostAnswerIsNotCertain() {
    Sending<PutResult> sending =
        new Sending<>(calls.put(ViewRow.of(view("a", 5)), UUID.randomUUID()));
    sending.lose(new IllegalStateException("the connection broke"), true);
    assertThat(sending.isSettled()).isFalse();
    sending.answered(List.of("stale", "9"), false);
    assertThat(sending.result()).isEqualTo(new PutResult.Stale(9));
    Assertions.assertThatThrownBy(sending::refusal).isInstanceOf(OutcomeUnknown.class);
  }

  @Test
  void aRefusedNameAfterALostAnswerIsNotCertainEither() {
    Sending<PutResult> sending =
        new Sending<>(calls.put(ViewRow.of(view("a", 5)), UUID.randomUUID()));
    sending.lose(new IllegalStateException("the connection broke"), true);
    sending.answered(List.of("alias"), false);
    Assertions.assertThatThrownBy(sending::result).isInstanceOf(OutcomeUnknown.class);
  }

  @Test
  void aClientThatConnectsAgainByItselfMakesRefusalsUncertain() {
    Sending<PutResult> sending =
        new Sending<>(calls.put(ViewRow.of(view("a", 5)), UUID.randomUUID()));
    sending.answered(List.of("stale", "9"), true);
    Assertions.assertThatThrownBy(sending::refusal).isInstanceOf(OutcomeUnknown.class);
  }

  @Test
  void aReadIsNeverUncertain() {
    Sending<?> sending = new Sending<>(calls.get(key("a"), "accounts"));
    sending.lose(new IllegalStateException("the connection broke"), false);
    Assertions.assertThatThrownBy(sending::result).isInstanceOf(StoreUnavailable.class);
  }

  @Test
  void somethingElseUnderAKeyOfTheStoreIsRefusedBeforeAnythingIsWritten() {
    try (Raw raw = Raw.connect();
        RedisViewStore store = TestServer.open(config.realm())) {
      raw.commands().set(schema.view(key("a")), "mine");
      Assertions.assertThatThrownBy(() -> store.put(view("a", 1)))
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("something else under a key");
      assertThat(store.resolve("accounts")).isEmpty();
      List<PutOutcome> outcomes = store.putAll(List.of(view("a", 1), view("b", 1)));
      assertThat(outcomes.get(0)).isInstanceOf(PutOutcome.Failed.class);
      assertThat(outcomes.get(1)).isEqualTo(new PutResult.Applied());
    }
  }

  @Test
  void aPersonCanReadWhatIsStored() {
    try (Raw raw = Raw.connect();
        RedisViewStore store = TestServer.open(config.realm())) {
      store.put(view("a", 5));
      store.alias("now", "accounts");
      String key = "assay:{%s}:view:accounts:a".formatted(config.realm().name());
      assertThat(raw.commands().hgetall(key))
          .containsEntry(REVISION, "5")
          .containsEntry("generation", "1")
          .containsEntry("document", "{\"name\":\"a at 5\"}")
          .containsKey("attempt");
      assertThat(raw.commands().hgetall(schema.names()))
          .containsEntry("accounts", "collection 1")
          .containsEntry("now", "alias accounts");
      store.remove(key("a"), 6);
      assertThat(raw.commands().hgetall(key))
          .containsEntry(REVISION, "6")
          .doesNotContainKey("document");
    }
  }

  private Connections connections() {
    return new Connections(
        ServerSource.of(new RedisUri(TestServer.uri())), "test", config.timeout());
  }

  private static <T> T run(Connections connections, Call<T> call) {
    return connections.run(call, connections.deadline());
  }
}
