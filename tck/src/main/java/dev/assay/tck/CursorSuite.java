package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.assay.spi.Capability;
import dev.assay.spi.Limit;
import dev.assay.spi.LimitExceeded;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.CursorStore.SaveResult;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.data.Searches;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Cursors of projections: the rules of the group CURSOR. */
@Requires(Capability.CURSORS)
public abstract class CursorSuite extends ViewStoreSuite {

  private static final SaveResult SAVED = new SaveResult.Saved();
  private static final Cursor A = new Cursor("0000-a");
  private static final Cursor B = new Cursor("0001-b");

  @Rule("CURSOR-1")
  @Test
  void aCursorBeginsAtTheStart() {
    assertThat(cursors().cursor(name("projection"), 0)).isEqualTo(Cursor.START);
    assertThat(cursors().cursor(name("projection"), 1023)).isEqualTo(Cursor.START);
  }

  @Rule("CURSOR-2")
  @Test
  void aSaveReplacesTheExpectedCursor() {
    CursorStore other = capability(CursorStore.class, another());
    String projection = name("projection");
    Cursor before = Cursor.START;
    for (Cursor next : List.of(A, B, A, A, B)) {
      assertThat(cursors().save(projection, 3, before, next))
          .as("a save of %s over %s", next, before)
          .isEqualTo(SAVED);
      assertThat(cursors().cursor(projection, 3)).isEqualTo(next);
      assertThat(other.cursor(projection, 3)).as("from another handle").isEqualTo(next);
      before = next;
    }
  }

  @Rule("CURSOR-3")
  @Test
  void aSaveThatExpectsAnotherCursorIsRefused() {
    String projection = name("projection");
    assertConflict(projection, A, B, Cursor.START);
    cursors().save(projection, 0, Cursor.START, A);
    assertConflict(projection, Cursor.START, B, A);
    assertConflict(projection, B, A, A);
    assertConflict(projection, B, Cursor.START, A);
    assertConflict(projection, Cursor.START, Cursor.START, A);
  }

  private void assertConflict(String projection, Cursor expected, Cursor next, Cursor actual) {
    assertThat(cursors().save(projection, 0, expected, next))
        .as("a save that expects %s over %s", expected, actual)
        .isEqualTo(new SaveResult.Conflict(actual));
    assertThat(cursors().cursor(projection, 0)).isEqualTo(actual);
  }

  @Rule("CURSOR-4")
  @Test
  void exactlyOneOfTheRacingSaversWins() {
    List<ViewStore> handles = List.of(store(), another());
    int rounds = pick(Rounds.QUICK, Rounds.FULL);
    for (int round = 0; round < rounds; round++) {
      String projection = name("projection");
      Cursor expected = round % 2 == 0 ? Cursor.START : A;
      cursors().save(projection, 0, Cursor.START, expected);
      ViewRounds.oneCursor(handles, projection, expected);
    }
    evidence("rounds", rounds);
    evidence("savers", ViewRounds.RACERS);
  }

  @Rule("CURSOR-5")
  @Test
  void cursorsAreApart() {
    Map<Place, Cursor> saved = new LinkedHashMap<>();
    for (String name : List.of("p", "P", "p ", "p1", "p:1", "p/1", "\u00e9", "e\u0301", "e")) {
      for (int partition : new int[] {0, 1, 11, Integer.MAX_VALUE}) {
        Cursor cursor = new Cursor("c" + saved.size());
        assertThat(cursors().save(name, partition, Cursor.START, cursor))
            .as("the first save for '%s', partition %d", name, partition)
            .isEqualTo(SAVED);
        saved.put(new Place(name, partition), cursor);
      }
    }
    saved.forEach(
        (place, cursor) ->
            assertThat(cursors().cursor(place.projection(), place.partition()))
                .as("%s", place)
                .isEqualTo(cursor));
  }

  private record Place(String projection, int partition) {}

  @Rule("CURSOR-6")
  @Test
  void savingTheStartForgets() {
    String projection = name("projection");
    assertThat(cursors().save(projection, 0, Cursor.START, Cursor.START)).isEqualTo(SAVED);
    for (int i = 0; i < 2; i++) {
      assertThat(cursors().save(projection, 0, Cursor.START, A)).isEqualTo(SAVED);
      assertThat(cursors().save(projection, 0, A, Cursor.START)).isEqualTo(SAVED);
      assertThat(cursors().cursor(projection, 0)).isEqualTo(Cursor.START);
      assertConflict(projection, A, B, Cursor.START);
    }
  }

  @Rule("CURSOR-7")
  @Test
  void cursorsSurviveReopening() {
    String projection = name("projection");
    String forgotten = name("projection");
    cursors().save(projection, 2, Cursor.START, B);
    cursors().save(forgotten, 2, Cursor.START, B);
    cursors().save(forgotten, 2, B, Cursor.START);
    store().close();
    CursorStore reopened = capability(CursorStore.class, another());
    assertThat(reopened.cursor(projection, 2)).isEqualTo(B);
    assertThat(reopened.cursor(forgotten, 2)).isEqualTo(Cursor.START);
    assertThat(reopened.save(projection, 2, Cursor.START, A)).isEqualTo(new SaveResult.Conflict(B));
  }

  @Rule("CURSOR-8")
  @Test
  void everyLegalNameAndCursorWorks() {
    int longest = (int) declaration().limits().get(Limit.ID_LENGTH);
    List<String> names = new ArrayList<>(List.of("x".repeat(longest), "😀".repeat(longest)));
    names.add("x".repeat(longest - 1) + "y");
    names.addAll(Searches.CLOSE_TEXTS);
    names.addAll(List.of("'; --", "\"", "\\", "%", "{0}", "a,b", "../x", "$1", "?", "#", "*"));
    names.remove("");
    String legal = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-._~:abcdefghijklmnopqrstuvwxyz";
    List<Cursor> cursors = List.of(new Cursor(legal), new Cursor("~".repeat(200)));
    for (String name : names) {
      Cursor cursor = cursors.get(name.length() % 2);
      assertThat(cursors().save(name, 0, Cursor.START, cursor))
          .as("for '%s'", name)
          .isEqualTo(SAVED);
      assertThat(cursors().cursor(name, 0)).as("for '%s'", name).isEqualTo(cursor);
    }
  }

  @Rule("CURSOR-8")
  @Test
  void namesThatAreTooLongOrMalformedAreRefused() {
    int longest = (int) declaration().limits().get(Limit.ID_LENGTH);
    String tooLong = "x".repeat(longest + 1);
    assertThatExceptionOfType(LimitExceeded.class)
        .as("a name of %d characters", longest + 1)
        .isThrownBy(() -> cursors().save(tooLong, 0, Cursor.START, A))
        .satisfies(e -> assertThat(e.limit()).isEqualTo(Limit.ID_LENGTH));
    for (String malformed : List.of("", "a\nb", "\u0000", "\ud83d")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> cursors().save(malformed, 0, Cursor.START, A));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cursors().save("projection", -1, Cursor.START, A));
  }

  private CursorStore cursors() {
    return capability(CursorStore.class);
  }
}
