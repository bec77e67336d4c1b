package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.Content.Counter;
import dev.assay.adapter.dynamodb.Content.Snapshot;
import dev.assay.adapter.dynamodb.DynamoCodec.Item;
import dev.assay.spi.CorruptStore;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * Reads the feed: the partition's counter first, then the places behind the cursor up to it. Places
 * are dense, because a counter and its place are written in one transaction; where one is missing,
 * the slice would end, so nothing can be skipped.
 */
final class FeedReader {

  /** The longest time between two looks of a waiting reader that nobody wakes. */
  static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
  private static final int MOST_COMMITS = 1000;
  private static final Pattern CURSOR = Pattern.compile("[0-9]{19}");

  private final Content content;
  private final Bell bell;

  FeedReader(Content content, Bell bell) {
    this.content = content;
    this.bell = bell;
  }

  FeedSlice read(int partition, Cursor after, int max, Duration wait) {
    long from = place(after);
    Deadline patience = Deadline.in(wait);
    Duration pause = SHORTEST_PAUSE;
    while (true) {
      long rings = bell.rings();
      FeedSlice slice =
          look(partition, after, from, Math.min(max, MOST_COMMITS), content.dynamo().deadline());
      if (!slice.commits().isEmpty() || patience.passed()) {
        return slice;
      }
      await(rings, pause, patience);
      content.dynamo().checkOpen();
      pause = longer(pause);
    }
  }

  Cursor end(int partition, Deadline deadline) {
    Counter counter = counter(partition, deadline).counter(partition);
    return counter.last() == 0 ? Cursor.START : new Cursor(Keys.padded(counter.last()));
  }

  private Snapshot counter(int partition, Deadline deadline) {
    return content.read("The read of the feed", partition, keys -> List.of(), deadline);
  }

  private static long place(Cursor cursor) {
    if (cursor.equals(Cursor.START)) {
      return 0;
    }
    if (!CURSOR.matcher(cursor.text()).matches()) {
      throw new IllegalArgumentException("The cursor is not of this feed");
    }
    try {
      return Long.parseLong(cursor.text());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("The cursor is not of this feed", e);
    }
  }

