package dev.assay.tck.history;

import dev.assay.tck.history.Write.Place;
import dev.assay.tck.history.Write.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Judges where the commits of one stream stand in the feed: in one partition, by version. */
final class FeedOrderCheck {

  private final StreamLog log;
  private final Findings findings;

  private record Placed(Write write, Place place, Position position) {}

  FeedOrderCheck(StreamLog log, Findings findings) {
    this.log = log;
    this.findings = findings;
  }

  void run() {
    List<Placed> placed = new ArrayList<>();
    for (Write write : log.writes.values()) {
      Place place = write.place();
      Position position = write.position();
      if (place != null && position != null) {
        placed.add(new Placed(write, place, position));
      }
    }
    placed.sort(Comparator.comparing(commit -> commit.position.cursor()));
    for (int i = 1; i < placed.size(); i++) {
      judge(placed.get(i - 1), placed.get(i));
    }
  }

  private void judge(Placed one, Placed next) {
    if (one.position.partition() != next.position.partition()) {
      add(
          Anomaly.PARTITION_CHANGE,
          "request %s stands in partition %d, request %s in partition %d"
              .formatted(
                  one.write, one.position.partition(), next.write, next.position.partition()),
          one,
          next);
    } else if (next.place.before() < one.place.after()) {
      add(
          Anomaly.FEED_REORDER,
          "request %s made version %d at %s; request %s stands behind it, at %s, and made version %d"
              .formatted(
                  one.write,
                  one.place.after(),
                  one.position.cursor(),
                  next.write,
                  next.position.cursor(),
                  next.place.after()),
          one,
          next);
    }
  }

  private void add(Anomaly anomaly, String explanation, Placed one, Placed next) {
    findings.add(
        anomaly,
        log.subject(),
        explanation,
        List.of(one.position.proof(), next.position.proof(), one.place.proof(), next.place.proof()),
        Findings.all(one.write.attempts, next.write.attempts));
  }
}
