package dev.assay.adapter.cassandra;

import static dev.assay.adapter.cassandra.Cql.bound;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.assay.adapter.cassandra.Cql.Bound;
import dev.assay.adapter.cassandra.Cql.Level;
import dev.assay.spi.event.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statements on the tables of the feed. All writes carry the time of the attempt they name as
 * their timestamp, so that it does not matter when, how often and in which order they arrive.
 */
final class FeedTable {

  private static final String PARTITION = " where realm = ? and generation = ? and partition = ?";
  private static final String BUCKET = PARTITION + " and bucket = ?";

  private static final String ADD_INTENT =
      "insert into assay.feed_intents (realm, generation, partition, bucket, attempt, until, type, id,"
          + " request) values (?, ?, ?, ?, ?, ?, ?, ?, ?) using timestamp ?";
  private static final String REMOVE_INTENT =
      "delete from assay.feed_intents using timestamp ?" + BUCKET + " and attempt = ?";
  private static final String INTENTS =
      "select attempt, until, type, id, request from assay.feed_intents"
          + BUCKET
          + " and attempt > ? and attempt <= ? limit ?";
  private static final String LAST_INTENT =
      "select attempt from assay.feed_intents" + BUCKET + " order by attempt desc limit 1";
  private static final String ADD_BUCKET =
      "insert into assay.feed_buckets (realm, generation, partition, bucket) values (?, ?, ?, ?)"
          + " using timestamp ?";
  private static final String BUCKETS =
      "select bucket from assay.feed_buckets"
          + PARTITION
          + " and bucket >= ? and bucket <= ? limit ?";
  private static final String LAST_BUCKETS =
      "select bucket from assay.feed_buckets" + PARTITION + " order by bucket desc";
  private static final String STREAMS = "select type, id from assay.feed_intents" + BUCKET;
  private static final String ERASE_INTENTS =
      "delete from assay.feed_intents using timestamp ?" + BUCKET;
  private static final String ERASE_BUCKET =
      "delete from assay.feed_buckets using timestamp ?" + BUCKET;
  private static final String CLOSED =
      "select closed from assay.feed_marks where realm = ? and partition = ?";
  private static final String SETTLED =
      "select settled from assay.feed_marks where realm = ? and partition = ?";
  private static final String CLOSE =
      "update assay.feed_marks using timestamp ? set closed = ? where realm = ? and partition = ?";
  private static final String SETTLE =
      "update assay.feed_marks using timestamp ? set settled = ? where realm = ? and partition = ?";

  /** How many buckets are listed at once. */
  static final int BUCKETS_AT_ONCE = 64;

  // For what nobody waits for.
  private static final Duration ASIDE = Duration.ofSeconds(2);

  /** Stands behind every attempt. */
  static final String END = "~";

  private final Cql cql;
  private final String realm;
  private final Set<Bucket> known = ConcurrentHashMap.newKeySet();

  FeedTable(Cql cql, String realm) {
    this.cql = cql;
    this.realm = realm;
  }

  private record Bucket(long generation, int partition, long number) {}

  /**
   * What a writer notes before it sends a commit.
   *
   * @param attempt the attempt
   * @param until how long its writer may still be at it, in microseconds by its own clock
   * @param stream where it writes
   * @param request what it writes for
   */
  record Intent(Attempt attempt, long until, StreamId stream, String request) {}

  /** Begins to write an intent, and the name of its bucket if it may be the first there. */
  CompletableFuture<Void> addIntent(
      long generation, int partition, Intent intent, Deadline deadline) {
    CompletableFuture<?> row =
        cql.writeAsync(
            deadline,
            bound(
                ADD_INTENT,
                realm,
                generation,
                partition,
                intent.attempt().bucket(),
                intent.attempt().text(),
                intent.until(),
                intent.stream().type(),
                intent.stream().id(),
                intent.request(),
                intent.attempt().micros()));
    return CompletableFuture.allOf(
        row, addBucket(generation, partition, intent.attempt(), deadline));
  }

  private CompletableFuture<?> addBucket(
      long generation, int partition, Attempt attempt, Deadline deadline) {
    Bucket bucket = new Bucket(generation, partition, attempt.bucket());
    if (known.contains(bucket)) {
      return CompletableFuture.completedFuture(null);
    }
    return cql.writeAsync(
            deadline,
            bound(ADD_BUCKET, realm, generation, partition, attempt.bucket(), attempt.micros()))
        .thenRun(() -> remember(bucket));
  }

  // Only the newest is needed; an older one is written again.
  private void remember(Bucket bucket) {
    known.removeIf(
        other -> other.partition() == bucket.partition() && other.number() < bucket.number());
    known.add(bucket);
  }

  /** Removes the intent of an attempt that can never be applied; nothing depends on it. */
  void removeIntent(long generation, int partition, Attempt attempt) {
    CompletableFuture<?> unused =
        cql.writeAsync(
            Deadline.in(ASIDE),
            bound(
                REMOVE_INTENT,
                attempt.micros(),
                realm,
                generation,
                partition,
                attempt.bucket(),
                attempt.text()));
  }