  private void await(long rings, Duration pause, Deadline patience) {
    try {
      bell.await(rings, Math.min(pause.toNanos(), Math.max(0, patience.leftNanos())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("The wait for a commit was interrupted", e);
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private FeedSlice look(int partition, Cursor after, long from, int max, Deadline deadline) {
    Backoff backoff = new Backoff();
    while (true) {
      Snapshot snapshot = counter(partition, deadline);
      Counter counter = snapshot.counter(partition);
      if (from > counter.last()) {
        throw new IllegalArgumentException(
            "The cursor lies ahead of the feed; it is not of this feed, or the table was restored"
                + " from a backup, and readers must start over");
      }
      Part part = new Part(partition, Math.max(from, counter.first()), counter.last(), max);
      part.read(snapshot.keys(), deadline);
      if (!part.torn) {
        part.readEvents(snapshot.keys(), deadline);
        Cursor next = part.at == from ? after : new Cursor(Keys.padded(part.at));
        return new FeedSlice(part.commits, next, part.at == counter.last(), Optional.empty());
      }
      if (!content.dynamo().pause(backoff, deadline)) {
        throw new CorruptStore(
            "the item " + snapshot.keys().feed(partition, part.at + 1),
            "a place of the feed below its counter is missing",
            null);
      }
    }
  }

  /** The places of one look. */
  private final class Part {

    final List<RecordedCommit> commits = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private final int partition;
    private final long last;
    private final int max;
    private long at;
    private long bytes;
    private boolean torn;

    Part(int partition, long from, long last, int max) {
      this.partition = partition;
      this.at = from;
      this.last = last;
      this.max = max;
    }

    void read(Keys keys, Deadline deadline) {
      while (at < last && !torn && readBucket(keys, (at + 1) / Keys.BUCKET, deadline)) {
        // Goes on with the next bucket.
      }
    }

    /** Returns false if the slice is full. */
    private boolean readBucket(Keys keys, long bucket, Deadline deadline) {
      long end = Math.min(last, (bucket + 1) * Keys.BUCKET - 1);
      Map<String, AttributeValue> after = Map.of();
      // Stays the same for further pages: they must not begin behind where the last one ended.
      long first = at + 1;
      do {
        QueryResponse page = page(keys.feedBucket(partition, bucket), first, end, after, deadline);
        for (Map<String, AttributeValue> item : page.items()) {
          if (!take(new Item(item))) {
            return false;
          }
        }
        after = page.lastEvaluatedKey();
      } while (!after.isEmpty());
      torn |= at != end;
      return true;
    }

    private boolean take(Item item) {
      torn |= !item.text(ItemKey.SK).equals(Keys.padded(at + 1));
      if (torn) {
        return false;
      }
      if (!item.has(DynamoCodec.VOID)) {
        long more = item.number(DynamoCodec.BYTES);
        boolean fits = items.isEmpty() || bytes + more <= FeedSlice.MAX_BYTES;
        if (items.size() == max || !fits) {
          return false;
        }
        items.add(item);
        bytes += more;
      }
      at++;
      return true;
    }

    private QueryResponse page(
        String bucket, long from, long to, Map<String, AttributeValue> after, Deadline deadline) {
      Expression keys =
          new Expression("#pk = :pk AND #sk BETWEEN :from AND :to")
              .with("pk", bucket)
              .with("from", Keys.padded(from))
              .with("to", Keys.padded(to));
      return content
          .dynamo()
          .read(
              "The read of the feed",
              deadline,
              end -> {
                QueryRequest.Builder query =
                    QueryRequest.builder()
                        .tableName(content.table())
                        .consistentRead(true)
                        .limit(max - items.size() + 1)
                        .keyConditionExpression(keys.text())
                        .expressionAttributeNames(keys.names(""))
                        .expressionAttributeValues(keys.values());
                if (!after.isEmpty()) {
                  query.exclusiveStartKey(after);
                }
                return content.dynamo().query(query, end);
              });
    }

    /** Fetches the commits' events; those that are gone were truncated. */
    void readEvents(Keys keys, Deadline deadline) {
      List<ItemKey> wanted =
          items.stream()
              .filter(item -> item.number(DynamoCodec.BEFORE) < item.number(DynamoCodec.AFTER))
              .map(item -> key(keys, item))
              .toList();
      Map<ItemKey, Map<String, AttributeValue>> found =
          content.dynamo().getAll("The read of the feed", content.table(), wanted, deadline);
      for (Item item : items) {
        Receipt receipt = receipt(item);
        Optional<Map<String, AttributeValue>> events =
            receipt.events() == 0
                ? Optional.empty()
                : Optional.ofNullable(found.get(key(keys, item)));
        commits.add(commit(item, receipt, events));
      }
    }

    private static ItemKey key(Keys keys, Item item) {
      return keys.commit(item.stream(), item.number(DynamoCodec.AFTER));
    }

    private Receipt receipt(Item item) {
      return new Receipt(
          item.stream(),
          new RequestId(item.text(DynamoCodec.REQUEST)),
          item.number(DynamoCodec.BEFORE),
          item.number(DynamoCodec.AFTER),
          item.json(DynamoCodec.RESPONSE),
          item.time(DynamoCodec.RECORDED_AT),
          DynamoCodec.position(partition, Long.parseLong(item.text(ItemKey.SK))));
    }

    private static RecordedCommit commit(
        Item item, Receipt receipt, Optional<Map<String, AttributeValue>> stored) {
      List<RecordedEvent> events =
          stored
              .map(found -> StreamReader.commit(receipt.stream(), new Item(found)))
              .orElse(List.of());
      return new RecordedCommit(
          receipt,
          events,
          receipt.events() > 0 && stored.isEmpty(),
          item.effects(),
          item.claims(DynamoCodec.CLAIMS),
          item.claims(DynamoCodec.RELEASES));
    }
  }
}
