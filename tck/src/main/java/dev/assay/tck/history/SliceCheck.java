package dev.assay.tck.history;

import dev.assay.spi.event.Direction;
import java.util.List;

/** Judges whether a slice fits the read it answers. A history has no truncation. */
final class SliceCheck {

  private final String subject;
  private final Findings findings;

  SliceCheck(String subject, Findings findings) {
    this.subject = subject;
    this.findings = findings;
  }

  /** Returns the version of a slice's event. */
  static long version(Call.Read call, Answer.Slice slice, int index) {
    return call.direction() == Direction.FORWARD ? slice.first() + index : slice.first() - index;
  }

  void judge(Operation read, Call.Read call, Answer.Slice slice) {
    String wrong = wrong(call, slice);
    if (!wrong.isEmpty()) {
      findings.add(Anomaly.BROKEN_SLICE, subject, wrong, List.of(read));
    }
  }

  private static String wrong(Call.Read call, Answer.Slice slice) {
    if (slice.firstRetained() != 1) {
      return "the stream begins at version %d, but nobody truncated it"
          .formatted(slice.firstRetained());
    }
    if (slice.marks().size() > call.max()) {
      return "the read was answered by more events than asked for";
    }
    long start = start(call, slice.head());
    boolean nothing = call.max() == 0 || start < 1 || start > slice.head();
    if (nothing != slice.marks().isEmpty()) {
      return nothing ? "there is no event to answer with" : "events are there, but none is shown";
    }
    return nothing ? "" : wrongPlace(call, slice, start);
  }

  private static String wrongPlace(Call.Read call, Answer.Slice slice, long start) {
    if (slice.first() != start) {
      return "the slice begins at version %d instead of %d".formatted(slice.first(), start);
    }
    long last = version(call, slice, slice.marks().size() - 1);
    return last < 1 || last > slice.head()
        ? "the slice goes on to version %d, but the head is %d".formatted(last, slice.head())
        : "";
  }

  private static long start(Call.Read call, long head) {
    return call.direction() == Direction.FORWARD
        ? Math.max(1, call.from())
        : Math.min(head, call.from());
  }
}
