package dev.assay.tck.history;

import dev.assay.spi.view.ViewKey;
import dev.assay.tck.history.Sweep.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges one view: its revisions only grow, and each has one content. */
final class ViewCheck implements Sweep.Judge {

  private final ViewKey key;
  private final List<Operation> calls;
  private final Findings findings;
  private final Map<Long, Revision> revisions = new LinkedHashMap<>();
  private final List<Point> points = new ArrayList<>();

  ViewCheck(ViewKey key, List<Operation> calls, Findings findings) {
    this.key = key;
    this.calls = calls;
    this.findings = findings;
  }

  private String subject() {
    return "view " + key;
  }

  void run() {
    calls.forEach(this::collect);
    revisions.values().forEach(this::judge);
    calls.forEach(this::addRead);
    new Sweep(this).run(points);
    undecided();
  }

  private Revision revision(long number) {
    return revisions.computeIfAbsent(number, Revision::new);
  }

  private void collect(Operation call) {
    Content content = Content.of(call);
    if (call.call() instanceof Call.Get) {
      if (!(call.answer() instanceof Answer.Absent)) {
        revision(content.revision).reads.add(call);
      }
    } else {
      revision(content.revision).attempts.add(call);
      if (call.answer() instanceof Answer.Stale stale) {
        refused(call, content.revision, stale.revision());
      }
    }
  }

  private void refused(Operation call, long own, long stored) {
    revision(stored).refusals.add(call);
    if (stored < own) {
      findings.add(
          Anomaly.UNJUSTIFIED_STALE,
          subject(),
          "revision %d was refused because of revision %d, which is older".formatted(own, stored),
          List.of(call));
    }
  }

  private void judge(Revision revision) {
    List<Operation> applied = revision.applied();
    if (applied.size() > 1) {
      findings.add(
          Anomaly.REVISION_APPLIED_TWICE,
          subject(),
          "revision %d was accepted %d times".formatted(revision.number, applied.size()),
          applied.subList(0, 2));
    }
    revision.reads.forEach(read -> content(revision, read));
    if (revision.writers().isEmpty()) {
      revision.refusals.forEach(call -> causeless(revision, call));
    } else if (revision.isProven()) {
      points.add(revision.point());
    }
  }

  private void causeless(Revision revision, Operation call) {
    if (Content.of(call).revision > revision.number) {
      return;
    }
    findings.add(
        Anomaly.UNJUSTIFIED_STALE,
        subject(),
        "a write was refused because of revision %d, which nobody can have stored"
            .formatted(revision.number),
        Findings.all(List.of(call), revision.attempts));
  }

  private void content(Revision revision, Operation read) {
    Content seen = Content.of(read);
    List<Operation> same = revision.attemptsOf(seen);
    if (same.isEmpty()) {
      findings.add(
          Anomaly.PHANTOM_VIEW,
          subject(),
          "revision %d shows %s, which nobody wrote".formatted(revision.number, seen),
          List.of(read),
          revision.attempts);
    } else if (same.stream().noneMatch(Revision::mayBeApplied)) {
      findings.add(
          Anomaly.REFUSED_WRITE_APPEARS,
          subject(),
          "revision %d shows %s, the write of which was refused".formatted(revision.number, seen),
          Findings.all(List.of(read), same));
    } else {
      divergence(revision, read, seen);
    }
  }

  private void divergence(Revision revision, Operation read, Content seen) {
    Operation truth = revision.truthFor(read);
    if (truth != null && !Content.of(truth).equals(seen)) {
      findings.add(
          Anomaly.DIVERGENT_VIEW,
          subject(),
          "revision %d is %s for one call and %s for another"
              .formatted(revision.number, Content.of(truth), seen),
          List.of(truth, read),
          revision.attempts);
    }
  }

  private void addRead(Operation call) {
    if (call.answer() instanceof Answer.Stale stale) {
      points.add(Point.seen(stale.revision(), call));
    } else if (call.call() instanceof Call.Get) {
      points.add(Point.seen(Content.of(call).revision, call));
    }
  }

  @Override
  public void below(Point low, Point high) {
    findings.add(
        name(low, high),
        subject(),
        low.write()
            ? "revision %d was known before the write of revision %d began, which was accepted"
                .formatted(high.at(), low.at())
            : "revision %d was known before the call began, which saw revision %d"
                .formatted(high.at(), low.at()),
        Findings.all(high.calls(), low.calls()),
        revision(low.at()).attempts);
  }

