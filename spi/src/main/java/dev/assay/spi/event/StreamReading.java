package dev.assay.spi.event;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterators;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The conveniences of {@link EventStore}, written in terms of its few methods. */
final class StreamReading {

  private static final int PAGE = 500;

  private StreamReading() {}

  static Stream<RecordedEvent> events(EventStore store, StreamId stream) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(new Pages(store, stream), 0), false);
  }

  static <S> VersionedState<S> state(
      EventStore store,
      StreamId stream,
      S initial,
      BiFunction<? super S, ? super RecordedEvent, ? extends S> evolve,
      Predicate<RecordedEvent> until) {
    Pages pages = new Pages(store, stream);
    VersionedState<S> folded = new VersionedState<>(0, initial);
    while (pages.hasNext()) {
      RecordedEvent event = pages.next();
      if (event.version() != folded.version() + 1) {
        throw new TruncatedStream(stream, event.version());
      }
      if (!until.test(event)) {
        return folded;
      }
      folded = new VersionedState<>(event.version(), evolve.apply(folded.state(), event));
    }
    // Also where truncation overtook this read: what it never saw is not the end of the stream.
    if (pages.firstRetained() > folded.version() + 1) {
      throw new TruncatedStream(stream, pages.firstRetained());
    }
    return folded;
  }

  static Cursor follow(
      EventStore store, int partition, Cursor after, Duration wait, Predicate<FeedSlice> reader) {
    Cursor at = after;
    while (!Thread.currentThread().isInterrupted()) {
      FeedSlice slice = store.feed(partition, at, PAGE, wait);
      if (!reader.test(slice)) {
        return slice.next();
      }
      at = slice.next();
    }
    return at;
  }

  /** Reads a stream forward, one page at a time. */
  private static final class Pages implements Iterator<RecordedEvent> {

    private final EventStore store;
    private final StreamId stream;
    private Iterator<RecordedEvent> page = List.<RecordedEvent>of().iterator();
    private Optional<StreamSlice> last = Optional.empty();
    private long next;

    Pages(EventStore store, StreamId stream) {
      this.store = store;
      this.stream = stream;
    }

    long firstRetained() {
      return last.map(StreamSlice::firstRetained).orElse(1L);
    }

    @Override
    public boolean hasNext() {
      while (!page.hasNext() && last.map(StreamSlice::more).orElse(true)) {
        StreamSlice slice = store.read(stream, next, PAGE, Direction.FORWARD);
        page = slice.events().iterator();
        last = Optional.of(slice);
      }
      return page.hasNext();
    }

    @Override
    public RecordedEvent next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      RecordedEvent event = page.next();
      next = event.version() + 1;
      return event;
    }
  }
}
