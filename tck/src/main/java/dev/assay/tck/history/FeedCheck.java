package dev.assay.tck.history;

import dev.assay.tck.history.Write.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Judges one partition of the feed: its pages against all commits whose position is known. */
final class FeedCheck {

  private final int partition;
  private final List<Operation> calls;
  private final Findings findings;
  private final List<Write> writes = new ArrayList<>();
  private final NavigableMap<String, Write> byCursor = new TreeMap<>();
  private final List<String> cursors;

  /**
   * Prepares the check.
   *
   * @param calls the reads of the partition and the questions for its end
   * @param writes the commits of all streams
   */
  FeedCheck(int partition, List<Operation> calls, Collection<Write> writes, Findings findings) {
    this.partition = partition;
    this.calls = calls;
    this.findings = findings;
    writes.forEach(this::add);
    this.cursors = List.copyOf(byCursor.keySet());
  }

  private String subject() {
    return "feed partition " + partition;
  }

  private void add(Write write) {
    Position position = write.position();
    if (position == null || position.partition() != partition) {
      return;
    }
    writes.add(write);
    Write other = byCursor.putIfAbsent(position.cursor(), write);
    if (other != null) {
      findings.add(
          Anomaly.FEED_REORDER,
          subject(),
          "request %s and request %s stand at the same cursor %s"
              .formatted(other, write, position.cursor()),
          Findings.all(proof(other), proof(write)),
          Findings.all(other.attempts, write.attempts));
    }
  }

  private static List<Operation> proof(Write write) {
    Position position = write.position();
    return position == null ? List.of() : List.of(position.proof());
  }

  private static String cursor(Write write) {
    Position position = write.position();
    return position == null ? "" : position.cursor();
  }

  void run() {
    for (Operation call : calls) {
      if (call.call() instanceof Call.ReadFeed read
          && call.answer() instanceof Answer.FeedPage page) {
        page(call, read, page);
      }
    }
    caughtUp();
    ends();
    undecided();
  }

  private void page(Operation call, Call.ReadFeed read, Answer.FeedPage page) {
    Set<Object> shown = new HashSet<>();
    String last = read.after();
    for (Answer.Entry entry : page.entries()) {
      Object request = List.of(entry.stream(), entry.request());
      if (!shown.add(request) || entry.cursor().compareTo(read.after()) <= 0) {
        duplicate(call, entry);
      } else if (entry.cursor().compareTo(last) <= 0) {
        reorder(call, entry, last);
      }
      last = last.compareTo(entry.cursor()) < 0 ? entry.cursor() : last;
    }
    if (page.next().compareTo(last) < 0) {
      regress(call, page.next(), last);
    }
    skipped(call, read, page, shown);
  }

  private void duplicate(Operation call, Answer.Entry entry) {
    findings.add(
        Anomaly.FEED_DUPLICATE,
        subject(),
        "a page shows request %s at %s although the reader had it already"
            .formatted(entry.request(), entry.cursor()),
        List.of(call));
  }

  private void reorder(Operation call, Answer.Entry entry, String last) {
    findings.add(
        Anomaly.FEED_REORDER,
        subject(),
        "a page shows request %s at %s behind a commit at %s"
            .formatted(entry.request(), entry.cursor(), last),
        List.of(call));
  }

  private void regress(Operation call, String next, String last) {
    findings.add(
        Anomaly.FEED_REGRESS,
        subject(),
        "the reader was sent on from %s, but it was at %s already"
            .formatted(Words.cursor(next), last),
        List.of(call));
  }

  private void skipped(
      Operation call, Call.ReadFeed read, Answer.FeedPage page, Set<Object> shown) {
    if (page.next().compareTo(read.after()) <= 0
        || count(read.after(), page.next()) == shown.size()) {
      return;
    }
    byCursor.subMap(read.after(), false, page.next(), true).values().stream()
        .filter(write -> !shown.contains(List.of(write.stream, write.request)))
        .findFirst()
        .ifPresent(write -> skipped(call, write));
  }

  private int count(String after, String next) {
    return place(next) - place(after);
  }

  /** Returns how many known cursors are not greater than this one. */
  private int place(String cursor) {
    int found = Collections.binarySearch(cursors, cursor);
    return found < 0 ? -found - 1 : found + 1;
  }

  private void skipped(Operation call, Write write) {
    boolean before = write.end() < call.start();
    findings.add(
        before ? Anomaly.FEED_SKIP : Anomaly.FEED_LATE_COMMIT,
        subject(),
        "a page passed %s, where request %s %s"
            .formatted(
                cursor(write),
                write,
                before ? "had stood before" : "appeared when it was too late"),
        Findings.all(List.of(call), proof(write), before ? shown(write) : List.of()),
        write.attempts);
  }

  private static List<Operation> shown(Write write) {
    return write.proof == null ? List.of() : List.of(write.proof);
  }

