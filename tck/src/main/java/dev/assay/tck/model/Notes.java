package dev.assay.tck.model;

import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a caller remembers of one realm. A store that contradicts what it said before is caught
 * here, also in what cannot be compared with the reference: recorded times and feed positions.
 */
final class Notes {

  private final Map<Key, Receipt> receipts = new LinkedHashMap<>();
  private final Map<StreamId, Receipt> last = new HashMap<>();
  private final Map<Key, Instant> firstAt = new HashMap<>();
  private final List<Bookmark> bookmarks = new ArrayList<>(List.of(Bookmark.START));

  record Key(StreamId stream, RequestId request) {

    static Key of(Receipt receipt) {
      return new Key(receipt.stream(), receipt.request());
    }
  }

  /** Returns the version of a stream. */
  long head(StreamId stream) {
    Receipt receipt = last.get(stream);
    return receipt == null ? 0 : receipt.after();
  }

  Bookmark bookmark(int number) {
    return bookmarks.get(number % bookmarks.size());
  }

  void add(Bookmark bookmark) {
    bookmarks.add(bookmark);
  }

  /** Returns the receipts of all commits, in their order. */
  List<Receipt> receipts() {
    return List.copyOf(receipts.values());
  }

  /** Remembers an answer, and returns it. */
  <T extends CommitOutcome> T note(T outcome) {
    if (outcome instanceof CommitResult.Committed committed) {
      added(committed.receipt());
    } else if (outcome instanceof CommitResult.Duplicate duplicate) {
      known(duplicate.original());
    }
    return outcome;
  }

  /** Remembers an answer, and returns it. */
  JointResult note(JointResult result) {
    if (result instanceof JointResult.Committed committed) {
      committed.receipts().forEach(this::added);
    } else if (result instanceof JointResult.Duplicate duplicate) {
      duplicate.originals().forEach(this::known);
    }
    return result;
  }

  private void added(Receipt receipt) {
    Receipt same = receipts.putIfAbsent(Key.of(receipt), receipt);
    Promise.check(same == null, "the request was applied before, with the receipt " + same);
    Receipt before = last.put(receipt.stream(), receipt);
    Promise.check(
        before == null || !receipt.recordedAt().isBefore(before.recordedAt()),
        "the recorded time goes back to %s after %s".formatted(receipt, before));
  }

  /** Checks that a receipt is the one that the commit was answered with, and returns it. */
  Receipt known(Receipt receipt) {
    Receipt first = receipts.get(Key.of(receipt));
    Promise.check(
        receipt.equals(first),
        "the receipt is %s, but the commit was answered with %s".formatted(receipt, first));
    return receipt;
  }

  /** Checks a commit of the feed against its receipt, and returns it. */
  RecordedCommit known(RecordedCommit commit) {
    known(commit.receipt());
    commit.events().forEach(event -> checkTime(event, commit.receipt()));
    return commit;
  }

  /** Checks that an event has the recorded time of its commit, and returns it. */
  RecordedEvent known(RecordedEvent event) {
    receipts.values().stream()
        .filter(receipt -> receipt.stream().equals(event.stream()))
        .filter(receipt -> receipt.before() < event.version() && event.version() <= receipt.after())
        .forEach(receipt -> checkTime(event, receipt));
    return event;
  }

  private static void checkTime(RecordedEvent event, Receipt receipt) {
    Promise.check(
        event.recordedAt().equals(receipt.recordedAt()),
        "the event was recorded at %s, but its commit at %s"
            .formatted(event.recordedAt(), receipt.recordedAt()));
  }

  /** Checks what the log remembers against what it said before, and returns it. */
  LoggedRequest known(LoggedRequest logged) {
    Request request = logged.request();
    Key key = new Key(request.stream(), request.request());
    Instant first = firstAt.computeIfAbsent(key, k -> logged.firstAt());
    Promise.check(
        logged.firstAt().equals(first) && !logged.lastAt().isBefore(first),
        "received from %s to %s, but at first at %s"
            .formatted(logged.firstAt(), logged.lastAt(), first));
    logged.receipt().ifPresent(this::known);
    return logged;
  }

  /** Returns a bookmark behind everything that was written. */
  Bookmark end(List<Cursor> cursors) {
    return new Bookmark(cursors, receipts(), true);
  }

  /** Forgets the content of the realm, which was dropped. Places in the feed stay. */
  void forget() {
    receipts.clear();
    last.clear();
    firstAt.clear();
    bookmarks.replaceAll(Bookmark::afterDrop);
  }
}
