package dev.assay.tck.history;

import dev.assay.tck.history.HistoryIndex.Mark;
import dev.assay.tck.history.StreamLog.Sighting;
import dev.assay.tck.history.Write.Place;
import dev.assay.tck.history.Write.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges which events stand at which version of one stream, as reads and the feed show it. */
final class ContentCheck {

  private final HistoryIndex index;
  private final StreamLog log;
  private final Findings findings;
  private final Sight sight;
  private final Map<Long, Seen> versions = new HashMap<>();
  private final Set<Long> divergent = new HashSet<>();
  private final Set<Write> lost = new HashSet<>();

  private record Seen(String mark, Write write, Operation by) {}

  ContentCheck(HistoryIndex index, StreamLog log, Findings findings) {
    this.index = index;
    this.log = log;
    this.findings = findings;
    this.sight = new Sight(log, findings);
  }

  /** Judges the content, and returns the commits whose place others have taken. */
  Set<Write> run() {
    log.reads.forEach(this::read);
    log.sightings.forEach(this::sighting);
    log.writes.values().forEach(this::whole);
    return lost;
  }

  private void read(Operation read) {
    if (!(read.answer() instanceof Answer.Slice slice)
        || !(read.call() instanceof Call.Read call)) {
      return;
    }
    new SliceCheck(log.subject(), findings).judge(read, call, slice);
    Write last = null;
    for (int i = 0; i < slice.marks().size(); i++) {
      last = event(SliceCheck.version(call, slice, i), slice.marks().get(i), read, last);
    }
  }

  private @Nullable Write event(long version, String text, Operation by, @Nullable Write last) {
    Mark mark = index.mark(text);
    if (mark == null || !mark.write().stream.equals(log.stream)) {
      phantom(version, text, by, mark);
      return null;
    }
    Write write = mark.write();
    if (write != last) {
      sight.of(write, by);
    }
    compare(version, new Seen(text, write, by));
    place(
        write,
        new Place(
            version - mark.index() - 1, version - mark.index() - 1 + mark.content().size(), by));
    return write;
  }

  private void phantom(long version, String text, Operation by, @Nullable Mark mark) {
    String where = mark == null ? "nobody wrote" : "was written to stream " + mark.write().stream;
    findings.add(
        Anomaly.PHANTOM_COMMIT,
        log.subject(),
        "version %d shows the event %s, which %s".formatted(version, text, where),
        List.of(by),
        mark == null ? List.of() : mark.write().attempts);
  }

  private void compare(long version, Seen seen) {
    Seen before = versions.putIfAbsent(version, seen);
    if (before != null && !before.mark.equals(seen.mark)) {
      divergent.add(version);
      findings.add(
          Anomaly.DIVERGENT_VERSIONS,
          log.subject(),
          "version %d is the event %s in one answer and %s in another"
              .formatted(version, before.mark, seen.mark),
          List.of(before.by, seen.by),
          Findings.all(before.write.attempts, seen.write.attempts));
    }
  }

  private void place(Write write, Place place) {
    Place shown = write.shown;
    if (shown == null) {
      write.shown = place;
    } else if (!shown.sameAs(place)) {
      findings.add(
          Anomaly.REQUEST_APPLIED_TWICE,
          log.subject(),
          "the events of request %s stand behind version %d and behind version %d"
              .formatted(write, shown.before(), place.before()),
          List.of(shown.proof(), place.proof()),
          write.attempts);
    }
  }

  private void sighting(Sighting sighting) {
    Answer.Entry entry = sighting.entry();
    Write write = log.write(entry.request());
    if (write == null) {
      findings.add(
          Anomaly.PHANTOM_COMMIT,
          log.subject(),
          "the feed shows request %s, which nobody sent".formatted(entry.request()),
          List.of(sighting.page()));
      return;
    }
    sight.of(write, sighting.page());
    position(write, sighting);
    entry(write, sighting.page(), entry);
  }