  /** Reads the first intents behind a place, up to another one. */
  List<Intent> intents(
      long generation, int partition, String after, String upTo, int max, Deadline deadline) {
    List<Intent> intents = new ArrayList<>();
    long last = upTo.equals(END) ? Long.MAX_VALUE : Attempt.of(upTo).bucket();
    long next = bucketOf(after);
    List<Long> buckets;
    do {
      buckets = buckets(generation, partition, next, last, deadline);
      for (long bucket : buckets) {
        next = bucket + 1;
        if (intents.size() < max) {
          Bound query =
              bound(
                  INTENTS, realm, generation, partition, bucket, after, upTo, max - intents.size());
          cql.read("The read of the feed", Level.QUORUM, deadline, query)
              .forEach(row -> intents.add(intent(row)));
        }
      }
    } while (buckets.size() == BUCKETS_AT_ONCE && intents.size() < max);
    return intents;
  }

  private static Intent intent(Row row) {
    return new Intent(
        Attempt.of(text(row, "attempt")),
        row.getLong("until"),
        new StreamId(text(row, "type"), text(row, "id")),
        text(row, "request"));
  }

  private static String text(Row row, String column) {
    return Objects.requireNonNull(row.getString(column), column);
  }

  private static long bucketOf(String place) {
    return place.isEmpty() ? Long.MIN_VALUE : Attempt.of(place).bucket();
  }

  /** Lists some buckets of a range, in order. */
  List<Long> buckets(long generation, int partition, long first, long last, Deadline deadline) {
    Bound query = bound(BUCKETS, realm, generation, partition, first, last, BUCKETS_AT_ONCE);
    return cql.read("The read of the feed", Level.QUORUM, deadline, query).stream()
        .map(row -> row.getLong("bucket"))
        .toList();
  }

  /** Finds the last intent; the empty text if there is none. */
  String lastIntent(long generation, int partition, Deadline deadline) {
    String what = "The look for the feed's end";
    for (Row name :
        cql.read(what, Level.QUORUM, deadline, bound(LAST_BUCKETS, realm, generation, partition))) {
      Bound query = bound(LAST_INTENT, realm, generation, partition, name.getLong("bucket"));
      List<Row> rows = cql.read(what, Level.QUORUM, deadline, query);
      if (!rows.isEmpty()) {
        return text(rows.get(0), "attempt");
      }
    }
    return "";
  }

  /** Reads all streams that a bucket tells of. */
  Set<StreamId> streams(long generation, int partition, long bucket, Deadline deadline) {
    Set<StreamId> streams = new HashSet<>();
    Bound query = bound(STREAMS, realm, generation, partition, bucket);
    for (Row row : cql.read("The read of the feed", Level.QUORUM, deadline, query)) {
      streams.add(new StreamId(text(row, "type"), text(row, "id")));
    }
    return streams;
  }

  /** Erases a bucket of a generation that is over, and then its name. */
  void eraseBucket(long generation, int partition, long bucket, long timestamp, Deadline deadline) {
    String what = "The erasure of the feed";
    cql.write(
        what, deadline, bound(ERASE_INTENTS, timestamp, realm, generation, partition, bucket));
    cql.write(what, deadline, bound(ERASE_BUCKET, timestamp, realm, generation, partition, bucket));
  }

  /** Reads up to where the partition is closed; the empty text if it never was. */
  String closed(int partition, Deadline deadline) {
    return mark(CLOSED, "closed", partition, deadline);
  }

  /** Reads up to where no attempt is undecided; the empty text if nobody has noted it. */
  String settled(int partition, Deadline deadline) {
    return mark(SETTLED, "settled", partition, deadline);
  }

  private String mark(String text, String column, int partition, Deadline deadline) {
    List<Row> rows =
        cql.read(
            "The look for the feed's marks", Level.QUORUM, deadline, bound(text, realm, partition));
    String mark = rows.isEmpty() ? null : rows.get(0).getString(column);
    return mark == null ? "" : mark;
  }

  /**
   * Closes the partition up to an attempt: none that begins from now on can stand before. A mark
   * changes nothing that a caller could see.
   *
   * @throws dev.assay.spi.StoreUnavailable if it was not acknowledged in time
   */
  void close(int partition, Attempt upTo, Deadline deadline) {
    Bound mark = bound(CLOSE, upTo.micros(), upTo.text(), realm, partition);
    Cql.await("The mark in the feed", deadline, cql.writeAsync(deadline, mark));
  }

  /** Notes that no attempt up to this one is undecided; nothing depends on it. */
  void settle(int partition, Attempt upTo) {
    CompletableFuture<?> unused =
        cql.writeAsync(
            Deadline.in(ASIDE), bound(SETTLE, upTo.micros(), upTo.text(), realm, partition));
  }
}
