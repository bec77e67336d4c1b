package dev.assay.tck.history;

import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.RequestId;
import dev.assay.tck.history.Sweep.Point;
import dev.assay.tck.history.Write.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Judges a stream's versions: dense, each commit whole, and all calls in the order of time. */
final class OrderCheck implements Sweep.Judge {

  private final StreamLog log;
  private final Findings findings;
  private final Set<Write> lost;
  private final NavigableMap<Long, Write> byBefore = new TreeMap<>();
  private final List<Write> unplaced = new ArrayList<>();
  private final List<Point> points = new ArrayList<>();
  private final Map<RequestId, List<Operation>> absences = new HashMap<>();
  private long top;
  private long missing;

  /**
   * Prepares the check.
   *
   * @param lost the commits whose place others have taken; told already
   */
  OrderCheck(StreamLog log, Findings findings, Set<Write> lost) {
    this.log = log;
    this.findings = findings;
    this.lost = lost;
  }

  void run() {
    sortWrites();
    density();
    collectAbsences();
    log.writes.values().forEach(this::addWrite);
    addFiller(top + 1);
    List<Operation> conflicts = new ArrayList<>();
    log.writes.values().forEach(write -> addAnswers(write, conflicts));
    log.reads.forEach(this::addRead);
    conflicts(conflicts);
    new Sweep(this).run(points);
    undecided();
  }

  private void sortWrites() {
    List<Write> placed = new ArrayList<>();
    for (Write write : log.writes.values()) {
      if (write.place() != null) {
        placed.add(write);
      } else if (write.mayBeApplied() && write.mostEvents() > 0) {
        unplaced.add(write);
      }
    }
    placed.removeIf(write -> events(write) == 0 || lost.contains(write));
    placed.sort(Comparator.comparingLong(OrderCheck::before).thenComparingLong(OrderCheck::after));
    placed.forEach(this::place);
  }

  private static long before(Write write) {
    Place place = write.place();
    return place == null ? 0 : place.before();
  }

  private static long after(Write write) {
    Place place = write.place();
    return place == null ? 0 : place.after();
  }

  private static long events(Write write) {
    return after(write) - before(write);
  }

  private void place(Write write) {
    Map.Entry<Long, Write> previous = byBefore.lastEntry();
    if (previous != null && after(previous.getValue()) > before(write)) {
      overlap(previous.getValue(), write);
    } else {
      byBefore.put(before(write), write);
    }
  }

  private void overlap(Write one, Write other) {
    findings.add(
        Anomaly.DIVERGENT_VERSIONS,
        log.subject(),
        "version %d belongs to request %s and to request %s"
            .formatted(before(other) + 1, one, other),
        Findings.all(proof(one), proof(other)),
        Findings.all(one.attempts, other.attempts));
  }

  private static List<Operation> proof(Write write) {
    Place place = write.place();
    return place == null ? List.of() : List.of(place.proof());
  }

  /** Versions that no known commit made must be those of commits whose outcome is unknown. */
  private void density() {
    long room = unplaced.stream().mapToLong(Write::mostEvents).sum();
    for (Write write : byBefore.values()) {
      long hole = before(write) - top;
      missing += hole;
      if (hole > 0 && missing > room) {
        gap(write, hole);
        missing -= hole;
      } else if (hole > 0) {
        addFiller(before(write));
      }
      top = after(write);
    }
  }

  private void gap(Write write, long hole) {
    Map.Entry<Long, Write> below = byBefore.lowerEntry(before(write));
    findings.add(
        Anomaly.VERSION_GAP,
        log.subject(),
        "request %s was applied at version %d, but no commit made %s"
            .formatted(
                write,
                before(write),
                hole == 1 ? "that version" : "the %d versions up to it".formatted(hole)),
        Findings.all(proof(write), below == null ? List.of() : proof(below.getValue())),
        Findings.all(write.attempts, attempts(unplaced)));
  }

  private static List<Operation> attempts(List<Write> writes) {
    return writes.stream().flatMap(write -> write.attempts.stream()).toList();
  }

