package dev.assay.tck.model;

import dev.assay.spi.Declaration;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.StreamId;
import dev.assay.tck.data.StateDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The steps that read the feed. */
final class FeedSteps {

  private static final int ALL = 500;
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration BUDGET = Duration.ofSeconds(20);

  // Stores may differ in the order of commits without events at one version, and in nothing else.
  private static final Comparator<Receipt> INSIDE_A_STREAM =
      Comparator.comparing(Receipt::after)
          .thenComparing(receipt -> receipt.events() == 0)
          .thenComparing(receipt -> receipt.request().value());

  private FeedSteps() {}

  /**
   * Reads on from a bookmark in all partitions to their ends, and sets a bookmark there.
   *
   * @param bookmark its number
   * @param page the most commits that one call asks for
   */
  record ReadToTheEnd(int handle, int bookmark, int page) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      Notes notes = world.notes(handle);
      Bookmark from = notes.bookmark(bookmark);
      List<RecordedCommit> commits = new ArrayList<>();
      List<Cursor> cursors = new ArrayList<>();
      for (int partition = 0; partition < partitions(world.handle(handle)); partition++) {
        Cursor after = from.cursor(partition);
        cursors.add(readToTheEnd(world.handle(handle), partition, after, page, commits));
      }
      commits.forEach(notes::known);
      List<Receipt> seen = checkOrder(from.seenWith(receipts(commits)));
      notes.add(new Bookmark(cursors, seen, true));
      return from.whole()
          ? new Answer("%d commits".formatted(commits.size()), lines(commits))
          : new Answer("%d commits in all".formatted(seen.size()), keys(seen));
    }

    @Override
    public List<Step<EventWorld>> simpler() {
      ReadToTheEnd plain = new ReadToTheEnd(handle, 0, ALL);
      return equals(plain) ? List.of() : List.of(plain);
    }

    @Override
    public String toString() {
      return "feed to its end, from %s, %d commits a call%s"
          .formatted(place(bookmark), page, Handles.by(handle));
    }
  }

  /**
   * Reads one slice of every partition and sets a bookmark behind it. What is in it may differ from
   * store to store; that nothing is lost there is seen by whoever reads on.
   */
  record ReadOneSlice(int handle, int bookmark, int page) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      Notes notes = world.notes(handle);
      Bookmark from = notes.bookmark(bookmark);
      List<RecordedCommit> commits = new ArrayList<>();
      List<Cursor> cursors = new ArrayList<>();
      for (int partition = 0; partition < partitions(world.handle(handle)); partition++) {
        Cursor after = from.cursor(partition);
        FeedSlice slice = slice(world.handle(handle), partition, after, page, Duration.ZERO);
        commits.addAll(slice.commits());
        cursors.add(slice.next());
      }
      commits.forEach(notes::known);
      notes.add(new Bookmark(cursors, from.seenWith(receipts(commits)), false));
      return Answer.of("a slice");
    }

    @Override
    public String toString() {
      return "feed, one slice from %s, %d commits at most%s"
          .formatted(place(bookmark), page, Handles.by(handle));
    }
  }

  /** Asks for the ends of all partitions and sets a bookmark there. */
  record AskForTheEnd(int handle) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      EventStore store = world.handle(handle);
      List<Cursor> cursors = new ArrayList<>();
      for (int partition = 0; partition < partitions(store); partition++) {
        Cursor last = readToTheEnd(store, partition, Cursor.START, ALL, new ArrayList<>());
        Cursor end = store.feedEnd(partition);
        Promise.check(end.compareTo(last) >= 0, "the end lies before a commit that was shown");
        cursors.add(end);
      }
      world.notes(handle).add(world.notes(handle).end(cursors));
      return Answer.of("the end");
    }

    @Override
    public String toString() {
      return "feedEnd" + Handles.by(handle);
    }
  }

  static List<RecordedCommit> readAll(EventStore store) {
    List<RecordedCommit> commits = new ArrayList<>();
    for (int partition = 0; partition < partitions(store); partition++) {
      readToTheEnd(store, partition, Cursor.START, ALL, commits);
    }
    return commits;
  }

  private static Cursor readToTheEnd(
      EventStore store, int partition, Cursor after, int page, List<RecordedCommit> commits) {
    long deadline = System.nanoTime() + BUDGET.plus(feed(store).lag()).toNanos();
    FeedSlice slice = slice(store, partition, after, page, Duration.ZERO);
    commits.addAll(slice.commits());
    while (!slice.caughtUp()) {
      Promise.check(
          System.nanoTime() < deadline,
          "the feed was not caught up; it is held back by: " + slice.heldBackBy().orElse("-"));
      Duration wait = slice.commits().isEmpty() ? WAIT : Duration.ZERO;
      slice = slice(store, partition, slice.next(), page, wait);
      commits.addAll(slice.commits());
    }
    return slice.next();
  }

  private static FeedSlice slice(
      EventStore store, int partition, Cursor after, int page, Duration wait) {
    FeedSlice slice = store.feed(partition, after, page, wait);
    Promise.check(slice.commits().size() <= page, "the slice holds more commits than asked for");
    Cursor last = after;
    for (RecordedCommit commit : slice.commits()) {
      Cursor place = commit.receipt().position().cursor();
      Promise.check(place.compareTo(last) > 0, "the place %s follows %s".formatted(place, last));
      last = place;
    }
    Promise.check(slice.next().compareTo(last) >= 0, "the next cursor goes back");
    return slice;
  }

  /** Returns the commits as text, stream by stream. */
  static List<String> lines(List<RecordedCommit> commits) {
    return StateDigest.commits(
        commits.stream()
            .sorted(Comparator.comparing(RecordedCommit::receipt, INSIDE_A_STREAM))
            .toList());
  }

  private static List<String> keys(List<Receipt> receipts) {
    return receipts.stream().map(Texts::receipt).sorted().toList();
  }

  private static List<Receipt> checkOrder(List<Receipt> seen) {
    Map<StreamId, Long> versions = new HashMap<>();
    for (Receipt receipt : seen) {
      long before = versions.getOrDefault(receipt.stream(), 0L);
      Promise.check(
          receipt.before() == before,
          "behind version %d of '%s' the feed shows %s"
              .formatted(before, receipt.stream(), Texts.receipt(receipt)));
      versions.put(receipt.stream(), receipt.after());
    }
    return seen;
  }

  private static List<Receipt> receipts(List<RecordedCommit> commits) {
    return commits.stream().map(RecordedCommit::receipt).toList();
  }

  private static String place(int bookmark) {
    return bookmark == 0 ? "the start" : "bookmark " + bookmark;
  }

  private static int partitions(EventStore store) {
    return feed(store).partitions();
  }

  private static Declaration.Feed feed(EventStore store) {
    return store
        .declaration()
        .feed()
        .orElseThrow(() -> new AssertionError("An event store declares the shape of its feed"));
  }
}
