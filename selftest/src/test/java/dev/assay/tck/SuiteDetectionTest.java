package dev.assay.tck;

import dev.assay.selftest.Catalogue;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.StreamId;
import dev.assay.tck.rule.Profile;
import dev.assay.tck.rule.RuleContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Measures how likely one round of a race catches a store that acts in two steps, a round trip
 * apart: the suites' own rounds, on their own number of threads. A rule must miss such a store at
 * most once in a thousand runs.
 */
final class SuiteDetectionTest {

  private static final int MEASURED = 200;

  // Their rounds are few and thorough.
  private static final int MEASURED_FEEDS = 80;

  private static final Set<String> FIGURES = new ConcurrentSkipListSet<>();

  @Test
  void racingClaimersCatchAStoreThatLooksBeforeItClaims() {
    ClaimSuite suite = begun(new Claims(Catalogue.events("ChecksThenClaims")));
    List<EventStore> handles = List.of(suite.store(), suite.another());
    measure(
        "CLAIM-1", "ChecksThenClaims", ClaimSuite.ROUNDS, round -> suite.raceForOneClaim(handles));
  }

  @Test
  void racingReceiptsCatchAStoreThatCountsInTheClient() {
    RequestLogSuite suite = begun(new Requests(Catalogue.events("CountsInTheClient")));
    List<EventStore> handles = List.of(suite.store(), suite.another());
    measure(
        "REQUEST-LOG-2",
        "CountsInTheClient",
        RequestLogSuite.ROUNDS,
        round -> suite.raceToRecord(handles));
  }

  @Test
  void racingWritersCatchAStoreThatTruncatesWhatCameSince() {
    TruncationSuite suite = begun(new Truncations(Catalogue.events("RemovesUpToTheHead")));
    EventStore elsewhere = suite.another();
    measure(
        "TRUNCATION-7",
        "RemovesUpToTheHead",
        TruncationSuite.ROUNDS,
        round -> suite.truncateBesideWriters(elsewhere));
  }

  @Test
  void readersCatchAStoreThatWritesAJointCommitInTwoSteps() {
    JointSuite suite = begun(new Joints(Catalogue.events("JointInTwoSteps")));
    EventStore elsewhere = suite.another();
    StreamId a = suite.stream();
    StreamId b = suite.stream();
    measure(
        "JOINT-5",
        "JointInTwoSteps",
        JointSuite.LOOKED_AT,
        round -> suite.readBesideJointCommits(elsewhere, a, b));
  }

  @Test
  void racingJointCommitsCatchAStoreThatLooksBeforeItWrites() {
    JointSuite suite = begun(new Joints(Catalogue.events("JointChecksThenActs")));
    List<EventStore> handles = List.of(suite.store(), suite.another());
    measure(
        "JOINT-7",
        "JointChecksThenActs",
        JointSuite.ROUNDS,
        round -> suite.raceTogether(handles, suite.stream()));
  }

  @Test
  void racingRestorationsCatchAStoreThatLooksBeforeItRestores() {
    RestoreSuite suite = begun(new Restorations(Catalogue.events("RestoreChecksThenActs")));
    List<EventStore> handles = List.of(suite.store(), suite.another());
    measure(
        "RESTORE-9",
        "RestoreChecksThenActs",
        RestoreSuite.ROUNDS,
        round -> suite.raceToRestore(handles, suite.stream(), 0));
  }

  @Test
  void followersCatchAStoreWithoutAHorizon() {
    FeedSuite suite = begun(new Feed(Catalogue.events("NoHorizon")));
    List<EventStore> handles =
        List.of(suite.store(), suite.another(), suite.another(), suite.another());
    measure(
        "FEED-2",
        "NoHorizon",
        MEASURED_FEEDS,
        FeedSuite.ROUNDS,
        round -> suite.followRacingWriters(handles));
  }

  @Test
  void readersCatchAStoreThatStopsAtTheHorizonAndSaysThatThisIsAll() {
    FeedSuite suite = begun(new Feed(Catalogue.events("CaughtUpAtTheHorizon")));
    EventStore reader = suite.another();
    measure(
        "FEED-13",
        "CaughtUpAtTheHorizon",
        MEASURED_FEEDS,
        FeedSuite.ROUNDS,
        round -> suite.judgeBesideRacingWriters(reader));
  }

