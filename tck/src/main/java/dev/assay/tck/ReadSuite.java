package dev.assay.tck;

import static dev.assay.spi.event.Direction.BACKWARD;
import static dev.assay.spi.event.Direction.FORWARD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Proves what reads of streams return. */
public abstract class ReadSuite extends EventStoreSuite {

  private static final long[] PLACES = {0, 1, 2, 5, 8, 9, 10, 11, 1000, Long.MAX_VALUE};
  private static final int[] SIZES = {1, 2, 8, 9, 10, 1000, Integer.MAX_VALUE};

  @Test
  @Rule("READ-1")
  void forwardReadsBeginAndEndWhereTheyAreTold() {
    assertEverySlice(FORWARD);
  }

  @Test
  @Rule("READ-2")
  void backwardReadsBeginAndEndWhereTheyAreTold() {
    assertEverySlice(BACKWARD);
  }

  private void assertEverySlice(Direction direction) {
    StreamId stream = streamOfNine();
    List<RecordedEvent> all = readAll(stream);
    assertThat(all).extracting(RecordedEvent::version).startsWith(1L).endsWith(9L).hasSize(9);
    for (long from : PLACES) {
      for (int max : SIZES) {
        assertSlice(stream, from, max, direction, ahead(all, from, direction));
      }
    }
  }

  // Neighbours with names that sort before and behind, so that a read that runs over is noticed.
  private StreamId streamOfNine() {
    StreamId before = stream();
    StreamId stream = stream();
    StreamId behind = stream();
    for (int events : new int[] {2, 3, 4}) {
      append(before, 2);
      append(stream, events);
      append(behind, 2);
    }
    append(new StreamId(stream.type(), stream.id() + "0"), 1);
    return stream;
  }

  private static List<RecordedEvent> ahead(
      List<RecordedEvent> all, long from, Direction direction) {
    List<RecordedEvent> ahead = new ArrayList<>();
    for (RecordedEvent event : all) {
      if (direction == FORWARD ? event.version() >= from : event.version() <= from) {
        ahead.add(event);
      }
    }
    if (direction == BACKWARD) {
      Collections.reverse(ahead);
    }
    return ahead;
  }

  // A slice may be shorter than asked for, but it makes progress and tells that there is more.
  private void assertSlice(
      StreamId stream, long from, int max, Direction direction, List<RecordedEvent> ahead) {
    String what = "a read %s from %d of at most %d events".formatted(direction, from, max);
    StreamSlice slice = store().read(stream, from, max, direction);
    int size = slice.events().size();
    assertThat(size).as("size of %s", what).isLessThanOrEqualTo(Math.min(max, ahead.size()));
    assertThat(size > 0).as("progress of %s", what).isEqualTo(!ahead.isEmpty());
    assertThat(slice.events()).as(what).isEqualTo(ahead.subList(0, size));
    assertThat(slice.more()).as("more after %s", what).isEqualTo(size < ahead.size());
    assertThat(slice.head()).as("version told by %s", what).isEqualTo(9);
    assertThat(slice.firstRetained()).as("first version told by %s", what).isEqualTo(1);
    assertThat(slice.stream()).isEqualTo(stream);
  }

  @Test
  @Rule("READ-3")
  void pagesAddUpToOneBigRead() {
    StreamId stream = stream();
    int head = pick(120, 1200);
    for (int written = 0; written < head; written += 40) {
      append(stream, 40);
    }
    List<RecordedEvent> forward = pages(stream, FORWARD, Integer.MAX_VALUE);
    assertThat(forward).hasSize(head);
    List<RecordedEvent> backward = new ArrayList<>(forward);
    Collections.reverse(backward);
    for (int page : new int[] {1, 3, 7, 40, head - 1, head, head + 1}) {
      assertThat(pages(stream, FORWARD, page)).as("forward, %d a page", page).isEqualTo(forward);
      assertThat(pages(stream, BACKWARD, page)).as("backward, %d a page", page).isEqualTo(backward);
    }
  }

  private List<RecordedEvent> pages(StreamId stream, Direction direction, int max) {
    List<RecordedEvent> events = new ArrayList<>();
    long from = direction == FORWARD ? 0 : Long.MAX_VALUE;
    boolean more = true;
    while (more) {
      StreamSlice slice = store().read(stream, from, max, direction);
      more = slice.more();
      events.addAll(slice.events());
      if (more) {
        assertThat(slice.events()).as("a page before which there is more").isNotEmpty();
        long last = events.get(events.size() - 1).version();
        from = direction == FORWARD ? last + 1 : last - 1;
      }
    }
    return events;
  }

