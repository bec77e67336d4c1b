package dev.assay.adapter.dynamodb;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The keys of the items of one content of a realm. A realm gets a new content when it is dropped,
 * so that nothing of the old one is ever found again.
 *
 * @param content the name of the content
 */
record Keys(String content) {

  /** How many positions of the feed share a partition of the table. */
  static final int BUCKET = 1000;

  static final String VERSION = "v/";
  private static final String REQUEST = "r/";
  private static final String LOGGED = "l/";

  /** Returns the feed partition of a stream; for ever the same. */
  static int partition(StreamId stream, int partitions) {
    CRC32 sum = new CRC32();
    sum.update(stream.type().getBytes(StandardCharsets.UTF_8));
    sum.update(0);
    sum.update(stream.id().getBytes(StandardCharsets.UTF_8));
    return (int) (sum.getValue() % partitions);
  }

  /** Writes a number such that texts sort as numbers do. */
  static String padded(long number) {
    return "%019d".formatted(number);
  }

  String stream(StreamId stream) {
    return "s/%s/%s/%s".formatted(content, ItemKey.part(stream.type()), ItemKey.part(stream.id()));
  }

  ItemKey head(StreamId stream) {
    return new ItemKey(stream(stream), "head");
  }

  /** Returns the key of a commit with events, by the version of its last one. */
  ItemKey commit(StreamId stream, long after) {
    return new ItemKey(stream(stream), VERSION + padded(after));
  }

  /** Returns the version in the sort key of a commit. */
  static long versionOf(String sk) {
    return Long.parseLong(sk.substring(VERSION.length()));
  }

  ItemKey request(StreamId stream, RequestId request) {
    return new ItemKey(stream(stream), REQUEST + request.value());
  }

  ItemKey logged(StreamId stream, RequestId request) {
    return new ItemKey(stream(stream), LOGGED + request.value());
  }

  ItemKey claim(Claim claim) {
    return new ItemKey(
        "c/%s/%s/%s".formatted(content, ItemKey.part(claim.space()), ItemKey.part(claim.value())),
        "claim");
  }

  String feedBucket(int partition, long bucket) {
    return "f/%s/%d/%d".formatted(content, partition, bucket);
  }

  ItemKey feed(int partition, long position) {
    return new ItemKey(feedBucket(partition, position / BUCKET), padded(position));
  }

  String interaction(String interaction) {
    return "i/%s/%s".formatted(content, ItemKey.part(interaction));
  }

  /** The list of logged requests that may have no receipt yet. */
  String pending() {
    return "w/" + content;
  }

  /** The list of logged requests that have a receipt. */
  String answered() {
    return "d/" + content;
  }
}
