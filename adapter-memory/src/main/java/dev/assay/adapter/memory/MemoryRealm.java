package dev.assay.adapter.memory;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The content of one realm. Every method is called with this object's lock held. */
final class MemoryRealm {

  private static final MemoryStream NONE = new MemoryStream();

  final NavigableMap<Cursor, RecordedCommit> feed = new TreeMap<>();
  final Map<Claim, StreamId> holders = new HashMap<>();
  final Map<RequestKey, LoggedRequest> log = new LinkedHashMap<>();
  private final Map<Cursor, Long> bytes = new HashMap<>();
  private final Map<StreamId, MemoryStream> streams = new HashMap<>();
  private long lastPosition;

  /** What identifies a logged request. */
  record RequestKey(StreamId stream, RequestId request) {

    static RequestKey of(Request request) {
      return new RequestKey(request.stream(), request.request());
    }
  }

  MemoryStream stream(StreamId id) {
    return streams.getOrDefault(id, NONE);
  }

  /** Returns why a commit must be refused, or empty if it may be applied. */
  Optional<CommitResult> judge(Commit commit) {
    MemoryStream stream = stream(commit.stream());
    Receipt original = stream.receipts.get(commit.request());
    if (original != null) {
      return Optional.of(new CommitResult.Duplicate(original));
    }
    if (!commit.expected().holdsAt(stream.head)) {
      return Optional.of(new CommitResult.VersionConflict(stream.head));
    }
    for (Claim claim : commit.claims()) {
      StreamId holder = holders.getOrDefault(claim, commit.stream());
      if (!holder.equals(commit.stream())) {
        return Optional.of(new CommitResult.ClaimTaken(claim, holder));
      }
    }
    return Optional.empty();
  }

  /** Applies a commit that was judged, with its events following the head. */
  Receipt apply(Commit commit) {
    MemoryStream stream = streams.computeIfAbsent(commit.stream(), id -> new MemoryStream());
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    Instant at = now.isBefore(stream.lastRecordedAt) ? stream.lastRecordedAt : now;
    return append(stream, commit, commit.events().size(), at);
  }

  /** Applies a commit that was recorded elsewhere and judged here. */
  Receipt restore(RecordedCommit recorded) {
    Commit commit = recorded.asCommit();
    MemoryStream stream = streams.computeIfAbsent(commit.stream(), id -> new MemoryStream());
    Receipt there = recorded.receipt();
    Receipt here = append(stream, commit, there.events(), there.recordedAt());
    if (recorded.truncated()) {
      truncate(commit.stream(), here.after() + 1);
    }
    return here;
  }

  private Receipt append(MemoryStream stream, Commit commit, long count, Instant at) {
    Receipt receipt =
        new Receipt(
            commit.stream(),
            commit.request(),
            stream.head,
            stream.head + count,
            commit.response(),
            at,
            new FeedPosition(0, nextPosition()));
    List<RecordedEvent> events = new ArrayList<>();
    for (Event event : commit.events()) {
      events.add(
          new RecordedEvent(commit.stream(), receipt.before() + events.size() + 1, at, event));
    }
    events.forEach(event -> stream.events.put(event.version(), event));
    stream.receipts.put(commit.request(), receipt);
    stream.head = receipt.after();
    stream.lastRecordedAt = at;
    commit.claims().forEach(claim -> holders.put(claim, commit.stream()));
    commit.releases().forEach(claim -> holders.remove(claim, commit.stream()));
    boolean truncated = events.size() < count;
    bytes.put(receipt.position().cursor(), commit.bytes());
    feed.put(
        receipt.position().cursor(),
        new RecordedCommit(
            receipt, events, truncated, commit.effects(), commit.claims(), commit.releases()));
    notifyAll();
    return receipt;
  }

  /** Returns the first commits of a part of the feed: at least one, and then only 8 MiB. */
  List<RecordedCommit> page(NavigableMap<Cursor, RecordedCommit> ahead, int max) {
    List<RecordedCommit> commits = new ArrayList<>();
    long size = 0;
    for (Map.Entry<Cursor, RecordedCommit> entry : ahead.entrySet()) {
      size += bytes.getOrDefault(entry.getKey(), 0L);
      if (commits.size() == max || (size > FeedSlice.MAX_BYTES && !commits.isEmpty())) {
        return commits;
      }
      commits.add(entry.getValue());
    }
    return commits;
  }

  /** Removes events below a version, whole commits only; returns the first retained version. */
  long truncate(StreamId id, long before) {
    MemoryStream stream = stream(id);
    for (Receipt receipt : stream.receipts.values()) {
      if (receipt.after() < before && receipt.after() >= stream.firstRetained) {
        stream.firstRetained = receipt.after() + 1;
        stream.events.headMap(stream.firstRetained).clear();
        feed.computeIfPresent(receipt.position().cursor(), (at, commit) -> truncated(commit));
      }
    }
    return stream.firstRetained;
  }

  private static RecordedCommit truncated(RecordedCommit commit) {
    return new RecordedCommit(
        commit.receipt(), List.of(), true, commit.effects(), commit.claims(), commit.releases());
  }

  Optional<Receipt> receipt(RequestKey key) {
    return Optional.ofNullable(stream(key.stream()).receipts.get(key.request()));
  }

  LoggedRequest record(Request request) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    RequestKey key = RequestKey.of(request);
    LoggedRequest first =
        new LoggedRequest(request, 1, now, now, Optional.empty(), Optional.empty());
    return withReceipt(log.merge(key, first, (old, again) -> receivedAgain(old, now)));
  }

  private static LoggedRequest receivedAgain(LoggedRequest old, Instant now) {
    Instant last = now.isBefore(old.lastAt()) ? old.lastAt() : now;
    return new LoggedRequest(
        old.request(), old.received() + 1, old.firstAt(), last, old.error(), Optional.empty());
  }

  /** Returns a logged request with the receipt that its commit has left behind by now. */
  LoggedRequest withReceipt(LoggedRequest logged) {
    return new LoggedRequest(
        logged.request(),
        logged.received(),
        logged.firstAt(),
        logged.lastAt(),
        logged.error(),
        receipt(RequestKey.of(logged.request())));
  }

  /** Empties the realm. Positions go on rising, so that an old cursor never skips a new commit. */
  void clear() {
    feed.clear();
    bytes.clear();
    holders.clear();
    log.clear();
    streams.clear();
  }

  private Cursor nextPosition() {
    lastPosition++;
    return new Cursor("%019d".formatted(lastPosition));
  }
}
