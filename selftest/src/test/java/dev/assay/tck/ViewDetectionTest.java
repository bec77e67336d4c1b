package dev.assay.tck;

import dev.assay.selftest.Catalogue;
import dev.assay.spi.Realm;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Measures how likely one round of a race on views catches a store that acts in two steps, a round
 * trip apart, and holds the number of rounds against it: a rule must miss such a store at most once
 * in a thousand runs.
 */
final class ViewDetectionTest {

  private static final int MEASURED = 200;
  // Rounds of the rule about switches in the quick profile.
  private static final int SWITCHES = AliasSuite.SWITCHES / ViewRounds.SWITCHES;
  private static final Set<String> FIGURES = new ConcurrentSkipListSet<>();

  @Test
  void roundsOfOneRevisionCatchAStoreThatReadsBeforeItWrites() {
    measure(
        "VIEW-8",
        "ReadsThenWritesViews",
        Rounds.QUICK,
        (handles, round) -> ViewRounds.oneRevision(handles, key(round), 1));
  }

  @Test
  void roundsOfManyRevisionsCatchAStoreThatReadsBeforeItWrites() {
    List<Long> revisions = new ArrayList<>(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L));
    measure(
        "VIEW-9",
        "ReadsThenWritesViews",
        Rounds.QUICK,
        (handles, round) -> {
          Collections.shuffle(revisions, new Random(round));
          ViewRounds.manyRevisions(handles, key(round), List.copyOf(revisions));
        });
  }

  @Test
  void roundsOfManyRevisionsCatchAStoreThatWritesInTwoSteps() {
    List<Long> revisions = new ArrayList<>(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L));
    measure(
        "VIEW-9",
        "WritesInTwoSteps",
        Rounds.QUICK,
        (handles, round) -> {
          Collections.shuffle(revisions, new Random(round));
          ViewRounds.manyRevisions(handles, key(round), List.copyOf(revisions));
        });
  }

  @Test
  void roundsOfOneCursorCatchAStoreThatReadsBeforeItSaves() {
    measure(
        "CURSOR-4",
        "ReadsThenSaves",
        Rounds.QUICK,
        (handles, round) -> {
          Cursor expected = new Cursor(round % 2 == 0 ? "" : "a");
          String projection = "projection-" + round;
          ((CursorStore) handles.get(0)).save(projection, 0, Cursor.START, expected);
          ViewRounds.oneCursor(handles, projection, expected);
        });
  }

  @Test
  void roundsOfOneNameCatchAStoreThatLooksBeforeItTakes() {
    measure(
        "ALIAS-6",
        "ChecksNamesThenActs",
        Rounds.QUICK,
        (handles, round) -> ViewRounds.oneName(handles, "name-" + round, "target", round % 2 == 0));
  }

  @Test
  void roundsOfDropsCatchAStoreThatLooksBeforeItDrops() {
    measure(
        "ALIAS-7",
        "ChecksAliasesThenDrops",
        Rounds.QUICK,
        (handles, round) ->
            ViewRounds.dropOrAlias(handles, stored(handles, "c-" + round), aliases(round)));
  }

  @Test
  void switchesCatchAStoreThatSwitchesInTwoSteps() {
    measure(
        "ALIAS-2",
        "SwitchesInTwoSteps",
        SWITCHES,
        (handles, round) -> switches(handles, round, false));
  }

  @Test
  void switchesWithDropsCatchAStoreThatResolvesBeforeItReads() {
    measure(
        "ALIAS-2",
        "ResolvesThenReads",
        SWITCHES,
        (handles, round) -> switches(handles, round, true));
  }

  private static List<String> aliases(int round) {
    return IntStream.range(1, ViewRounds.RACERS)
        .mapToObj(i -> "alias-%d-%d".formatted(round, i))
        .toList();
  }

  private static void switches(List<ViewStore> handles, int round, boolean dropping) {
    List<View> views = new ArrayList<>();
    for (int i = 0; i <= ViewRounds.SWITCHES; i++) {
      views.add(stored(handles, "switched-%d-%d".formatted(round, i)));
    }
    String alias = "switched-" + round;
    ((ViewCatalog) handles.get(0)).alias(alias, views.get(0).key().collection());
    ViewRounds.switches(handles, alias, views, dropping);
  }

  private static View stored(List<ViewStore> handles, String collection) {
    View view = new View(new ViewKey(collection, "v"), 1, JsonObject.EMPTY.with("in", collection));
    handles.get(0).put(view);
    return view;
  }

  private static ViewKey key(int round) {
    return new ViewKey("views", "round-" + round);
  }

  private interface Round {
    void run(List<ViewStore> handles, int round);
  }

  private static void measure(String rule, String faulty, int rounds, Round round) {
    ViewStoreFixture fixture = Catalogue.views(faulty);
    Realm realm = new Realm("detection");
    List<ViewStore> handles = List.of(fixture.open(realm), fixture.open(realm));
    int caught = 0;
    for (int i = 0; i < MEASURED; i++) {
      caught += catches(round, handles, i) ? 1 : 0;
    }
    Detection detection = new Detection(rule, faulty, caught, MEASURED, rounds);
    FIGURES.add(detection.row());
    detection.assertEnough();
  }

  private static boolean catches(Round round, List<ViewStore> handles, int number) {
    try {
      round.run(handles, number);
      return false;
    } catch (AssertionError e) {
      return true;
    }
  }

  @AfterAll
  static void writeTheFigures() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Detection by the races on views");
    lines.addAll(List.of("", "| rule | faulty store | caught | in a run |", "|---|---|---|---|"));
    lines.addAll(FIGURES);
    Files.write(Path.of("target", "detection-views.md"), lines);
  }
}
