package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.StreamId;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules about the order along a stream and between streams. */
public abstract class OrderSuite extends EventStoreSuite {

  private static final int WRITERS = 8;
  private static final int COMMITS = 20;

  /** Rounds of racing writers; the rules about their order divide their commits among them. */
  static final int ROUNDS = 5;

  private static final int COMMITS_OF_A_ROUND = COMMITS / ROUNDS;

  /** For the subclass that names the fixture. */
  protected OrderSuite() {}

  @Test
  @Rule("ORDER-1")
  void commitsWithAndWithoutEventsStandInVersionOrder() {
    StreamId stream = stream();
    for (int events : new int[] {0, 2, 0, 0, 1, 0, 3, 1, 0}) {
      append(stream, events);
      append(stream(), 1);
    }
    List<Receipt> feed = Feeds.receipts(Feeds.all(store()));
    assertThat(feed).hasSize(18);
    Feeds.assertVersionOrder(feed);
  }

  @Test
  @Rule("ORDER-2")
  void commitsOfRacingWritersStandInVersionOrder() {
    List<EventStore> handles = List.of(store(), another());
    for (int round = 0; round < ROUNDS; round++) {
      raceOnAStream(handles);
    }
    evidence("rounds", ROUNDS);
    evidence("commits", ROUNDS * WRITERS * COMMITS_OF_A_ROUND);
  }

  /** One round, apart, so that the kit's own tests can measure what it catches. */
  final void raceOnAStream(List<EventStore> handles) {
    Map<Integer, Cursor> from = Feeds.ends(store());
    List<Receipt> acknowledged = raceOnOneStream(handles, COMMITS_OF_A_ROUND);
    List<Receipt> feed = Feeds.receipts(Feeds.behind(store(), from));
    Feeds.assertComplete(feed, acknowledged);
    Feeds.assertVersionOrder(feed);
  }

  @Test
  @Rule("ORDER-3")
  void recordedTimeRisesAlongAStreamOfRacingWriters() {
    raceOnOneStream(List.of(store(), another()), COMMITS);
    assertTimeNeverDecreases(Feeds.receipts(Feeds.all(store())));
  }