  private void entry(Write write, Operation page, Answer.Entry entry) {
    Write last = write;
    for (int i = 0; i < entry.marks().size(); i++) {
      last = event(entry.before() + 1 + i, entry.marks().get(i), page, last);
      if (last != write) {
        disagrees(write, page, "the feed shows other events for it");
      }
    }
    if (entry.marks().size() != entry.after() - entry.before()) {
      findings.add(
          Anomaly.TORN_COMMIT,
          log.subject(),
          "the feed shows request %s with %d events, from version %d to %d"
              .formatted(write, entry.marks().size(), entry.before(), entry.after()),
          Findings.all(List.of(page), write.appliers),
          write.attempts);
    }
    Place place = new Place(entry.before(), entry.after(), page);
    if (write.told != null && !write.told.sameAs(place)) {
      disagrees(
          write,
          page,
          "the feed tells the versions %d to %d".formatted(entry.before(), entry.after()));
    }
    write.shown = write.shown == null ? place : write.shown;
  }

  private void position(Write write, Sighting sighting) {
    Position position =
        new Position(sighting.partition(), sighting.entry().cursor(), sighting.page());
    Position told = write.toldPosition;
    Position shown = write.shownPosition;
    if (told != null && !told.sameAs(position)) {
      disagrees(
          write,
          sighting.page(),
          "the feed shows it at %d:%s".formatted(position.partition(), position.cursor()));
    }
    if (shown == null) {
      write.shownPosition = position;
    } else if (!shown.sameAs(position)) {
      findings.add(
          Anomaly.FEED_DUPLICATE,
          log.subject(),
          "request %s stands in the feed at %d:%s and at %d:%s"
              .formatted(
                  write,
                  shown.partition(),
                  shown.cursor(),
                  position.partition(),
                  position.cursor()),
          List.of(shown.proof(), position.proof()),
          write.attempts);
    }
  }

  private void disagrees(Write write, Operation page, String how) {
    Place told = write.told;
    findings.add(
        Anomaly.FEED_POSITION_DISAGREES,
        log.subject(),
        "request %s: %s; %s"
            .formatted(
                write,
                told == null ? "sent with other events" : Words.answer(told.proof().answer()),
                how),
        told == null ? List.of(page) : List.of(told.proof(), page),
        write.attempts);
  }

  private void whole(Write write) {
    if (write.told != null && write.shown != null && !write.told.sameAs(write.shown)) {
      findings.add(
          Anomaly.WRONG_RECEIPT,
          log.subject(),
          "the receipt of request %s tells the versions %d to %d, but it stands at %d to %d"
              .formatted(
                  write,
                  write.told.before(),
                  write.told.after(),
                  write.shown.before(),
                  write.shown.after()),
          List.of(write.told.proof(), write.shown.proof()),
          write.attempts);
    }
    expectation(write);
    Place place = write.place();
    if (place != null && write.mayBeApplied()) {
      taken(write, place);
    }
  }

  // Where an attempt was answered with Committed, its own receipt has been judged already.
  private void expectation(Write write) {
    Place place = write.place();
    if (place == null || !write.mayBeApplied() || isCommitted(write)) {
      return;
    }
    if (write.appliers.stream()
        .noneMatch(applier -> Write.commit(applier).expected().holdsAt(place.before()))) {
      findings.add(
          Anomaly.IGNORED_EXPECTATION,
          log.subject(),
          "request %s was applied at version %d, which no attempt of it expected"
              .formatted(write, place.before()),
          Findings.all(List.of(place.proof()), write.appliers),
          write.attempts);
    }
  }

  private static boolean isCommitted(Write write) {
    return write.appliers.stream()
        .anyMatch(applier -> applier.answer() instanceof Answer.Committed);
  }

  private void taken(Write write, Place place) {
    for (long version = place.before() + 1; version <= place.after(); version++) {
      Seen seen = versions.get(version);
      if (seen != null && seen.write != write && !divergent.contains(version)) {
        taken(write, place, version, seen);
        return;
      }
    }
  }

  private void taken(Write write, Place place, long version, Seen seen) {
    boolean torn = write.shown != null;
    if (!torn) {
      lost.add(write);
    }
    findings.add(
        torn ? Anomaly.TORN_COMMIT : Anomaly.LOST_COMMIT,
        log.subject(),
        "request %s takes the versions %d to %d, but version %d is the event %s of request %s"
            .formatted(write, place.before() + 1, place.after(), version, seen.mark, seen.write),
        List.of(place.proof(), seen.by),
        Findings.all(write.attempts, seen.write.attempts));
  }
}