  @Test
  @Rule("READ-4")
  void unknownStreamIsEmpty() {
    append(stream(), 1);
    StreamId unknown = stream();
    for (Direction direction : Direction.values()) {
      for (long from : new long[] {0, 1, Long.MAX_VALUE}) {
        StreamSlice slice = store().read(unknown, from, 10, direction);
        assertThat(slice).isEqualTo(new StreamSlice(unknown, List.of(), 1, 0, false));
      }
    }
  }

  @Test
  @Rule("READ-5")
  void readSeesWhatWasAcknowledgedBeforeItThroughAnyHandle() {
    List<EventStore> handles = List.of(store(), another(), another());
    List<StreamId> streams = List.of(stream(), stream());
    int commits = pick(60, 600);
    for (int i = 0; i < commits; i++) {
      StreamId stream = streams.get(i % 2);
      EventStore writer = handles.get(random().nextInt(3));
      Receipt receipt = append(writer, stream, 1);
      for (EventStore reader : handles) {
        StreamSlice slice = reader.read(stream, Long.MAX_VALUE, 1, BACKWARD);
        assertThat(slice.head()).as("version after its commit").isEqualTo(receipt.after());
        assertThat(slice.events())
            .extracting(RecordedEvent::version)
            .containsExactly(receipt.after());
      }
    }
    evidence("commits read back through 3 handles", commits);
  }

  @Test
  @Rule("READ-6")
  void readOfNoEventsTellsTheVersion() {
    StreamId stream = streamOfNine();
    Map<Long, Boolean> forward = new TreeMap<>(Map.of(0L, true, 1L, true, 9L, true, 10L, false));
    forward.put(Long.MAX_VALUE, false);
    forward.forEach((from, more) -> assertVersionOnly(stream, from, FORWARD, more));
    Map<Long, Boolean> backward = new TreeMap<>(Map.of(0L, false, 1L, true, 9L, true, 10L, true));
    backward.put(Long.MAX_VALUE, true);
    backward.forEach((from, more) -> assertVersionOnly(stream, from, BACKWARD, more));
    StreamId unknown = stream();
    assertThat(store().read(unknown, 1, 0, FORWARD))
        .isEqualTo(new StreamSlice(unknown, List.of(), 1, 0, false));
  }

  private void assertVersionOnly(StreamId stream, long from, Direction direction, boolean more) {
    assertThat(store().read(stream, from, 0, direction))
        .as("a read %s from %d of no events", direction, from)
        .isEqualTo(new StreamSlice(stream, List.of(), 1, 9, more));
  }

  @Test
  @Rule("READ-7")
  void sliceIsOneMomentOfTheStream() {
    StreamId stream = stream();
    EventStore reader = another();
    AtomicLong seen = new AtomicLong();
    ReadsBesideWrites.Counts counts =
        ReadsBesideWrites.run(
            pick(60, 400), () -> append(stream, 2), () -> readMoment(reader, stream, seen));
    evidence("reads beside commits", counts.reads());
    assertThat(head(stream)).isEqualTo(2L * counts.writes());
  }

  private static void readMoment(EventStore reader, StreamId stream, AtomicLong seen) {
    StreamSlice forward = reader.read(stream, seen.get() + 1, Integer.MAX_VALUE, FORWARD);
    long end = seen.addAndGet(forward.events().size());
    assertThat(forward.more() ? forward.head() > end : forward.head() == end)
        .as("a slice up to %d tells the version %d, more: %s", end, forward.head(), forward.more())
        .isTrue();
    StreamSlice backward = reader.read(stream, Long.MAX_VALUE, 1, BACKWARD);
    if (!backward.events().isEmpty()) {
      assertThat(backward.events().get(0).version())
          .as("the last event of a slice that tells this version")
          .isEqualTo(backward.head());
    }
  }

  @Test
  @Rule("READ-8")
  void eventsCarryTheirPlaceAndTime() {
    StreamId stream = stream();
    List<Receipt> receipts = new ArrayList<>();
    for (int events : new int[] {2, 1, 3}) {
      receipts.add(append(stream, events));
    }
    List<RecordedEvent> all = readAll(stream);
    for (Receipt receipt : receipts) {
      for (long version = receipt.before() + 1; version <= receipt.after(); version++) {
        RecordedEvent event = all.get((int) version - 1);
        assertThat(event.stream()).isEqualTo(stream);
        assertThat(event.version()).isEqualTo(version);
        assertThat(event.recordedAt())
            .as("recorded time of version %d, beside its receipt", version)
            .isEqualTo(receipt.recordedAt());
      }
    }
    assertThat(readAll(another(), stream)).as("the same events again").isEqualTo(all);
  }
}
