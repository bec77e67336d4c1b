package dev.assay.adapter.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Realm;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** What does not fit in the 1 MB that DynamoDB answers to a query at most. */
@Timeout(60)
class PagesTest {

  private static final int COMMITS = 12;
  private static final int EVENTS = 3;
  private static final String TEXT = "x".repeat(80_000);

  private final Pages pages = new Pages();
  private final DynamoDbClient client = TestServer.client(pages);
  private final StreamId stream = new StreamId("account", "large");
  private final Realm realm = TestServer.freshRealm();
  private final DynamoEventStore store =
      DynamoEventStore.open(client, DynamoConfig.of(realm).withPartitions(1));

  /** Counts the queries that go on where another one ended. */
  private static final class Pages implements ExecutionInterceptor {

    private final AtomicInteger further = new AtomicInteger();

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes unused) {
      SdkRequest request = context.request();
      if (request instanceof QueryRequest query && query.hasExclusiveStartKey()) {
        further.incrementAndGet();
      }
    }
  }

  @BeforeEach
  void write() {
    for (int i = 0; i < COMMITS; i++) {
      Commit.Builder commit =
          Commit.to(stream, new RequestId("r" + i)).responding(Json.of("y".repeat(100_000)));
      for (int n = 0; n < EVENTS; n++) {
        commit.event("e", JsonObject.EMPTY.with("text", TEXT));
      }
      assertThat(store.commit(commit.build())).isInstanceOf(CommitResult.Committed.class);
    }
  }

  @AfterEach
  void close() {
    store.dropRealm();
    store.close();
    client.close();
  }

  @Test
  void aStreamIsReadOverSeveralPages() {
    assertThat(versions(Direction.FORWARD)).isEqualTo(all());
    List<Long> backward = new ArrayList<>(all());
    Collections.reverse(backward);
    assertThat(versions(Direction.BACKWARD)).isEqualTo(backward);
    assertThat(pages.further).hasPositiveValue();
  }

  private static List<Long> all() {
    return LongStream.rangeClosed(1, COMMITS * EVENTS).boxed().toList();
  }

  private List<Long> versions(Direction direction) {
    List<Long> versions = new ArrayList<>();
    StreamSlice slice;
    do {
      long from =
          versions.isEmpty()
              ? (direction == Direction.FORWARD ? 1 : Long.MAX_VALUE)
              : versions.get(versions.size() - 1) + (direction == Direction.FORWARD ? 1 : -1);
      slice = store.read(stream, from, 1000, direction);
      assertThat(slice.events())
          .isNotEmpty()
          .allSatisfy(event -> assertThat(event.data()).isEqualTo(text()));
      slice.events().stream().map(RecordedEvent::version).forEach(versions::add);
    } while (slice.more());
    return versions;
  }

  private static JsonObject text() {
    return JsonObject.EMPTY.with("text", TEXT);
  }

  @Test
  void theFeedIsReadOverSeveralPages() {
    List<String> requests = new ArrayList<>();
    Cursor at = Cursor.START;
    FeedSlice slice;
    do {
      slice = store.feed(0, at, 1000, Duration.ZERO);
      at = slice.next();
      for (RecordedCommit commit : slice.commits()) {
        assertThat(commit.events()).hasSize(EVENTS);
        requests.add(commit.receipt().request().value());
      }
    } while (!slice.caughtUp());
    assertThat(requests).isEqualTo(LongStream.range(0, COMMITS).mapToObj(i -> "r" + i).toList());
    assertThat(pages.further).hasPositiveValue();
  }

  @Test
  void aTruncationErasesSeveralPages() {
    long last = COMMITS * EVENTS;
    assertThat(store.truncate(stream, last)).isEqualTo(last - EVENTS + 1);
    StreamSlice rest = store.read(stream, 1, 1000, Direction.FORWARD);
    assertThat(rest.events()).hasSize(EVENTS);
    assertThat(rest.head()).isEqualTo(last);
  }

  @Test
  void aDropErasesSeveralPages() {
    store.dropRealm();
    assertThat(store.read(stream, 1, 10, Direction.FORWARD).head()).isZero();
    assertThat(
            client
                .scanPaginator(scan -> scan.tableName("assay-events").consistentRead(true))
                .items()
                .stream()
                .filter(item -> ItemKey.of(item).pk().contains("account/large"))
                .toList())
        .isEmpty();
  }
}
