package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.Content.Snapshot;
import dev.assay.adapter.dynamodb.DynamoCodec.Item;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * Reads streams: the head first, then the commits up to it, page by page. Versions have no holes,
 * so a missing commit shows that the stream was truncated or dropped meanwhile; then the head is
 * read again.
 */
final class StreamReader {

  private static final int MOST_EVENTS = 10_000;
  private static final long MOST_BYTES = 4L << 20;

  private final Content content;
  private final int partitions;

  StreamReader(Content content, int partitions) {
    this.content = content;
    this.partitions = partitions;
  }

  StreamSlice read(StreamId stream, long from, int max, Direction direction, Deadline deadline) {
    Backoff backoff = new Backoff();
    while (true) {
      Snapshot snapshot =
          content.read(
              "The read of the stream",
              Keys.partition(stream, partitions),
              keys -> List.of(keys.head(stream)),
              deadline);
      Head head = Head.of(snapshot.item(snapshot.keys().head(stream)));
      long low = direction == Direction.FORWARD ? Math.max(from, head.first()) : head.first();
      long high = direction == Direction.FORWARD ? head.version() : Math.min(from, head.version());
      boolean any = low <= high;
      if (!any || max == 0) {
        return new StreamSlice(stream, List.of(), head.first(), head.version(), any);
      }
      Part part = new Part(stream, snapshot.keys().stream(stream), low, high, max, direction);
      part.read(deadline);
      if (part.isWhole()) {
        return new StreamSlice(stream, part.events, head.first(), head.version(), part.more());
      }
      if (!content.dynamo().pause(backoff, deadline)) {
        throw new StoreUnavailable(
            "The read of the stream failed: events below its version were not there", null);
      }
    }
  }

  /** The events of one read. */
  private final class Part {

    final List<RecordedEvent> events = new ArrayList<>();
    private final StreamId stream;
    private final String pk;
    private final long low;
    private final long high;
    private final int max;
    private final boolean forward;
    private long bytes;
    private boolean torn;

    Part(StreamId stream, String pk, long low, long high, int max, Direction direction) {
      this.stream = stream;
      this.pk = pk;
      this.low = low;
      this.high = high;
      this.max = Math.min(max, MOST_EVENTS);
      this.forward = direction == Direction.FORWARD;
    }

    void read(Deadline deadline) {
      long top = forward ? high : lastOfCommitWith(high, deadline);
      Map<String, AttributeValue> after = Map.of();
      do {
        QueryResponse page = page(low, top, forward, after, 0, deadline);
        for (Map<String, AttributeValue> item : page.items()) {
          take(new Item(item));
          if (isFull() || torn) {
            return;
          }
        }
        after = page.lastEvaluatedKey();
      } while (!after.isEmpty());
    }

    /**
     * A commit is found by its last version; backward, the one with {@code high} may end behind.
     */
    private long lastOfCommitWith(long version, Deadline deadline) {
      List<Map<String, AttributeValue>> found =
          page(version, Long.MAX_VALUE, true, Map.of(), 1, deadline).items();
      return found.isEmpty() ? version : Keys.versionOf(new Item(found.get(0)).text(ItemKey.SK));
    }

    private QueryResponse page(
        long from,
        long to,
        boolean ascending,
        Map<String, AttributeValue> after,
        int limit,
        Deadline deadline) {
      Expression keys =
          new Expression("#pk = :pk AND #sk BETWEEN :from AND :to")
              .with("pk", pk)
              .with("from", Keys.VERSION + Keys.padded(from))
              .with("to", Keys.VERSION + Keys.padded(to));
      return content
          .dynamo()
          .read(
              "The read of the stream",
              deadline,
              end -> {
                QueryRequest.Builder query =
                    QueryRequest.builder()
                        .tableName(content.table())
                        .consistentRead(true)
                        .scanIndexForward(ascending)
                        .keyConditionExpression(keys.text())
                        .expressionAttributeNames(keys.names(""))
                        .expressionAttributeValues(keys.values());
                if (!after.isEmpty()) {
                  query.exclusiveStartKey(after);
                }
                // Every commit has an event at least, so no more than max are needed.
                query.limit(limit > 0 ? limit : Math.min(max, 1000));
                return content.dynamo().query(query, end);
              });
    }

    private void take(Item item) {
      List<RecordedEvent> commit = new ArrayList<>(commit(stream, item));
      if (!forward) {
        Collections.reverse(commit);
      }
      for (RecordedEvent event : commit) {
        if (event.version() >= low && event.version() <= high && !isFull()) {
          torn |= event.version() != next();
          events.add(event);
          bytes += event.data().toString().length() + event.metadata().toString().length();
        }
      }
    }

    private long next() {
      if (events.isEmpty()) {
        return forward ? low : high;
      }
      long last = events.get(events.size() - 1).version();
      return forward ? last + 1 : last - 1;
    }

    private boolean isFull() {
      return events.size() >= max || bytes >= MOST_BYTES;
    }

    boolean more() {
      return forward ? next() <= high : next() >= low;
    }

    boolean isWhole() {
      return !torn && !events.isEmpty() && (isFull() || !more());
    }
  }

  /** Reads the events of a commit item. */
  static List<RecordedEvent> commit(StreamId stream, Item item) {
    long before = item.number(DynamoCodec.BEFORE);
    Instant recordedAt = item.time(DynamoCodec.RECORDED_AT);
    List<RecordedEvent> events = new ArrayList<>();
    List<Event> all = item.events();
    for (int i = 0; i < all.size(); i++) {
      events.add(new RecordedEvent(stream, before + 1 + i, recordedAt, all.get(i)));
    }
    return events;
  }
}