  // Stands for whichever of the commits with unknown outcome made the version.
  private void addFiller(long at) {
    if (!unplaced.isEmpty()) {
      Operation first = firstUnplaced();
      points.add(
          new Point(
              at,
              true,
              first.start(),
              Operation.OPEN,
              first,
              first,
              Operation.OPEN,
              -1,
              List.of()));
    }
  }

  private Operation firstUnplaced() {
    Operation first = unplaced.get(0).firstApplier();
    for (Write write : unplaced) {
      first = write.start < first.start() ? write.firstApplier() : first;
    }
    return first;
  }

  // Whoever was refused, or found no receipt, saw the stream without the request.
  private void collectAbsences() {
    for (Operation question : log.questions) {
      if (question.answer() instanceof Answer.Missing
          && question.call() instanceof Call.FindReceipt asked) {
        absence(asked.request(), question);
      }
    }
    for (Write write : log.writes.values()) {
      for (Operation attempt : write.attempts) {
        if (attempt.answer() instanceof Answer.Conflict
            || attempt.answer() instanceof Answer.ClaimTaken) {
          absence(write.request, attempt);
        }
      }
    }
  }

  private void absence(RequestId request, Operation call) {
    absences.computeIfAbsent(request, any -> new ArrayList<>()).add(call);
  }

  private void addWrite(Write write) {
    Place place = write.place();
    if (place == null || !write.mayBeApplied() || lost.contains(write)) {
      return;
    }
    boolean hasEvents = place.after() > place.before();
    Operation first = write.firstApplier();
    Operation last = write.proof == null ? first : write.proof;
    points.add(
        new Point(
            place.after(),
            hasEvents,
            write.start,
            write.end(),
            first,
            last,
            hasEvents ? write.acknowledgedEnd() : Operation.OPEN,
            write.lastSeen,
            absences.getOrDefault(write.request, List.of())));
  }

  private void addAnswers(Write write, List<Operation> conflicts) {
    for (Operation attempt : write.attempts) {
      ExpectedVersion expected = Write.commit(attempt).expected();
      if (attempt.answer() instanceof Answer.Conflict conflict) {
        judgeConflict(attempt, expected, conflict, conflicts);
      } else if (attempt.answer() instanceof Answer.ClaimTaken
          && expected instanceof ExpectedVersion.Exactly exactly) {
        addHead(exactly.version(), attempt);
      }
    }
  }

  private void judgeConflict(
      Operation attempt,
      ExpectedVersion expected,
      Answer.Conflict conflict,
      List<Operation> conflicts) {
    if (expected.holdsAt(conflict.actual())) {
      findings.add(
          Anomaly.UNJUSTIFIED_CONFLICT,
          log.subject(),
          "version %d was expected to be %s, and it is"
              .formatted(conflict.actual(), Words.expected(expected)),
          List.of(attempt));
    } else {
      conflicts.add(attempt);
    }
  }

  private void conflicts(List<Operation> conflicts) {
    long boundless = unplaced.isEmpty() ? Operation.OPEN : firstUnplaced().start();
    Heads heads = new Heads(points, boundless);
    for (Operation attempt : conflicts) {
      ExpectedVersion expected = Write.commit(attempt).expected();
      if (heads.alwaysMeet(expected, attempt)) {
        unjustified(attempt, expected);
      } else if (attempt.answer() instanceof Answer.Conflict conflict) {
        addHead(conflict.actual(), attempt);
      }
    }
  }

  private void unjustified(Operation attempt, ExpectedVersion expected) {
    findings.add(
        Anomaly.UNJUSTIFIED_CONFLICT,
        log.subject(),
        "the commit expects %s, and that was the version during its whole call"
            .formatted(Words.expected(expected)),
        Findings.all(List.of(attempt), witness(expected, attempt)),
        attempts(List.copyOf(log.writes.values())));
  }

  /** Returns a call that shows, before the other one began, that its expectation was met. */
  private List<Operation> witness(ExpectedVersion expected, Operation attempt) {
    return points.stream()
        .filter(point -> point.end() < attempt.start() && expected.holdsAt(point.at()))
        .min(Comparator.comparing(Point::write).reversed().thenComparingLong(Point::end))
        .map(point -> List.of(point.ends()))
        .orElse(List.of());
  }