  @Test
  @Rule("ORDER-3")
  void recordedTimeRisesFromHandleToHandle() {
    StreamId stream = stream();
    EventStore other = another();
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < COMMITS; i++) {
      receipts.add(append(i % 2 == 0 ? store() : other, stream, i % 3));
    }
    assertTimeNeverDecreases(receipts);
  }

  @Test
  @Rule("ORDER-4")
  void recordedTimeHasMicroseconds() {
    StreamId stream = stream();
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      times.add(append(stream, 1).recordedAt());
    }
    assertThat(times).allMatch(time -> isWhole(time, ChronoUnit.MICROS), "is in microseconds");
    assertThat(times).as("all in milliseconds").anyMatch(time -> !isWhole(time, ChronoUnit.MILLIS));
  }

  @Test
  @Rule("ORDER-4")
  void recordedTimeIsTheSameEverywhere() {
    StreamId stream = stream();
    Commit commit = commit(stream, ExpectedVersion.any(), 2);
    Receipt receipt = committed(store().commit(commit));
    Instant time = receipt.recordedAt();
    RecordedCommit shown = Feeds.find(store(), receipt);
    assertThat(shown.receipt().recordedAt()).as("in the feed").isEqualTo(time);
    assertThat(shown.events()).as("in the feed").allMatch(e -> e.recordedAt().equals(time));
    List<RecordedEvent> read = store().read(stream, 1, 10, Direction.FORWARD).events();
    assertThat(read).as("in a read").hasSize(2).allMatch(e -> e.recordedAt().equals(time));
    assertThat(another().receipt(stream, commit.request()).map(Receipt::recordedAt))
        .as("in the receipt")
        .contains(time);
    assertThat(store().commit(commit))
        .as("in the answer to a duplicate")
        .isEqualTo(new CommitResult.Duplicate(receipt));
  }

  @Test
  @Rule("ORDER-5")
  @Requires(Capability.TOTAL_ORDER)
  void oneWriterIsShownInTheOrderItWroteIn() {
    assertThat(Feeds.partitions(store())).as("partitions").isEqualTo(1);
    List<EventStore> handles = List.of(store(), another(), another());
    List<StreamId> streams = List.of(stream(), stream(), stream(), stream(), stream());
    List<Receipt> acknowledged = new ArrayList<>();
    for (int i = 0; i < 3 * COMMITS; i++) {
      acknowledged.add(append(handles.get(i % 3), streams.get(i % 5), i % 4));
    }
    assertThat(Feeds.receipts(Feeds.all(store()))).isEqualTo(acknowledged);
  }

  @Test
  @Rule("ORDER-6")
  @Requires(Capability.TOTAL_ORDER)
  void racingWritersAreShownInTheOrderOfTheirAcknowledgement() {
    List<EventStore> handles = List.of(store(), another());
    for (int round = 0; round < ROUNDS; round++) {
      raceOnManyStreams(handles);
    }
    evidence("rounds", ROUNDS);
    evidence("commits", ROUNDS * WRITERS * COMMITS_OF_A_ROUND);
  }

  /** One round, apart, so that the kit's own tests can measure what it catches. */
  final void raceOnManyStreams(List<EventStore> handles) {
    Map<Integer, Cursor> from = Feeds.ends(store());
    Map<Receipt, Span> spans = new HashMap<>();
    Race.of(WRITERS).run(i -> writeTimed(handles.get(i % 2))).stream()
        .map(Outcome::value)
        .forEach(spans::putAll);
    List<Receipt> feed = Feeds.receipts(Feeds.behind(store(), from));
    Feeds.assertComplete(feed, List.copyOf(spans.keySet()));
    assertRealTimeOrder(feed, spans);
  }

  private static boolean isWhole(Instant time, ChronoUnit unit) {
    return time.truncatedTo(unit).equals(time);
  }

  /** When a call began and ended, by the clock of this process. */
  private record Span(long begin, long end) {}

  private Map<Receipt, Span> writeTimed(EventStore handle) {
    Map<Receipt, Span> spans = new HashMap<>();
    for (int i = 0; i < COMMITS_OF_A_ROUND; i++) {
      Commit commit = commit(stream(), ExpectedVersion.any(), i % 2);
      long begin = System.nanoTime();
      Receipt receipt = committed(handle.commit(commit));
      spans.put(receipt, new Span(begin, System.nanoTime()));
    }
    return spans;
  }

  // From the end: nothing may have ended before the commit in front of it began.
  private static void assertRealTimeOrder(List<Receipt> feed, Map<Receipt, Span> spans) {
    Receipt earliest = feed.get(feed.size() - 1);
    for (int i = feed.size() - 2; i >= 0; i--) {
      Receipt front = feed.get(i);
      long waited = end(spans, earliest) - begin(spans, front);
      assertThat(waited)
          .as("time from the begin of %s to the end of %s, shown behind it", front, earliest)
          .isNotNegative();
      earliest = end(spans, front) - end(spans, earliest) < 0 ? front : earliest;
    }
  }

  private static long begin(Map<Receipt, Span> spans, Receipt receipt) {
    return spans.getOrDefault(receipt, new Span(0, 0)).begin();
  }

  private static long end(Map<Receipt, Span> spans, Receipt receipt) {
    return spans.getOrDefault(receipt, new Span(0, 0)).end();
  }

  private List<Receipt> raceOnOneStream(List<EventStore> handles, int commits) {
    StreamId stream = stream();
    return Race.of(WRITERS).run(i -> writeTo(stream, handles.get(i % 2), commits)).stream()
        .flatMap(outcome -> outcome.value().stream())
        .toList();
  }

  private List<Receipt> writeTo(StreamId stream, EventStore handle, int commits) {
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < commits; i++) {
      receipts.add(append(handle, stream, i % 2));
    }
    return receipts;
  }

  private static void assertTimeNeverDecreases(List<Receipt> receipts) {
    for (int i = 1; i < receipts.size(); i++) {
      assertThat(receipts.get(i).recordedAt())
          .as("recorded time of %s", receipts.get(i))
          .isAfterOrEqualTo(receipts.get(i - 1).recordedAt());
    }
  }
}
