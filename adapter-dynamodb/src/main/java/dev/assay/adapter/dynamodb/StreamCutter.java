package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.Content.Snapshot;
import dev.assay.adapter.dynamodb.DynamoCodec.Item;
import dev.assay.adapter.dynamodb.DynamoFailure.Kind;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Truncates streams: a mark on the head first, which decides what readers see, then the deletion of
 * the commits below it. A truncation that was broken off is finished by its repetition.
 */
final class StreamCutter {

  private static final String WHAT = "The truncation";

  private final Content content;
  private final int partitions;

  StreamCutter(Content content, int partitions) {
    this.content = content;
    this.partitions = partitions;
  }

  long truncate(StreamId stream, long before, Deadline deadline) {
    Backoff backoff = new Backoff();
    boolean doubt = false;
    while (true) {
      try {
        Optional<Long> first = once(stream, before, deadline);
        if (first.isPresent()) {
          return first.get();
        }
      } catch (DynamoFailure e) {
        doubt |= e.is(Kind.UNKNOWN);
        if (e.is(Kind.REFUSED) || e.is(Kind.NOT_SENT)) {
          throw told(doubt, DynamoErrors.notApplied(WHAT, e));
        }
      } catch (StoreUnavailable e) {
        throw told(doubt, e);
      }
      if (!content.dynamo().pause(backoff, deadline)) {
        throw told(doubt, new StoreUnavailable(WHAT + " was not applied within its time", null));
      }
    }
  }

  private static StoreException told(boolean doubt, StoreUnavailable error) {
    return doubt
        ? new OutcomeUnknown("The truncation may have been applied: no answer came in time", error)
        : error;
  }

  /** Returns the first version that is left, or nothing if the head was changed meanwhile. */
  private Optional<Long> once(StreamId stream, long before, Deadline deadline) {
    Snapshot snapshot =
        content.read(
            WHAT, Keys.partition(stream, partitions), keys -> List.of(keys.head(stream)), deadline);
    Keys keys = snapshot.keys();
    Head head = Head.of(snapshot.item(keys.head(stream)));
    long first = Math.max(head.first(), boundary(keys, stream, head, before, deadline));
    if (first > head.first() && !mark(keys, stream, head, first, deadline)) {
      return Optional.empty();
    }
    if (first > 1) {
      erase(keys, stream, first, deadline);
    }
    return Optional.of(first);
  }

  /** Rounds down: the commit that holds the version stays as a whole. */
  private long boundary(Keys keys, StreamId stream, Head head, long before, Deadline deadline) {
    if (before > head.version()) {
      return head.version() + 1;
    }
    if (before <= head.first()) {
      return head.first();
    }
    List<Map<String, AttributeValue>> found =
        page(keys.stream(stream), before, Long.MAX_VALUE, 1, DynamoCodec.BEFORE, Map.of(), deadline)
            .items();
    return found.isEmpty() ? head.first() : new Item(found.get(0)).number(DynamoCodec.BEFORE) + 1;
  }

  private boolean mark(Keys keys, StreamId stream, Head head, long first, Deadline deadline) {
    Expression condition = head.unchanged().with("new", head.changes() + 1).with("first", first);
    String update = "SET #first = :first, #changes = :new";
    try {
      content
          .dynamo()
          .update(
              UpdateItemRequest.builder()
                  .tableName(content.table())
                  .key(keys.head(stream).toMap())
                  .updateExpression(update)
                  .conditionExpression(condition.text())
                  .expressionAttributeNames(condition.names(update))
                  .expressionAttributeValues(condition.values()),
              deadline.share());
      return true;
    } catch (DynamoFailure e) {
      if (e.is(Kind.CONDITION)) {
        return false;
      }
      throw e;
    }
  }

  /** Erases what a restored truncation leaves behind. */
  void eraseBelow(StreamId stream, long first, Deadline deadline) {
    Snapshot snapshot =
        content.read(WHAT, Keys.partition(stream, partitions), keys -> List.of(), deadline);
    erase(snapshot.keys(), stream, first, deadline);
  }

  private void erase(Keys keys, StreamId stream, long first, Deadline deadline) {
    Map<String, AttributeValue> after = Map.of();
    do {
      QueryResponse page;
      try {
        page = page(keys.stream(stream), 0, first - 1, 100, ItemKey.SK, after, deadline);
      } catch (StoreUnavailable e) {
        throw unfinished(e);
      }
      List<WriteRequest> writes = new ArrayList<>();
      page.items().forEach(item -> writes.add(delete(ItemKey.of(item))));
      if (!content.dynamo().writeAll(content.table(), writes, deadline)) {
        throw unfinished(null);
      }
      after = page.lastEvaluatedKey();
    } while (!after.isEmpty());
  }

  private static OutcomeUnknown unfinished(@Nullable Throwable cause) {
    return new OutcomeUnknown(
        "The stream was truncated, but its old events may not all be erased: truncate it again",
        cause);
  }

  static WriteRequest delete(ItemKey key) {
    return WriteRequest.builder()
        .deleteRequest(DeleteRequest.builder().key(key.toMap()).build())
        .build();
  }

  private QueryResponse page(
      String pk,
      long from,
      long to,
      int limit,
      String besides,
      Map<String, AttributeValue> after,
      Deadline deadline) {
    Expression keys =
        new Expression("#pk = :pk AND #sk BETWEEN :from AND :to")
            .with("pk", pk)
            .with("from", Keys.VERSION + Keys.padded(from))
            .with("to", Keys.VERSION + Keys.padded(to));
    String wanted = "#pk, #sk" + (besides.equals(ItemKey.SK) ? "" : ", #" + besides);
    return content
        .dynamo()
        .read(
            WHAT,
            deadline,
            end -> {
              QueryRequest.Builder query =
                  QueryRequest.builder()
                      .tableName(content.table())
                      .consistentRead(true)
                      .limit(limit)
                      .projectionExpression(wanted)
                      .keyConditionExpression(keys.text())
                      .expressionAttributeNames(keys.names(wanted))
                      .expressionAttributeValues(keys.values());
              if (!after.isEmpty()) {
                query.exclusiveStartKey(after);
              }
              return content.dynamo().query(query, end);
            });
  }
}
