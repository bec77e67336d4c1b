package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Declaration;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads feeds to their end, within bounds, and judges what they show. */
final class Feeds {

  /** The time of a call beyond what the contract bounds, on a machine that is busy. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The time in which a wait ends that somebody ends, on a machine that is busy. */
  static final Duration SOON = Duration.ofSeconds(5);

  private static final int PAGE = 100;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Feeds() {}

  static Declaration.Feed shape(EventStore store) {
    return store
        .declaration()
        .feed()
        .orElseThrow(() -> new AssertionError("An event store must declare the shape of its feed"));
  }

  static int partitions(EventStore store) {
    return shape(store).partitions();
  }

  /** Returns the longest time that a commit may take to be shown to a reader that waits for it. */
  static Duration patience(EventStore store) {
    return shape(store).lag().plus(PATIENCE);
  }

  /** Reads all partitions from the start until they are caught up. */
  static List<RecordedCommit> all(EventStore store) {
    return all(store, PAGE);
  }

  static List<RecordedCommit> all(EventStore store, int max) {
    List<RecordedCommit> commits = new ArrayList<>();
    for (int partition = 0; partition < partitions(store); partition++) {
      commits.addAll(toEnd(store, partition, Cursor.START, max));
    }
    return commits;
  }

  static List<RecordedCommit> toEnd(EventStore store, int partition, Cursor after) {
    return toEnd(store, partition, after, PAGE);
  }

  static List<RecordedCommit> toEnd(EventStore store, int partition, Cursor after, int max) {
    return slices(store, partition, after, max).stream()
        .flatMap(slice -> slice.commits().stream())
        .toList();
  }

  /** Reads until the store says that the reader is caught up; the last slice says so. */
  static List<FeedSlice> slices(EventStore store, int partition, Cursor after, int max) {
    long deadline = System.nanoTime() + patience(store).toNanos();
    List<FeedSlice> slices = new ArrayList<>();
    Cursor at = after;
    Duration wait = Duration.ZERO;
    while (slices.isEmpty() || !slices.get(slices.size() - 1).caughtUp()) {
      FeedSlice slice = store.feed(partition, at, max, wait);
      slices.add(slice);
      assertAdvances(at, slice);
      assertThat(deadline - System.nanoTime())
          .as("time left to catch up with partition %s, held back by %s", partition, slice)
          .isPositive();
      at = slice.next();
      wait = slice.commits().isEmpty() ? PAUSE : Duration.ZERO;
    }
    return slices;
  }

  private static void assertAdvances(Cursor at, FeedSlice slice) {
    assertThat(slice.next())
        .as("cursor behind a slice read from %s", at)
        .isGreaterThanOrEqualTo(at);
    if (!slice.commits().isEmpty()) {
      assertThat(slice.next()).as("cursor behind a slice with commits").isNotEqualTo(at);
    }
  }

  static Cursor end(EventStore store, int partition) {
    List<FeedSlice> slices = slices(store, partition, Cursor.START, PAGE);
    return slices.get(slices.size() - 1).next();
  }

  /** Reads every partition's end. */
  static Map<Integer, Cursor> ends(EventStore store) {
    Map<Integer, Cursor> ends = new HashMap<>();
    for (int partition = 0; partition < partitions(store); partition++) {
      ends.put(partition, end(store, partition));
    }
    return ends;
  }

  /** Reads all partitions from these cursors until they are caught up. */
  static List<RecordedCommit> behind(EventStore store, Map<Integer, Cursor> cursors) {
    List<RecordedCommit> commits = new ArrayList<>();
    cursors.forEach((partition, cursor) -> commits.addAll(toEnd(store, partition, cursor)));
    return commits;
  }

  static List<Receipt> receipts(List<RecordedCommit> commits) {
    return commits.stream().map(RecordedCommit::receipt).toList();
  }

  /** Finds the one commit that left this receipt behind, in the partition that it names. */
  static RecordedCommit find(EventStore store, Receipt receipt) {
    List<RecordedCommit> found =
        toEnd(store, receipt.position().partition(), Cursor.START).stream()
            .filter(commit -> sameRequest(commit.receipt(), receipt))
            .toList();
    assertThat(found).as("commits of request %s in the feed", receipt.request()).hasSize(1);
    return found.get(0);
  }

  private static boolean sameRequest(Receipt a, Receipt b) {
    return a.stream().equals(b.stream()) && a.request().equals(b.request());
  }

  /** Asserts that every stream's commits stand in version order, the first one at version 0. */
  static void assertVersionOrder(List<Receipt> feed) {
    Map<StreamId, Receipt> last = new HashMap<>();
    for (Receipt receipt : feed) {
      Receipt front = last.put(receipt.stream(), receipt);
      assertThat(receipt.before())
          .as("version before %s, which the feed shows behind %s", receipt, front)
          .isEqualTo(front == null ? 0 : front.after());
    }
  }

  /** Asserts that a feed shows these commits, each once, and nothing else. */
  static void assertComplete(List<Receipt> feed, List<Receipt> acknowledged) {
    assertThat(feed).doesNotHaveDuplicates();
    assertThat(feed).containsExactlyInAnyOrderElementsOf(acknowledged);
  }
}
