package dev.assay.adapter.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.Limit;
import dev.assay.spi.LimitExceeded;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limits that follow from DynamoDB's 100 actions and 400 KB. */
@Timeout(60)
class LimitsTest {

  private final EventStore store = TestServer.open(TestServer.freshRealm());
  private final StreamId stream = new StreamId("account", "42");

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theyAreTheDeclaredOnes() {
    assertThat(store.declaration().limits().get(Limit.COMMIT_EVENTS)).isEqualTo(250);
    assertThat(store.declaration().limits().get(Limit.COMMIT_BYTES)).isEqualTo(368_640);
    assertThat(store.declaration().limits().get(Limit.COMMIT_EFFECTS)).isEqualTo(100);
    assertThat(store.declaration().limits().get(Limit.COMMIT_CLAIMS)).isEqualTo(25);
    assertThat(store.declaration().limits().get(Limit.JOINT_COMMITS)).isEqualTo(15);
  }

  @Test
  void moreEventsThanATransactionHasActionsAreOneCommit() {
    assertThat(store.commit(events(114))).isInstanceOf(CommitResult.Committed.class);
    assertThat(store.read(stream, 1, 200, Direction.FORWARD).events()).hasSize(114);
  }

  @Test
  void everyLimitIsExactAndNothingIsWrittenBeyondIt() {
    refused(events(251), Limit.COMMIT_EVENTS, 250, 251);
    refused(claims(26), Limit.COMMIT_CLAIMS, 25, 26);
    refused(effects(101), Limit.COMMIT_EFFECTS, 100, 101);
    Commit fits = bytes(368_640);
    refused(bytes(368_641), Limit.COMMIT_BYTES, 368_640, 368_641);
    assertThat(store.read(stream, 1, 1, Direction.FORWARD).head()).isZero();

    assertThat(store.commit(fits)).isInstanceOf(CommitResult.Committed.class);
    assertThat(store.commit(events(250))).isInstanceOf(CommitResult.Committed.class);
    assertThat(store.commit(claims(25))).isInstanceOf(CommitResult.Committed.class);
    assertThat(store.commit(effects(100))).isInstanceOf(CommitResult.Committed.class);
  }

  private void refused(Commit commit, Limit limit, long value, long actual) {
    assertThatThrownBy(() -> store.commit(commit))
        .isInstanceOfSatisfying(
            LimitExceeded.class,
            error -> {
              assertThat(error.limit()).isEqualTo(limit);
              assertThat(error.allowed()).isEqualTo(value);
              assertThat(error.actual()).isEqualTo(actual);
            });
  }

  private Commit.Builder to(String request) {
    return Commit.to(stream, new RequestId(request));
  }

  private Commit events(int count) {
    Commit.Builder commit = to("events-" + count);
    IntStream.range(0, count).forEach(i -> commit.event("e", JsonObject.EMPTY.with("n", i)));
    return commit.build();
  }

  private Commit claims(int count) {
    Commit.Builder commit = to("claims-" + count);
    IntStream.range(0, count).forEach(i -> commit.claim(new Claim("key", "k" + i)));
    return commit.build();
  }

  private Commit effects(int count) {
    Commit.Builder commit = to("effects-" + count);
    IntStream.range(0, count)
        .forEach(i -> commit.effect(new Effect("mail", "Send", JsonObject.EMPTY)));
    return commit.build();
  }

  /** Half of them events, half of them the response, which is stored twice. */
  private Commit bytes(int bytes) {
    String request = "bytes-" + bytes;
    long empty = large(request, "", "").bytes();
    int half = (bytes - (int) empty) / 2;
    Commit commit = large(request, "x".repeat(half), "y".repeat(bytes - (int) empty - half));
    assertThat(commit.bytes()).isEqualTo(bytes);
    return commit;
  }

  private Commit large(String request, String text, String response) {
    return to(request)
        .event("e", JsonObject.EMPTY.with("text", text))
        .responding(Json.of(response))
        .build();
  }
}
