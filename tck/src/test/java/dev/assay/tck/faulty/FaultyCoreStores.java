package dev.assay.tck.faulty;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import java.util.List;

/** Stores that are wrong about commits, locking, duplicates and reads. */
final class FaultyCoreStores {

  private FaultyCoreStores() {}

  static List<FaultyStore> all() {
    return List.of(FaultyStore.event(CountsFromZero.class, CountsFromZero::new, "COMMIT-1"));
  }

  /** Reads give the first event the version 0, as an index would. */
  static final class CountsFromZero extends ForwardingEventStore {

    CountsFromZero(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice slice = super.read(stream, from, max, direction);
      return new StreamSlice(
          stream, shifted(slice.events()), slice.firstRetained(), slice.head(), slice.more());
    }

    private static List<RecordedEvent> shifted(List<RecordedEvent> events) {
      return events.stream()
          .map(
              event ->
                  new RecordedEvent(
                      event.stream(),
                      Math.max(1, event.version() - 1),
                      event.recordedAt(),
                      event.event()))
          .toList();
    }
  }
}
