package dev.assay.selftest;

import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** A feed that is kept beside a store, with places that are taken before they are shown. */
final class FeedBook {

  /** The place of each stream's last commit with events; for stores that ask for it. */
  final Map<StreamId, Cursor> lastWithEvents = new ConcurrentHashMap<>();

  private final NavigableMap<Cursor, RecordedCommit> shown = new TreeMap<>();
  private final NavigableSet<Cursor> underWay = new TreeSet<>();
  private final Map<StreamId, Object> locks = new ConcurrentHashMap<>();
  private long last;
  private long changes;

  Object lock(StreamId stream) {
    return locks.computeIfAbsent(stream, s -> new Object());
  }

  synchronized Cursor take() {
    last++;
    Cursor place = new Cursor("%019d".formatted(last));
    underWay.add(place);
    return place;
  }

  synchronized void show(Cursor taken, RecordedCommit commit) {
    shown.put(commit.receipt().position().cursor(), commit);
    giveUp(taken);
  }

  synchronized void giveUp(Cursor taken) {
    underWay.remove(taken);
    changes++;
    notifyAll();
  }

  synchronized Cursor lastTaken() {
    return new Cursor("%019d".formatted(last));
  }

  /** Everything below is shown or will never be. */
  synchronized Cursor horizon() {
    return underWay.isEmpty() ? new Cursor("%019d".formatted(last + 1)) : underWay.first();
  }

  synchronized NavigableMap<Cursor, RecordedCommit> between(Cursor after, Cursor before) {
    return after.compareTo(before) >= 0
        ? new TreeMap<>()
        : new TreeMap<>(shown.subMap(after, false, before, false));
  }

  synchronized boolean showsFrom(Cursor place) {
    return !shown.tailMap(place, true).isEmpty();
  }

  synchronized Optional<Receipt> find(StreamId stream, RequestId request) {
    return shown.values().stream()
        .map(RecordedCommit::receipt)
        .filter(receipt -> receipt.stream().equals(stream) && receipt.request().equals(request))
        .findFirst();
  }

  /** Waits for a change, and not for ever. */
  synchronized void await(long millis) throws InterruptedException {
    long before = changes;
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (before == changes && deadline - System.nanoTime() > 0) {
      wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    }
  }
}
