package dev.assay.tck;

import dev.assay.selftest.Catalogue;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.history.EventMix;
import dev.assay.tck.history.EventWorkload;
import dev.assay.tck.history.History;
import dev.assay.tck.history.HistoryChecker;
import dev.assay.tck.history.WorkloadSize;
import dev.assay.tck.rule.Profile;
import dev.assay.tck.rule.RuleContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Measures how likely a part of a recorded history catches a store that is wrong beside others
 * only. A whole quick run, which has several such parts, must miss it at most once in a thousand.
 */
final class HistoryDetectionTest {

  private static final int MEASURED = 40;
  private static final int WAVES_IN_A_PART = 4;
  private static final WorkloadSize PART =
      new WorkloadSize(WAVES_IN_A_PART, WAVES_IN_A_PART, Duration.ofSeconds(5));

  static final Map<String, EventMix> MIXES =
      Map.of(
          "HISTORY-1", EventMix.streams(),
          "HISTORY-2", EventMix.requests(),
          "HISTORY-3", EventMix.refusals(),
          "HISTORY-4", EventMix.feeds(),
          "HISTORY-5", EventMix.claims(),
          "HISTORY-6", EventMix.lists(),
          "HISTORY-7", EventMix.together());

  private static final Set<String> FIGURES = new ConcurrentSkipListSet<>();

  @ParameterizedTest
  @CsvSource({
    "HISTORY-1, SwallowsConflicts",
    "HISTORY-1, WritesAtTheNextVersion",
    "HISTORY-1, LosesUnderAny",
    "HISTORY-1, ChecksThenActs",
    "HISTORY-1, CachesTheHead",
    "HISTORY-1, AnyTriesOnce",
    "HISTORY-1, LocksInTheClient",
    "HISTORY-1, AppliedButUnavailable",
    "HISTORY-2, SearchesAnIndexThatLags",
    "HISTORY-2, SearchesOutsideTheTransaction",
    "HISTORY-2, ReceiptsComeLater",
    "HISTORY-2, RemembersOwnRequests",
    "HISTORY-3, ReadsUncommitted",
    "HISTORY-3, BusyMeansConflict",
    "HISTORY-3, OneLockForAll",
    "HISTORY-4, NoHorizon",
    "HISTORY-4, PlaceBeforeTheLock",
    "HISTORY-4, FollowsAReplica",
    "HISTORY-4, CaughtUpAtTheHorizon",
    "HISTORY-4, AlwaysCaughtUp",
    "HISTORY-4, EndIsTheLastPlace",
    "HISTORY-5, ChecksThenClaims",
    "HISTORY-5, ClaimsBeforeItLocks",
    "HISTORY-5, ClaimsOneByOne",
    "HISTORY-6, JudgesListsUpFront",
    "HISTORY-6, ListSearchedOnce",
    "HISTORY-6, ShowsPagesAsTheyCome",
    "HISTORY-7, JointInTwoSteps",
    "HISTORY-7, JointChecksThenActs",
    "HISTORY-8, NeverSure",
    "HISTORY-8, BusyMeansUnavailable",
  })
  void historiesCatchAnEventStore(String rule, String faulty) {
    EventStoreFixture fixture = Catalogue.events(faulty);
    measure(rule, faulty, context -> isRight(rule, new Events(fixture), context));
  }

  private static boolean isRight(String rule, HistorySuite suite, RuleContext context) {
    suite.begin(context);
    EventMix mix = MIXES.getOrDefault(rule, EventMix.everything());
    History history = suite.record(mix, PART);
    return switch (rule) {
      case "HISTORY-7" ->
          HistoryChecker.check(history).isRight()
              && EventWorkload.checkTogether(mix, PART, history).isEmpty();
      case "HISTORY-8" -> isKnown(context, history);
      default -> HistoryChecker.check(history).isRight();
    };
  }

  private static boolean isKnown(RuleContext context, History history) {
    try {
      Histories.assertKnown(context, history);
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HISTORY-8, NeverSureOfViews",
    "HISTORY-9, ReadsThenWritesViews",
    "HISTORY-9, WritesInTwoSteps",
    "HISTORY-9, RemovesInTwoSteps",
    "HISTORY-9, JudgesBulksUpFront",
    "HISTORY-9, BusyMeansStale",
    "HISTORY-9, ReadsAReplica",
    "HISTORY-9, CachesLookups",
    "HISTORY-9, SavesTheCheckpointFirst",
    "HISTORY-9, AcceptsEqualsBesideOthers",
    "HISTORY-10, ReadsThenSaves",
    "HISTORY-10, CachesCursors",
    "HISTORY-10, AsksAReplicaForCursors",
  })
  void historiesCatchAViewStore(String rule, String faulty) {
    ViewStoreFixture fixture = Catalogue.views(faulty);
    measure(rule, faulty, context -> isRight(rule, new Views(fixture), context));
  }

  private static boolean isRight(String rule, ViewHistorySuite suite, RuleContext context) {
    suite.begin(context);
    return switch (rule) {
      case "HISTORY-8" -> isKnown(context, suite.record(PART));
      case "HISTORY-9" -> HistoryChecker.check(suite.record(PART)).isRight();
      default -> HistoryChecker.check(suite.recordCursors(PART)).isRight();
    };
  }

  private interface Part {
    boolean isRight(RuleContext context);
  }

  private static void measure(String rule, String faulty, Part part) {
    RuleContext context = new Context();
    int caught = 0;
    for (int i = 0; i < MEASURED; i++) {
      caught += part.isRight(context) ? 0 : 1;
    }
    int parts = Histories.WAVES / WAVES_IN_A_PART;
    Detection detection = new Detection(rule, faulty, caught, MEASURED, parts);
    FIGURES.add(detection.row());
    detection.assertEnough();
  }

  @AfterAll
  static void writeTheFigures() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Detection by recorded histories");
    lines.addAll(List.of("", "| rule | faulty store | caught | in a run |", "|---|---|---|---|"));
    lines.addAll(FIGURES);
    Files.write(Path.of("target", "detection-histories.md"), lines);
  }

  static final class Context implements RuleContext {

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

  static final class Events extends HistorySuite {

    private final EventStoreFixture fixture;

    Events(EventStoreFixture fixture) {
      this.fixture = fixture;
    }

    @Override
    public EventStore open(Realm realm) {
      return fixture.open(realm);
    }
  }

  static final class Views extends ViewHistorySuite {

    private final ViewStoreFixture fixture;

    Views(ViewStoreFixture fixture) {
      this.fixture = fixture;
    }

    @Override
    public ViewStore open(Realm realm) {
      return fixture.open(realm);
    }
  }
}
