package dev.assay.tck.model;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Claims;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.event.Truncation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The steps that read streams, receipts and claims, and the one that truncates. */
final class ReadSteps {

  private ReadSteps() {}

  /**
   * Reads a part of a stream, going on where a slice ends early.
   *
   * @param page the most events that one call asks for
   */
  record Read(int handle, StreamId stream, long from, int max, int page, Direction direction)
      implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      List<RecordedEvent> events = new ArrayList<>();
      StreamSlice slice = slice(world.handle(handle), from, max);
      events.addAll(slice.events());
      while (slice.more() && events.size() < max) {
        Promise.check(!slice.events().isEmpty(), "the slice is empty and says that there is more");
        slice = slice(world.handle(handle), behind(events), max - events.size());
        events.addAll(slice.events());
      }
      return new Answer(
          "%d events, version %d, begins at %d, %s"
              .formatted(
                  events.size(),
                  slice.head(),
                  slice.firstRetained(),
                  slice.more() ? "more" : "no more"),
          events.stream().map(world.notes(handle)::known).map(Texts::event).toList());
    }

    private StreamSlice slice(EventStore store, long start, int wanted) {
      return store.read(stream, start, Math.min(page, wanted), direction);
    }

    private long behind(List<RecordedEvent> events) {
      long last = events.get(events.size() - 1).version();
      return direction == Direction.FORWARD ? last + 1 : last - 1;
    }

    @Override
    public List<Step<EventWorld>> simpler() {
      Read plain = new Read(handle, stream, 1, 1000, 1000, Direction.FORWARD);
      return equals(plain) ? List.of() : List.of(plain);
    }

    @Override
    public String toString() {
      return "read '%s' %s from %s, %d events, %d a call%s"
          .formatted(
              stream,
              direction == Direction.FORWARD ? "forward" : "backward",
              from == Long.MAX_VALUE ? "the end" : from,
              max,
              Math.min(page, max),
              Handles.by(handle));
    }
  }

  record FindReceipt(int handle, StreamId stream, RequestId request) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      Optional<Receipt> receipt = world.handle(handle).receipt(stream, request);
      return Answer.of(Texts.receipt(receipt.map(world.notes(handle)::known)));
    }

    @Override
    public String toString() {
      return "receipt of %s to '%s'%s".formatted(request, stream, Handles.by(handle));
    }
  }

  record FindHolder(int handle, Claim claim) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      Optional<StreamId> holder = world.capability(handle, Claims.class).holder(claim);
      return Answer.of(holder.map(stream -> "held by '" + stream + "'").orElse("free"));
    }

    @Override
    public String toString() {
      return "holder of %s%s".formatted(claim, Handles.by(handle));
    }
  }

  /**
   * Truncates a stream.
   *
   * @param shift how far the first version to keep lies from the head
   */
  record Truncate(int handle, StreamId stream, int shift) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      long before = Math.max(1, world.notes(handle).head(stream) + shift);
      long first = world.capability(handle, Truncation.class).truncate(stream, before);
      return Answer.of("begins at " + first);
    }

    @Override
    public String toString() {
      return "truncate '%s' before its version %s%d%s"
          .formatted(stream, shift < 0 ? "− " : "+ ", Math.abs(shift), Handles.by(handle));
    }
  }
}
