package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.assay.adapter.cassandra.Cql.Level;
import dev.assay.adapter.cassandra.FeedTable.Intent;
import dev.assay.adapter.cassandra.IntentResolver.Decision;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;

/** Reads the feed; see {@link CassandraEventStore} for the steps. Thread-safe. */
final class FeedReader {

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
  private static final int MOST_COMMITS = 500;
  private static final int CHUNK = 32;
  private static final long SETTLE_MICROS = 1_000_000;

  private final Realms realms;
  private final StreamTable streams;
  private final FeedTable feed;
  private final AttemptClock clock;
  private final IntentResolver resolver;
  private final Bell bell;
  private final Duration timeout;
  private final BooleanSupplier closing;
  private final AtomicReferenceArray<String> closed;
  private final AtomicReferenceArray<String> settled;

  FeedReader(CommitCall.Backend to, Bell bell, Duration timeout, BooleanSupplier closing) {
    this.realms = to.realms();
    this.streams = to.streams();
    this.feed = to.feed();
    this.clock = to.clock();
    this.resolver = new IntentResolver(streams, feed);
    this.bell = bell;
    this.timeout = timeout;
    this.closing = closing;
    this.closed = marks(realms.partitions());
    this.settled = marks(realms.partitions());
  }

  private static AtomicReferenceArray<String> marks(int partitions) {
    String[] none = new String[partitions];
    Arrays.fill(none, "");
    return new AtomicReferenceArray<>(none);
  }

  FeedSlice read(int partition, Cursor after, int max, Duration wait) {
    String from = place(after);
    Deadline patience = Deadline.in(wait);
    Deadline last = Deadline.in(timeout).later(wait);
    Duration pause = SHORTEST_PAUSE;
    while (true) {
      long rings = bell.rings();
      Deadline deadline = Deadline.in(timeout).orSooner(last);
      Pass pass =
          realms.inGeneration(
              deadline, generation -> new Pass(generation, partition, from, max, true, deadline));
      if (!pass.commits.isEmpty() || patience.passed() || closing.getAsBoolean()) {
        return new FeedSlice(
            pass.commits, new Cursor(pass.next), pass.caughtUp(), Optional.empty());
      }
      await(rings, pause, patience);
      pause = longer(pause);
    }
  }

