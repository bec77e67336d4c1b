package dev.assay.tck;

import dev.assay.selftest.Catalogue;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
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

  private static final Set<String> FIGURES = new ConcurrentSkipListSet<>();

  @ParameterizedTest
  @CsvSource({"ChecksThenActs", "LocksInTheClient"})
  void lockRoundsCatchAStoreThatChecksAndThenActs(String faulty) {
    measure("LOCK-1", faulty, DetectionTest::expectSameVersion, Rounds::oneWon);
  }

  @ParameterizedTest
  @CsvSource({"SearchesBeforeItLocks", "RemembersInTheHandle"})
  void dedupRoundsCatchAStoreThatSearchesBeforeItLocks(String faulty) {
    measure("DEDUP-2", faulty, DetectionTest::repeatAnyVersion, Rounds::appliedOnce);
  }

  @ParameterizedTest
  @CsvSource({"SearchesOnceThenConflicts"})
  void dedupRoundsCatchARequestThatLosesToItself(String faulty) {
    measure("DEDUP-3", faulty, DetectionTest::repeatSameVersion, Rounds::appliedOnce);
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

  private static void measure(
      String rule, String faulty, Round round, Predicate<List<CommitResult>> good) {
    EventStoreFixture fixture = Catalogue.events(faulty);
    Realm realm = new Realm("detection");
    List<EventStore> handles = List.of(fixture.open(realm), fixture.open(realm));
    StreamId growing = new StreamId("account", "growing");
    int caught = 0;
    for (int i = 0; i < MEASURED; i++) {
      StreamId stream = i % 2 == 0 ? growing : new StreamId("account", "fresh-" + i);
      caught += good.test(round.run(handles, stream)) ? 0 : 1;
    }
    judge(rule, faulty, caught);
  }

  private static void judge(String rule, String faulty, int caught) {
    Detection detection = new Detection(rule, faulty, caught, MEASURED, Rounds.QUICK);
    FIGURES.add(detection.row());
    detection.assertEnough();
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
    StringBuilder out =
        new StringBuilder(
            "# Detection\n\n| rule | faulty store | caught | in a run |\n|---|---|---|---|\n");
    FIGURES.forEach(row -> out.append(row).append("\n"));
    Files.writeString(Path.of("target", "detection.md"), out.toString());
  }
}