  // Goes through pages and acknowledgements by time, keeping the furthest cursor so far.
  private void caughtUp() {
    List<Write> acknowledged =
        writes.stream()
            .filter(write -> write.acknowledgement != null)
            .sorted(Comparator.comparingLong(Write::acknowledgedEnd))
            .toList();
    int next = 0;
    Write furthest = null;
    for (Operation call : byStart()) {
      while (next < acknowledged.size()
          && acknowledged.get(next).acknowledgedEnd() < call.start()) {
        furthest = further(furthest, acknowledged.get(next++));
      }
      if (furthest != null
          && call.answer() instanceof Answer.FeedPage page
          && page.caughtUp()
          && page.next().compareTo(cursor(furthest)) < 0) {
        falselyCaughtUp(call, page, furthest);
      }
    }
  }

  private List<Operation> byStart() {
    return calls.stream().sorted(Comparator.comparingLong(Operation::start)).toList();
  }

  private static Write further(@Nullable Write a, Write b) {
    return a == null || cursor(b).compareTo(cursor(a)) > 0 ? b : a;
  }

  private void falselyCaughtUp(Operation call, Answer.FeedPage page, Write write) {
    findings.add(
        Anomaly.FALSE_CAUGHT_UP,
        subject(),
        "a page was caught up at %s, but request %s had been acknowledged and stands at %s"
            .formatted(Words.cursor(page.next()), write, cursor(write)),
        Findings.all(
            List.of(call),
            write.acknowledgement == null ? List.of() : List.of(write.acknowledgement),
            proof(write)),
        write.attempts);
  }

  private void ends() {
    endsBeforeWhatWasRead();
    endsBehindWhatComes();
  }

  private void endsBeforeWhatWasRead() {
    List<Operation> pages =
        calls.stream()
            .filter(call -> call.answer() instanceof Answer.FeedPage)
            .sorted(Comparator.comparingLong(Operation::end))
            .toList();
    int next = 0;
    Operation furthest = null;
    for (Operation call : byStart()) {
      while (next < pages.size() && pages.get(next).end() < call.start()) {
        furthest = further(furthest, pages.get(next++));
      }
      if (call.answer() instanceof Answer.End end
          && furthest != null
          && end.cursor().compareTo(lastCursor(furthest)) < 0) {
        findings.add(
            Anomaly.FEED_REGRESS,
            subject(),
            "the end was told to be %s, but a reader had seen a commit at %s"
                .formatted(Words.cursor(end.cursor()), lastCursor(furthest)),
            List.of(furthest, call));
      }
    }
  }

  private static Operation further(@Nullable Operation a, Operation b) {
    return a == null || lastCursor(b).compareTo(lastCursor(a)) > 0 ? b : a;
  }

  private static String lastCursor(Operation call) {
    if (!(call.answer() instanceof Answer.FeedPage page) || page.entries().isEmpty()) {
      return "";
    }
    return page.entries().get(page.entries().size() - 1).cursor();
  }

  // Goes back in time: of the commits that came after an end was told, the first in the feed.
  private void endsBehindWhatComes() {
    List<Write> latest =
        writes.stream()
            .filter(Write::mayBeApplied)
            .sorted(Comparator.comparingLong(Write::notBefore).reversed())
            .toList();
    List<Operation> ends =
        calls.stream()
            .filter(call -> call.answer() instanceof Answer.End)
            .sorted(Comparator.comparingLong(Operation::end).reversed())
            .toList();
    int next = 0;
    Write first = null;
    for (Operation call : ends) {
      while (next < latest.size() && latest.get(next).notBefore() > call.end()) {
        Write write = latest.get(next++);
        first = first == null || cursor(write).compareTo(cursor(first)) < 0 ? write : first;
      }
      if (first != null
          && call.answer() instanceof Answer.End end
          && cursor(first).compareTo(end.cursor()) <= 0) {
        lateBehindEnd(call, end, first);
      }
    }
  }

  private void lateBehindEnd(Operation call, Answer.End end, Write write) {
    findings.add(
        Anomaly.FEED_LATE_COMMIT,
        subject(),
        "the end was told to be %s, and request %s, which came later, stands at %s"
            .formatted(end.cursor(), write, cursor(write)),
        Findings.all(List.of(call, write.firstApplier()), proof(write), missed(write)),
        write.attempts);
  }

  private static List<Operation> missed(Write write) {
    Operation missed = write.missed;
    return missed == null || missed.start() <= write.start ? List.of() : List.of(missed);
  }

  private void undecided() {
    String reached =
        calls.stream()
            .map(Operation::answer)
            .filter(Answer.FeedPage.class::isInstance)
            .map(answer -> ((Answer.FeedPage) answer).next())
            .max(Comparator.naturalOrder())
            .orElse("");
    int beyond = cursors.size() - place(reached);
    if (beyond > 0) {
      findings.undecided(
          "%s: %d commits stand beyond every page that was read".formatted(subject(), beyond));
    }
  }
}
