package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.StreamId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges one claim: who held it for certain, who may have held it, and what the answers say. */
final class ClaimCheck {

  /**
   * A time in which a stream held the claim, certainly or possibly.
   *
   * @param stream the holder
   * @param start since when
   * @param end until when
   * @param by the commit that took it
   */
  record Hold(StreamId stream, long start, long end, Write by) {

    Hold until(long later) {
      return new Hold(stream, start, later, by);
    }
  }

  private final Claim claim;
  private final Findings findings;
  private final Map<StreamId, HoldTimes> streams = new LinkedHashMap<>();
  private final List<Hold> certain = new ArrayList<>();

  ClaimCheck(Claim claim, Findings findings) {
    this.claim = claim;
    this.findings = findings;
  }

  private String subject() {
    return "claim " + claim;
  }

  /** Adds a commit that takes the claim; not surely if its attempts differ. */
  void taken(Write write, boolean sure) {
    times(write).taken(write, sure);
  }

  /** Adds a commit that releases the claim; not surely if its attempts differ. */
  void released(Write write, boolean sure) {
    times(write).released(write, sure);
  }

  private HoldTimes times(Write write) {
    return streams.computeIfAbsent(write.stream, HoldTimes::new);
  }

  void run(Collection<Operation> answers) {
    streams.values().forEach(HoldTimes::prepare);
    streams.values().stream()
        .flatMap(times -> times.certain().stream())
        .sorted(Comparator.comparingLong(Hold::start))
        .forEach(this::addCertain);
    answers.forEach(this::answer);
  }

  private void addCertain(Hold hold) {
    Hold last = certain.isEmpty() ? null : certain.get(certain.size() - 1);
    if (last == null || hold.start >= last.end) {
      certain.add(hold);
    } else if (hold.stream.equals(last.stream)) {
      certain.set(certain.size() - 1, last.until(Math.max(last.end, hold.end)));
    } else {
      twice(last, hold);
    }
  }

  private void twice(Hold one, Hold other) {
    findings.add(
        Anomaly.CLAIM_HELD_TWICE,
        subject(),
        "stream %s held it since request %s and had not begun to release it when stream %s took it by request %s"
            .formatted(one.stream, one.by, other.stream, other.by),
        Findings.all(proof(one.by), proof(other.by)),
        Findings.all(one.by.attempts, other.by.attempts));
  }

  private static List<Operation> proof(Write write) {
    return write.proof == null ? write.appliers : List.of(write.proof);
  }

  private void answer(Operation call) {
    if (call.answer() instanceof Answer.ClaimTaken taken) {
      taken(call, taken.holder());
    } else if (call.answer() instanceof Answer.HeldBy held) {
      held.stream().ifPresentOrElse(holder -> held(call, holder), () -> free(call));
    }
  }

  private void taken(Operation call, StreamId holder) {
    Call.Commit commit = Write.commit(call);
    if (!commit.claims().contains(claim)) {
      unjustified(call, "the commit does not claim it", List.of());
    } else if (holder.equals(commit.stream())) {
      unjustified(call, "the stream may claim what it holds itself", List.of());
    } else {
      judge(call, holder, Anomaly.UNJUSTIFIED_CLAIM_TAKEN);
    }
  }

  private void unjustified(Operation call, String why, List<Operation> context) {
    findings.add(Anomaly.UNJUSTIFIED_CLAIM_TAKEN, subject(), why, List.of(call), context);
  }

  private void held(Operation call, StreamId holder) {
    judge(call, holder, Anomaly.WRONG_HOLDER);
  }

  private void judge(Operation call, StreamId holder, Anomaly anomaly) {
    HoldTimes times = streams.get(holder);
    if (times == null || !times.possibleWithin(call)) {
      findings.add(
          anomaly,
          subject(),
          "stream %s was told to hold it, but cannot have held it during the call"
              .formatted(holder),
          List.of(call),
          times == null ? List.of() : times.calls());
      return;
    }
    Hold other = certainThroughout(call);
    if (other != null && !other.stream.equals(holder)) {
      findings.add(
          anomaly,
          subject(),
          "stream %s was told to hold it, but stream %s held it during the whole call"
              .formatted(holder, other.stream),
          Findings.all(List.of(call), proof(other.by)),
          other.by.attempts);
    }
  }

  private void free(Operation call) {
    Hold hold = certainThroughout(call);
    if (hold != null) {
      findings.add(
          Anomaly.LOST_CLAIM,
          subject(),
          "nobody was told to hold it, but stream %s held it since request %s"
              .formatted(hold.stream, hold.by),
          Findings.all(List.of(call), proof(hold.by)),
          hold.by.attempts);
    }
  }

  // Certain holds of different streams do not overlap, or that was told; so one look is enough.
  private @Nullable Hold certainThroughout(Operation call) {
    int low = 0;
    int high = certain.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (certain.get(middle).start < call.start()) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    Hold hold = low == 0 ? null : certain.get(low - 1);
    return hold != null && hold.end > call.end() ? hold : null;
  }
}