  @Test
  void racingWritersOfAStreamCatchAStoreThatTakesPlacesBeforeItLocks() {
    OrderSuite suite = begun(new Order(Catalogue.events("PlaceBeforeTheLock")));
    List<EventStore> handles = List.of(suite.store(), suite.another());
    measure(
        "ORDER-2",
        "PlaceBeforeTheLock",
        MEASURED_FEEDS,
        OrderSuite.ROUNDS,
        round -> suite.raceOnAStream(handles));
  }

  @Test
  void racingWritersOfManyStreamsCatchAStoreThatTakesPlacesInBlocks() {
    OrderSuite suite = begun(new Order(Catalogue.events("PlacesInBlocks")));
    List<EventStore> handles = List.of(suite.store(), suite.another());
    measure(
        "ORDER-6",
        "PlacesInBlocks",
        MEASURED_FEEDS,
        OrderSuite.ROUNDS,
        round -> suite.raceOnManyStreams(handles));
  }

  private interface Round {
    void run(int number);
  }

  private static void measure(String rule, String faulty, int rounds, Round round) {
    measure(rule, faulty, MEASURED, rounds, round);
  }

  private static void measure(String rule, String faulty, int measured, int rounds, Round round) {
    int caught = 0;
    for (int i = 0; i < measured; i++) {
      caught += catches(round, i) ? 1 : 0;
    }
    Detection detection = new Detection(rule, faulty, caught, measured, rounds);
    FIGURES.add(detection.row());
    detection.assertEnough();
  }

  private static boolean catches(Round round, int number) {
    try {
      round.run(number);
      return false;
    } catch (AssertionError e) {
      return true;
    }
  }

  private static <T extends EventStoreSuite> T begun(T suite) {
    suite.begin(new Context());
    return suite;
  }

  private static final class Context implements RuleContext {

    private final Random random = new Random(seed());

    @Override
    public long seed() {
      return 1;
    }

    @Override
    public Random random() {
      return random;
    }

    @Override
    public Profile profile() {
      return Profile.QUICK;
    }

    @Override
    public void evidence(String name, Object value) {}

    @Override
    public void attach(String name, byte[] content) {}

    @Override
    public Optional<String> parameter(String name) {
      return Optional.empty();
    }
  }

  private static final class Claims extends ClaimSuite {

    private final EventStoreFixture fixture;

    Claims(EventStoreFixture fixture) {
      this.fixture = fixture;
    }

    @Override
    public EventStore open(Realm realm) {
      return fixture.open(realm);
    }
  }

  private static final class Requests extends RequestLogSuite {

    private final EventStoreFixture fixture;

    Requests(EventStoreFixture fixture) {
      this.fixture = fixture;
    }

    @Override
    public EventStore open(Realm realm) {
      return fixture.open(realm);
    }
  }

  private static final class Truncations extends TruncationSuite {

    private final EventStoreFixture fixture;

    Truncations(EventStoreFixture fixture) {
      this.fixture = fixture;
    }

    @Override
    public EventStore open(Realm realm) {
      return fixture.open(realm);
    }
  }

  private static final class Joints extends JointSuite {

    private final EventStoreFixture fixture;

    Joints(EventStoreFixture fixture) {
      this.fixture = fixture;
    }

    @Override
    public EventStore open(Realm realm) {
      return fixture.open(realm);
    }
  }

  private static final class Restorations extends RestoreSuite {

    private final EventStoreFixture fixture;

    Restorations(EventStoreFixture fixture) {
      this.fixture = fixture;
    }

    @Override
    public EventStore open(Realm realm) {
      return fixture.open(realm);
    }
  }

  private static final class Feed extends FeedSuite {

    private final EventStoreFixture fixture;

    Feed(EventStoreFixture fixture) {
      this.fixture = fixture;
    }

    @Override
    public EventStore open(Realm realm) {
      return fixture.open(realm);
    }
  }

  private static final class Order extends OrderSuite {

    private final EventStoreFixture fixture;

    Order(EventStoreFixture fixture) {
      this.fixture = fixture;
    }

    @Override
    public EventStore open(Realm realm) {
      return fixture.open(realm);
    }
  }

  @AfterAll
  static void writeTheFigures() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Detection by the races of the suites");
    lines.addAll(List.of("", "| rule | faulty store | caught | in a run |", "|---|---|---|---|"));
    lines.addAll(FIGURES);
    Files.write(Path.of("target", "detection-suites.md"), lines);
  }
}
