package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Limit;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Claims;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The declared limits hold where PostgreSQL's own are near. */
@Timeout(60)
class FidelityTest {

  private final EventStore store = TestServer.open(TestServer.freshRealm());
  private final Random random = new Random(17);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void idsOfTheGreatestLengthThatNoIndexCanCompress() {
    StreamId stream = new StreamId(longId(), longId());
    RequestId request = new RequestId(longId());
    Claim claim = new Claim(longId(), longId());
    Commit commit =
        Commit.to(stream, request)
            .event(longId(), Json.of(1))
            .effect(new Effect(longId(), longId(), Json.of(2)))
            .claim(claim)
            .build();

    assertThat(store.commit(commit)).isInstanceOf(CommitResult.Committed.class);
    assertThat(store.commit(commit)).isInstanceOf(CommitResult.Duplicate.class);
    assertThat(((Claims) store).holder(claim)).contains(stream);
    var recorded = feed().commits().get(0);
    assertThat(recorded.events().get(0).event()).isEqualTo(commit.events().get(0));
    assertThat(recorded.effects()).isEqualTo(commit.effects());
    assertThat(recorded.claims()).containsExactly(claim);

    Request logged = new Request(stream, new RequestId(longId()), longId(), Json.of(3));
    assertThat(((RequestLog) store).record(logged).request()).isEqualTo(logged);
  }

  @Test
  void numbersAndNestingAtTheLimits() {
    Json deep = Json.of(1);
    for (int i = 0; i < store.declaration().limits().get(Limit.JSON_DEPTH); i++) {
      deep = JsonArray.of(deep);
    }
    Json digits = Json.of(new BigDecimal("7".repeat(1000)).movePointLeft(1120));
    Json huge = Json.of(new BigDecimal("-1.5e130"));
    Json small = Json.of(new BigDecimal("1e-130"));
    StreamId stream = new StreamId("account", "1");
    Commit commit =
        Commit.to(stream, new RequestId("r-1"))
            .event("deep", deep)
            .event("numbers", JsonArray.of(digits, huge, small))
            .effect(new Effect("target", "deep", deep))
            .responding(deep)
            .build();

    assertThat(store.commit(commit)).isInstanceOf(CommitResult.Committed.class);
    var events = store.read(stream, 0, 10, Direction.FORWARD).events();
    assertThat(events.get(0).data()).isEqualTo(deep);
    assertThat(events.get(1).data()).isEqualTo(JsonArray.of(digits, huge, small));
    var recorded = feed().commits().get(0);
    assertThat(recorded.effects()).isEqualTo(commit.effects());
    assertThat(recorded.receipt().response()).isEqualTo(deep);
  }

  @Test
  void theLargestCommitsAreReadInSeveralSlices() {
    StreamId stream = new StreamId("account", "1");
    Json large = Json.of("x".repeat(3_000_000));
    for (int i = 1; i <= 3; i++) {
      Commit commit = Commit.to(stream, new RequestId("r-" + i)).event("large", large).build();
      assertThat(store.commit(commit)).isInstanceOf(CommitResult.Committed.class);
    }
    var slice = store.read(stream, 0, 10, Direction.FORWARD);
    assertThat(slice.events()).hasSizeBetween(1, 2);
    assertThat(slice.more()).isTrue();
    var back = store.read(stream, Long.MAX_VALUE, 10, Direction.BACKWARD);
    assertThat(back.events().get(0).version()).isEqualTo(3);
    assertThat(back.more()).isTrue();
    FeedSlice first = feed();
    assertThat(first.commits()).hasSizeBetween(1, 2);
    assertThat(first.caughtUp()).isFalse();
    int seen = first.commits().size();
    Cursor at = first.next();
    while (seen < 3) {
      FeedSlice more = store.feed(0, at, 10, Duration.ofSeconds(10));
      assertThat(more.commits()).isNotEmpty();
      seen += more.commits().size();
      at = more.next();
    }
  }

  @Test
  void aThousandEventsInOneCommit() {
    StreamId stream = new StreamId("account", "1");
    Commit.Builder builder = Commit.to(stream, new RequestId("r-1"));
    Collections.nCopies(1000, Json.of(1)).forEach(data -> builder.event("many", data));
    assertThat(store.commit(builder.build())).isInstanceOf(CommitResult.Committed.class);
    assertThat(feed().commits().get(0).events()).hasSize(1000);
  }

  private FeedSlice feed() {
    return store.feed(0, Cursor.START, 10, Duration.ofSeconds(10));
  }

  /** Makes an id of 200 code points of four bytes each, from several planes. */
  private String longId() {
    int[] codePoints = random.ints(200, 0x10000, 0x10FFFF).toArray();
    return new String(codePoints, 0, codePoints.length);
  }
}