  private Anomaly name(Point low, Point high) {
    if (low.write() && low.at() == high.at()) {
      return Anomaly.FUTURE_VIEW;
    }
    if (revision(high.at()).isRemoval() && shows(low)) {
      return Anomaly.TOMBSTONE_FORGOTTEN;
    }
    return low.write() ? Anomaly.OLDER_WRITE_APPLIED : Anomaly.STALE_VIEW;
  }

  private static boolean shows(Point low) {
    Operation call = low.begins();
    return call.answer() instanceof Answer.Present
        || (call.call() instanceof Call.Put && !(call.answer() instanceof Answer.Stale));
  }

  @Override
  public void lost(Point low, Point write) {
    boolean removal = revision(write.at()).isRemoval() && shows(low);
    findings.add(
        removal ? Anomaly.TOMBSTONE_FORGOTTEN : Anomaly.LOST_VIEW_WRITE,
        subject(),
        "revision %d was acknowledged; whoever began later saw revision %d, and nobody saw it again"
            .formatted(write.at(), low.at()),
        Findings.all(write.calls(), low.calls()));
  }

  @Override
  public void absent(Operation call, Point write, Point proof) {
    throw new IllegalStateException("Views have no receipts");
  }

  private void undecided() {
    long unseen =
        revisions.values().stream()
            .filter(revision -> !revision.writers().isEmpty() && !revision.isProven())
            .count();
    if (unseen > 0) {
      findings.undecided(
          "%s: %d writes of unknown outcome show nowhere; they may still be applied"
              .formatted(subject(), unseen));
    }
  }

  /**
   * What a call writes or shows.
   *
   * @param revision the revision; 0 if there is nothing
   * @param mark the mark of the document; absent for a tombstone
   */
  private record Content(long revision, @Nullable String mark) {

    static Content of(Operation operation) {
      if (operation.call() instanceof Call.Put put) {
        return new Content(put.revision(), put.mark());
      }
      if (operation.call() instanceof Call.Remove remove) {
        return new Content(remove.revision(), null);
      }
      if (operation.answer() instanceof Answer.Present present) {
        return new Content(present.revision(), present.mark());
      }
      return new Content(
          operation.answer() instanceof Answer.Removed removed ? removed.revision() : 0, null);
    }

    boolean isRemoval() {
      return mark == null && revision > 0;
    }

    @Override
    public String toString() {
      return mark == null ? "a tombstone" : "the document " + mark;
    }
  }

  /** All calls about one revision. */
  private static final class Revision {

    private final long number;
    private final List<Operation> attempts = new ArrayList<>();
    private final List<Operation> reads = new ArrayList<>();
    private final List<Operation> refusals = new ArrayList<>();

    Revision(long number) {
      this.number = number;
    }

    static boolean mayBeApplied(Operation attempt) {
      return attempt.answer() instanceof Answer.Applied
          || attempt.answer() instanceof Answer.Unknown;
    }

    List<Operation> applied() {
      return attempts.stream()
          .filter(attempt -> attempt.answer() instanceof Answer.Applied)
          .toList();
    }

    List<Operation> attemptsOf(Content content) {
      return attempts.stream().filter(attempt -> Content.of(attempt).equals(content)).toList();
    }

    /** Returns the call that tells what the revision holds, other than the given one. */
    @Nullable Operation truthFor(Operation other) {
      List<Operation> applied = applied();
      return applied.isEmpty()
          ? reads.stream().filter(read -> !read.equals(other)).findFirst().orElse(null)
          : applied.get(0);
    }

    /** Returns the attempts that may have made the revision, as far as its content tells. */
    List<Operation> writers() {
      Operation truth = truth();
      return attempts.stream()
          .filter(Revision::mayBeApplied)
          .filter(attempt -> truth == null || Content.of(attempt).equals(Content.of(truth)))
          .toList();
    }

    boolean isRemoval() {
      Operation truth = truth();
      Operation shown = truth == null && !attempts.isEmpty() ? attempts.get(0) : truth;
      return shown != null && Content.of(shown).isRemoval();
    }

    private @Nullable Operation truth() {
      return applied().stream().findFirst().or(() -> reads.stream().findFirst()).orElse(null);
    }

    boolean isProven() {
      return !applied().isEmpty() || !reads.isEmpty() || !refusals.isEmpty();
    }

    Point point() {
      List<Operation> writers = writers();
      Operation first = writers.get(0);
      Operation applied = null;
      for (Operation writer : writers) {
        first = writer.start() < first.start() ? writer : first;
        applied = writer.answer() instanceof Answer.Applied ? writer : applied;
      }
      Operation last = applied == null ? first : applied;
      long end = applied == null ? Operation.OPEN : applied.end();
      return new Point(number, true, first.start(), end, first, last, end, -1, List.of());
    }
  }
}