  /**
   * Checks a cursor.
   *
   * @throws IllegalArgumentException if it is not of this kind of feed
   */
  private static String place(Cursor cursor) {
    return cursor.equals(Cursor.START) ? "" : Attempt.of(cursor.text()).text();
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void await(long rings, Duration pause, Deadline patience) {
    try {
      bell.await(rings, Math.min(pause.toNanos(), Math.max(0, patience.leftNanos())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("The wait for a commit was interrupted", e);
    }
  }

  /**
   * Goes on from where nothing is undecided to the end; where a writer is at work, waits for it.
   */
  Cursor end(int partition, Deadline deadline) {
    return realms.inGeneration(deadline, generation -> end(generation, partition, deadline));
  }

  private Cursor end(long generation, int partition, Deadline deadline) {
    note(settled, partition, feed.settled(partition, deadline));
    while (true) {
      String from = settled.get(partition);
      Pass pass = new Pass(generation, partition, from, MOST_COMMITS, false, deadline);
      if (pass.caughtUp() || (pass.held && deadline.leftMillis() < timeout.toMillis() / 4)) {
        return new Cursor(pass.next);
      }
      if (pass.held) {
        await(bell.rings(), SHORTEST_PAUSE, deadline);
      }
    }
  }

  private static void note(AtomicReferenceArray<String> marks, int partition, String place) {
    marks.accumulateAndGet(partition, place, (a, b) -> a.compareTo(b) >= 0 ? a : b);
  }

  /** One pass over a part of the feed. For one thread. */
  private final class Pass {

    final List<RecordedCommit> commits = new ArrayList<>();
    String next;
    // Whether an attempt that is undecided stopped it.
    boolean held;
    private final long generation;
    private final int partition;
    private final int max;
    private final boolean load;
    private final Deadline deadline;
    // Whether no intent stood behind those that were looked at.
    private boolean complete;
    private boolean full;
    private int count;
    private long bytes;

    Pass(long generation, int partition, String from, int max, boolean load, Deadline deadline) {
      this.generation = generation;
      this.partition = partition;
      this.next = from;
      this.max = Math.min(max, MOST_COMMITS);
      this.load = load;
      this.deadline = deadline;
      do {
        look();
      } while (!complete && !full && !held && count == 0);
      settle(from);
    }

    boolean caughtUp() {
      return complete && !full && !held;
    }

    private void look() {
      String known = closedMark();
      List<Intent> seen =
          feed.intents(generation, partition, next, FeedTable.END, max + 1, deadline);
      complete = seen.size() <= max;
      Optional<Attempt> last = end(seen, known);
      if (last.isEmpty()) {
        resolver.tidy(generation, partition, seen, deadline);
        return;
      }
      Attempt to = last.get();
      if (to.text().compareTo(known) > 0) {
        close(to);
        seen = feed.intents(generation, partition, next, to.text(), Integer.MAX_VALUE, deadline);
      }
      walk(seen.stream().filter(intent -> intent.attempt().compareTo(to) <= 0).toList());
      if (!full && !held) {
        next = to.text();
      }
    }

    // What was known before the intents are read counts.
    private String closedMark() {
      String known = closed.get(partition);
      if (known.isEmpty()) {
        note(closed, partition, feed.closed(partition, deadline));
        clock.pass(closed.get(partition));
      }
      return closed.get(partition);
    }

    private void close(Attempt to) {
      feed.close(partition, to, deadline);
      note(closed, partition, to.text());
      clock.pass(to.text());
    }

    /**
     * Chooses up to where this pass goes: to the last attempt that was applied, or where the
     * partition is closed already. Writers that are at work behind that are left in peace.
     */
    private Optional<Attempt> end(List<Intent> seen, String known) {
      List<CompletableFuture<Boolean>> applied = new ArrayList<>();
      for (Intent intent : seen) {
        applied.add(
            intent.attempt().text().compareTo(known) <= 0
                ? CompletableFuture.completedFuture(true)
                : isApplied(intent));
      }
      for (int i = seen.size() - 1; i >= 0; i--) {
        boolean behindAll = !complete && i == seen.size() - 1;
        if (behindAll || Cql.await("The read of the feed", deadline, applied.get(i))) {
          return Optional.of(seen.get(i).attempt());
        }
      }
      return Optional.empty();
    }

    private CompletableFuture<Boolean> isApplied(Intent intent) {
      return streams
          .attemptOfAsync(generation, intent.stream(), intent.request(), deadline)
          .thenApply(by -> by.equals(Optional.of(intent.attempt().text())));
    }

    private void walk(List<Intent> intents) {
      for (int from = 0; from < intents.size() && !full && !held; from += CHUNK) {
        List<Intent> chunk = intents.subList(from, Math.min(intents.size(), from + CHUNK));
        List<CompletableFuture<Loaded>> loading = chunk.stream().map(this::loadAsync).toList();
        for (int i = 0; i < chunk.size() && !full && !held; i++) {
          Loaded loaded = Cql.await("The read of the feed", deadline, loading.get(i));
          pass(chunk.get(i), loaded);
        }
      }
    }

    private void pass(Intent intent, Loaded loaded) {
      Loaded found = loaded;
      if (!loaded.isOf(intent)) {
        Decision decision = resolver.decide(generation, partition, intent, deadline);
        if (decision == Decision.DEAD) {
          next = intent.attempt().text();
          return;
        }
        held = decision == Decision.PENDING;
        if (held) {
          return;
        }
        found = Cql.await("The read of the feed", deadline, loadAsync(intent));
      }
      take(intent, found);
    }

    private void take(Intent intent, Loaded found) {
      Row request = found.request().orElseThrow();
      long size = request.getLong("bytes");
      full = count == max || (count > 0 && bytes + size > FeedSlice.MAX_BYTES);
      if (full) {
        return;
      }
      if (load) {
        commits.add(whole(intent, found));
      }
      count++;
      bytes += size;
      next = intent.attempt().text();
    }

    private CompletableFuture<Loaded> loadAsync(Intent intent) {
      return streams
          .requestAsync(generation, intent.stream(), intent.request(), Level.QUORUM, deadline)
          .thenCompose(
              row ->
                  row.isPresent() && load && intent.attempt().text().equals(attempt(row.get()))
                      ? events(intent, row.get())
                      : CompletableFuture.completedFuture(new Loaded(row, List.of())));
    }

    private CompletableFuture<Loaded> events(Intent intent, Row request) {
      long before = request.getLong("version_before");
      long after = request.getLong("version_after");
      if (before == after || isTruncated(request)) {
        return CompletableFuture.completedFuture(new Loaded(Optional.of(request), List.of()));
      }
      return streams
          .eventsAsync(
              generation,
              intent.stream(),
              before + 1,
              after,
              Math.toIntExact(after - before),
              false,
              deadline)
          .thenApply(rows -> new Loaded(Optional.of(request), rows));
    }

    /**
     * Puts a commit together; an event that is missing was truncated since, or is still on its way.
     */
    private RecordedCommit whole(Intent intent, Loaded loaded) {
      Loaded found = loaded;
      while (!found.isWhole()) {
        if (deadline.passed()) {
          throw new StoreUnavailable("A commit in the feed could not be read as a whole", null);
        }
        StreamState unused = streams.state(generation, intent.stream(), Level.SERIAL, deadline);
        found = Cql.await("The read of the feed", deadline, loadAsync(intent));
      }
      Row request = found.request().orElseThrow();
      Receipt receipt = CassandraCodec.receipt(intent.stream(), partition, request);
      List<RecordedEvent> events =
          found.events().stream().map(row -> CassandraCodec.event(intent.stream(), row)).toList();
      return new RecordedCommit(
          receipt,
          events,
          isTruncated(request),
          CassandraCodec.effects(intent.stream(), request),
          List.of(),
          List.of());
    }

    private void settle(String from) {
      String known = settled.get(partition);
      if (from.compareTo(known) > 0 || next.compareTo(known) <= 0) {
        return;
      }
      note(settled, partition, next);
      Attempt at = Attempt.of(next);
      if (!load || known.isEmpty() || at.micros() - Attempt.of(known).micros() > SETTLE_MICROS) {
        feed.settle(partition, at);
      }
    }
  }

  private static String attempt(Row request) {
    return String.valueOf(request.getString("attempt"));
  }

  private static boolean isTruncated(Row request) {
    long after = request.getLong("version_after");
    return after > request.getLong("version_before") && after < request.getLong("first_retained");
  }

  /**
   * What is stored of a commit.
   *
   * @param request the row of its request, perhaps of another attempt
   * @param events the rows of its events
   */
  private record Loaded(Optional<Row> request, List<Row> events) {

    boolean isOf(Intent intent) {
      return request.isPresent() && attempt(request.get()).equals(intent.attempt().text());
    }

    boolean isWhole() {
      Row row = request.orElseThrow();
      long expected = row.getLong("version_after") - row.getLong("version_before");
      return isTruncated(row) || events.size() == expected;
    }
  }
}
