package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Realm;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.JsonObject;
import dev.assay.tck.faulty.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Measures how likely one round of a race catches a store that checks first and acts a round trip
 * later, and holds the number of rounds against it: a rule must miss such a store at most once in a
 * thousand runs.
 */
final class DetectionTest {

  private static final int MEASURED = 300;
  private static final double MAY_MISS = 0.001;

  // One-sided, 99 %.
  private static final double Z = 2.326;

  private static final Map<String, String> FIGURES = new TreeMap<>();

  @ParameterizedTest
  @CsvSource({"ChecksThenActs", "LocksInTheClient"})
  void lockRoundsCatchAStoreThatChecksAndThenActs(String faulty) {
    measure(faulty, DetectionTest::expectSameVersion, Rounds::oneWon);
  }

  @ParameterizedTest
  @CsvSource({"SearchesBeforeItLocks", "RemembersInTheHandle"})
  void dedupRoundsCatchAStoreThatSearchesBeforeItLocks(String faulty) {
    measure(faulty, DetectionTest::repeatAnyVersion, Rounds::appliedOnce);
  }

  @ParameterizedTest
  @CsvSource({"SearchesOnceThenConflicts"})
  void dedupRoundsCatchARequestThatLosesToItself(String faulty) {
    measure(faulty, DetectionTest::repeatSameVersion, Rounds::appliedOnce);
  }

  private interface Round {
    List<CommitResult> run(List<EventStore> handles, StreamId stream);
  }

  private static List<CommitResult> expectSameVersion(List<EventStore> handles, StreamId stream) {
    ExpectedVersion head = ExpectedVersion.exactly(head(handles.get(0), stream));
    return Rounds.race(handles, i -> commit(stream, head));
  }

  private static List<CommitResult> repeatAnyVersion(List<EventStore> handles, StreamId stream) {
    Commit commit = commit(stream, ExpectedVersion.any());
    return Rounds.race(handles, i -> commit);
  }

  private static List<CommitResult> repeatSameVersion(List<EventStore> handles, StreamId stream) {
    Commit commit = commit(stream, ExpectedVersion.exactly(head(handles.get(0), stream)));
    return Rounds.race(handles, i -> commit);
  }

  private static void measure(String faulty, Round round, Predicate<List<CommitResult>> good) {
    EventStoreFixture fixture = Catalogue.events(faulty);
    Realm realm = new Realm("detection");
    List<EventStore> handles = List.of(fixture.open(realm), fixture.open(realm));
    StreamId growing = new StreamId("account", "growing");
    int caught = 0;
    for (int i = 0; i < MEASURED; i++) {
      StreamId stream = i % 2 == 0 ? growing : new StreamId("account", "fresh-" + i);
      caught += good.test(round.run(handles, stream)) ? 0 : 1;
    }
    judge(faulty, caught);
  }

  private static void judge(String faulty, int caught) {
    double least = lowerBound(caught, MEASURED);
    double missed = Math.pow(1 - least, Rounds.QUICK);
    FIGURES.put(
        faulty,
        "%d of %d rounds, at least %.3f a round (99 %%), missed by %d rounds at most with %.1e"
            .formatted(caught, MEASURED, least, Rounds.QUICK, missed));
    assertThat(missed)
        .as(
            "probability that %d rounds miss %s, of which %d of %d rounds caught it",
            Rounds.QUICK, faulty, caught, MEASURED)
        .isLessThanOrEqualTo(MAY_MISS);
  }

  /** The lower end of Wilson's interval. */
  private static double lowerBound(int hits, int trials) {
    double p = (double) hits / trials;
    double z2 = Z * Z;
    double centre = p + z2 / (2 * trials);
    double spread = Z * Math.sqrt((p * (1 - p) + z2 / (4 * trials)) / trials);
    return (centre - spread) / (1 + z2 / trials);
  }

  private static long head(EventStore store, StreamId stream) {
    return store.read(stream, 1, 0, Direction.FORWARD).head();
  }

  private static Commit commit(StreamId stream, ExpectedVersion expected) {
    return Commit.to(stream, new RequestId(UUID.randomUUID().toString()))
        .expecting(expected)
        .events(List.of(new Event("E", JsonObject.EMPTY)))
        .build();
  }

  @AfterAll
  static void writeTheFigures() throws IOException {
    StringBuilder out = new StringBuilder("# Detection\n\n| faulty store | caught |\n|---|---|\n");
    FIGURES.forEach((store, figure) -> out.append("| %s | %s |\n".formatted(store, figure)));
    Files.writeString(Path.of("target", "detection.md"), out.toString());
  }
}