  private void addRead(Operation read) {
    if (read.answer() instanceof Answer.Slice slice) {
      addHead(slice.head(), read);
    }
  }

  private void addHead(long head, Operation by) {
    points.add(Point.seen(head, by));
    if (head > top) {
      beyond(head, by);
    } else {
      torn(head, by);
    }
  }

  private void beyond(long head, Operation by) {
    long room = unplaced.stream().mapToLong(Write::mostEvents).sum() - missing;
    if (head - top > room) {
      findings.add(
          Anomaly.PHANTOM_VERSION,
          log.subject(),
          "the head was told to be %d, but no commit goes beyond %d".formatted(head, top + room),
          List.of(by),
          lastProof());
    }
  }

  private List<Operation> lastProof() {
    Map.Entry<Long, Write> last = byBefore.lastEntry();
    return last == null ? List.of() : proof(last.getValue());
  }

  private void torn(long head, Operation by) {
    Map.Entry<Long, Write> entry = byBefore.lowerEntry(head);
    if (entry != null && after(entry.getValue()) > head) {
      Write write = entry.getValue();
      findings.add(
          Anomaly.TORN_COMMIT,
          log.subject(),
          "the head was told to be %d, inside the commit %s from version %d to %d"
              .formatted(head, write, before(write), after(write)),
          Findings.all(List.of(by), proof(write)),
          write.attempts);
    }
  }

  @Override
  public void below(Point low, Point high) {
    List<Operation> guilty = Findings.all(high.calls(), low.calls());
    findings.add(name(low, high), log.subject(), explain(low, high), guilty, context(low, high));
  }

  // An attempt that began earlier may be what makes a commit possible; it must not get lost.
  private List<Operation> context(Point low, Point high) {
    return Findings.all(sameRequest(low.begins()), sameRequest(high.ends()));
  }

  private List<Operation> sameRequest(Operation operation) {
    if (operation.call() instanceof Call.Commit commit) {
      Write write = log.write(commit.request());
      return write == null ? List.of() : write.attempts;
    }
    return List.of();
  }

  private static Anomaly name(Point low, Point high) {
    if (!isWrite(low)) {
      return Anomaly.STALE_READ;
    }
    return isWrite(high) ? Anomaly.BACKDATED_COMMIT : Anomaly.FUTURE_READ;
  }

  private static boolean isWrite(Point point) {
    Answer answer = point.begins().answer();
    return answer instanceof Answer.Committed
        || answer instanceof Answer.Unknown
        || answer instanceof Answer.Duplicate;
  }

  private static String explain(Point low, Point high) {
    String had =
        "version %d was %s before the other call began"
            .formatted(high.at(), isWrite(high) ? "there" : "seen");
    return isWrite(low)
        ? had + ", which then made version %d".formatted(low.at())
        : had + ", which then saw version %d".formatted(low.at());
  }

  @Override
  public void lost(Point low, Point write) {
    findings.add(
        Anomaly.LOST_COMMIT,
        log.subject(),
        "version %d was acknowledged; whoever began later saw version %d, and nobody saw it again"
            .formatted(write.at(), low.at()),
        Findings.all(acknowledgement(write), low.calls()),
        sameRequest(write.begins()));
  }

  private List<Operation> acknowledgement(Point point) {
    return sameRequest(point.begins()).stream()
        .filter(attempt -> attempt.end() == point.acknowledged())
        .filter(attempt -> attempt.answer() instanceof Answer.Receipted)
        .findFirst()
        .map(List::of)
        .orElseGet(point::calls);
  }

  @Override
  public void absent(Operation call, Point write, Point proof) {
    findings.add(
        Anomaly.FORGOTTEN_REQUEST,
        log.subject(),
        "the request had been applied before the call began, which found nothing of it",
        Findings.all(List.of(proof.ends(), call), write.calls()),
        Findings.all(sameRequest(write.begins()), proof.calls()));
  }

  private void undecided() {
    long unseen =
        log.writes.values().stream()
            .filter(write -> write.mayBeApplied() && write.proof == null)
            .count();
    if (unseen > 0) {
      findings.undecided(
          "%s: %d requests of unknown outcome show nowhere; they may still be applied"
              .formatted(log.subject(), unseen));
    }
  }
}
