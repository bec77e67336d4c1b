package dev.assay.spi.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.Declaration;
import dev.assay.spi.Realm;
import dev.assay.spi.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Holds the conveniences of a store against a store that only reads. */
final class StreamReadingTest {

  private static final StreamId STREAM = new StreamId("account", "1");

  @Test
  void eventsComePageByPage() {
    ReadOnly store = new ReadOnly(1, 1201);
    assertThat(store.events(STREAM).map(RecordedEvent::version))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 1201).boxed().toList());
    assertThat(store.reads).isGreaterThan(2);
    assertThat(new ReadOnly(1, 0).events(STREAM)).isEmpty();
  }

  @Test
  void shortPagesAreGoneOn() {
    ReadOnly store = new ReadOnly(1, 30);
    store.largestPage = 7;
    assertThat(store.events(STREAM)).hasSize(30);
  }

  @Test
  void aFoldTakesTheWholeStream() {
    assertThat(new ReadOnly(1, 1201).state(STREAM, 0L, (sum, event) -> sum + event.version()))
        .isEqualTo(new VersionedState<>(1201, 1201L * 1202 / 2));
    assertThat(new ReadOnly(1, 0).state(STREAM, 7L, (sum, event) -> sum))
        .isEqualTo(new VersionedState<>(0, 7L));
  }

  @Test
  void aFoldEndsAtAVersionOrATime() {
    ReadOnly store = new ReadOnly(1, 10);
    assertThat(store.stateAt(STREAM, 4, 0L, (sum, event) -> sum + 1))
        .isEqualTo(new VersionedState<>(4, 4L));
    assertThat(store.stateAt(STREAM, 0, 0L, (sum, event) -> sum + 1).version()).isZero();
    assertThat(store.stateAt(STREAM, 99, 0L, (sum, event) -> sum + 1).version()).isEqualTo(10);
    assertThat(store.stateAt(STREAM, Instant.ofEpochSecond(6), 0L, (sum, e) -> sum + 1).version())
        .isEqualTo(6);
  }

  @Test
  void aTruncatedStreamHasNoStateFromItsStart() {
    for (ReadOnly store : List.of(new ReadOnly(4, 10), new ReadOnly(11, 10))) {
      assertThatThrownBy(() -> store.state(STREAM, 0L, (sum, event) -> sum))
          .isInstanceOfSatisfying(
              TruncatedStream.class,
              e -> {
                assertThat(e.stream()).isEqualTo(STREAM);
                assertThat(e.firstRetained()).isEqualTo(store.firstRetained);
              });
    }
    assertThat(new ReadOnly(4, 10).events(STREAM)).hasSize(7);
  }

  @Test
  void truncationThatOvertakesAFoldIsNoticed() {
    for (long first : new long[] {1201, 900}) {
      ReadOnly store = new ReadOnly(1, 1200);
      store.afterFirstRead = first;
      assertThatThrownBy(() -> store.state(STREAM, 0L, (sum, event) -> sum))
          .isInstanceOf(TruncatedStream.class);
    }
  }

  @Test
  void followingHandsOverEverySliceUntilTheReaderHasEnough() {
    ReadOnly store = new ReadOnly(1, 0);
    List<Cursor> seen = new ArrayList<>();
    Cursor end =
        store.follow(
            0,
            Cursor.START,
            Duration.ZERO,
            slice -> {
              seen.add(slice.next());
              return seen.size() < 3;
            });
    assertThat(seen).containsExactly(new Cursor("1"), new Cursor("2"), new Cursor("3"));
    assertThat(end).isEqualTo(new Cursor("3"));
  }

  @Test
  void followingEndsWhenTheThreadIsInterrupted() {
    Thread.currentThread().interrupt();
    Cursor end = new ReadOnly(1, 0).follow(0, new Cursor("5"), Duration.ZERO, slice -> true);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(end).isEqualTo(new Cursor("5"));
  }

  /** Versions from {@code firstRetained} to {@code head}, and a feed that counts. */
  private static final class ReadOnly implements EventStore {

    private long firstRetained;
    private final long head;
    private long afterFirstRead;
    private int largestPage = Integer.MAX_VALUE;
    private int reads;

    ReadOnly(long firstRetained, long head) {
      this.firstRetained = firstRetained;
      this.head = head;
      this.afterFirstRead = firstRetained;
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      long first = Math.max(from, firstRetained);
      long last = Math.min(head, first + Math.min(max, largestPage) - 1);
      List<RecordedEvent> events =
          LongStream.rangeClosed(first, last).mapToObj(ReadOnly::event).toList();
      StreamSlice slice = new StreamSlice(stream, events, firstRetained, head, last < head);
      firstRetained = afterFirstRead;
      reads++;
      return slice;
    }

    private static RecordedEvent event(long version) {
      Event event = new Event("E", Json.of(version));
      return new RecordedEvent(STREAM, version, Instant.ofEpochSecond(version), event);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      int at = after.equals(Cursor.START) ? 0 : Integer.parseInt(after.text());
      return new FeedSlice(List.of(), new Cursor(String.valueOf(at + 1)), true, Optional.empty());
    }

    @Override
    public Realm realm() {
      return Realm.DEFAULT;
    }

    @Override
    public Declaration declaration() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CommitResult commit(Commit commit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<CommitOutcome> commitAll(List<Commit> commits) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Receipt> receipt(StreamId stream, RequestId request) {
      return Optional.empty();
    }

    @Override
    public Cursor feedEnd(int partition) {
      return Cursor.START;
    }

    @Override
    public void dropRealm() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
