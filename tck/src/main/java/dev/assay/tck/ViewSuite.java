package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.spi.Limit;
import dev.assay.spi.LimitExceeded;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.data.Documents;
import dev.assay.tck.data.Property;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Rule;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.junit.jupiter.api.Test;

/** Views under the revision rule: the rules of the group VIEW. */
public abstract class ViewSuite extends ViewStoreSuite {

  private static final PutResult APPLIED = new PutResult.Applied();
  private static final long TWO_TO_53 = 1L << 53;
  private static final Duration NO_TIME = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(25);
  private static final Duration SOON = Duration.ofSeconds(5);

  @Rule("VIEW-1")
  @Test
  void aViewIsReadBackFromEveryHandle() {
    ViewStore other = another();
    ViewKey key = fresh();
    assertThat(store().get(key)).as("what was never written").isEqualTo(new Lookup.Absent());
    assertThat(other.get(key)).as("what was never written").isEqualTo(new Lookup.Absent());
    for (long revision = 1; revision <= 10; revision++) {
      View view = at(key, revision);
      assertThat((revision % 2 == 0 ? store() : other).put(view)).isEqualTo(APPLIED);
      assertThat(store().get(key)).as("from one handle").isEqualTo(new Lookup.Present(view));
      assertThat(other.get(key)).as("from another handle").isEqualTo(new Lookup.Present(view));
    }
  }

  @Rule("VIEW-2")
  @Test
  void aStaleWriteIsRefusedAndChangesNothing() {
    View stored = at(fresh(), 5);
    store().put(stored);
    for (long revision : List.of(5L, 4L, 1L)) {
      JsonObject document = JsonObject.EMPTY.with("late", revision);
      assertThat(store().put(new View(stored.key(), revision, document)))
          .as("a put of revision %d over revision 5", revision)
          .isEqualTo(new PutResult.Stale(5));
      assertThat(store().remove(stored.key(), revision))
          .as("a removal with revision %d over revision 5", revision)
          .isEqualTo(new PutResult.Stale(5));
    }
    assertThat(store().put(stored)).as("the same write again").isEqualTo(new PutResult.Stale(5));
    assertThat(store().get(stored.key())).isEqualTo(new Lookup.Present(stored));
  }

  @Rule("VIEW-3")
  @Test
  void revisionsAreExactNumbers() {
    ViewKey key = fresh();
    List<Long> rising =
        List.of(
            1L,
            2L,
            9L,
            10L,
            11L,
            99L,
            100L,
            101L,
            65_536L,
            (1L << 31) - 1,
            1L << 31,
            1L << 32,
            TWO_TO_53 - 1,
            TWO_TO_53,
            TWO_TO_53 + 1,
            TWO_TO_53 + 2,
            TWO_TO_53 + 3,
            1L << 62,
            (1L << 62) + 1,
            Long.MAX_VALUE - 1,
            Long.MAX_VALUE);
    long before = 0;
    for (long revision : rising) {
      View view = at(key, revision);
      assertThat(store().put(view)).as("revision %d over %d", revision, before).isEqualTo(APPLIED);
      assertThat(store().get(key)).isEqualTo(new Lookup.Present(view));
      if (before > 0) {
        assertThat(store().put(at(key, before)))
            .as("revision %d over %d", before, revision)
            .isEqualTo(new PutResult.Stale(revision));
      }
      before = revision;
    }
  }

  @Rule("VIEW-3")
  @Test
  void neighbouringRevisionsAreToldApart() {
    Arbitrary<Long> revisions = Arbitraries.longs().between(1, Long.MAX_VALUE - 1);
    Property.forAll(
        revisions,
        20,
        random().nextLong(),
        revision -> {
          ViewKey key = fresh();
          store().remove(key, revision);
          assertThat(store().put(at(key, revision))).isEqualTo(new PutResult.Stale(revision));
          assertThat(store().put(at(key, revision + 1))).isEqualTo(APPLIED);
          assertThat(store().get(key).revision()).isEqualTo(revision + 1);
        });
  }

  @Rule("VIEW-4")
  @Test
  void aTombstoneHoldsAgainstLateWrites() {
    ViewKey key = fresh();
    store().put(at(key, 3));
    assertThat(store().remove(key, 7)).isEqualTo(APPLIED);
    assertTombstone(key, 7);
    for (int i = 0; i < 100; i++) {
      store().remove(fresh(), 1);
    }
    assertTombstone(key, 7);
  }

  private void assertTombstone(ViewKey key, long removed) {
    for (long revision = 4; revision <= removed; revision++) {
      assertThat(store().put(at(key, revision)))
          .as("a put of revision %d after a removal with %d", revision, removed)
          .isEqualTo(new PutResult.Stale(removed));
      assertThat(store().remove(key, revision))
          .as("a removal with revision %d after one with %d", revision, removed)
          .isEqualTo(new PutResult.Stale(removed));
    }
    assertThat(store().get(key)).isEqualTo(new Lookup.Removed(removed));
  }

  @Rule("VIEW-5")
  @Test
  void whatWasNeverStoredCanBeRemoved() {
    ViewKey key = fresh();
    assertThat(store().remove(key, 4)).isEqualTo(APPLIED);
    assertThat(store().get(key)).isEqualTo(new Lookup.Removed(4));
    assertThat(store().put(at(key, 3)))
        .as("the write that the removal overtook")
        .isEqualTo(new PutResult.Stale(4));
    assertThat(store().get(key)).isEqualTo(new Lookup.Removed(4));
  }

  @Rule("VIEW-6")
  @Test
  void aRemovedViewComesBackWithAGreaterRevision() {
    ViewKey key = fresh();
    for (long revision = 1; revision <= 9; revision += 2) {
      View view = at(key, revision);
      assertThat(store().put(view)).isEqualTo(APPLIED);
      assertThat(store().get(key)).isEqualTo(new Lookup.Present(view));
      assertThat(store().remove(key, revision + 1)).isEqualTo(APPLIED);
      assertThat(store().get(key)).isEqualTo(new Lookup.Removed(revision + 1));
    }
  }

  @Rule("VIEW-7")
  @Test
  void anyOrderOfDeliveryGivesTheSameFinalState() {
    Property.forAll(
        deliveries(),
        pick(50, 500),
        random().nextLong(),
        delivery -> {
          ViewKey key = fresh();
          long greatest = 0;
          for (Delivered write : delivery) {
            PutOutcome expected =
                write.revision() > greatest ? APPLIED : new PutResult.Stale(greatest);
            assertThat(deliver(key, write)).as("the answer to %s", write).isEqualTo(expected);
            greatest = Math.max(greatest, write.revision());
          }
          assertThat(store().get(key)).isEqualTo(new Delivered(greatest, false).state(key));
        });
  }

  // Whether a revision is a write or a removal is a matter of the revision, not of the delivery.
  private record Delivered(long revision, boolean inBulk) {

    boolean isRemoval() {
      return revision % 3 == 0;
    }

    Lookup state(ViewKey key) {
      return isRemoval() ? new Lookup.Removed(revision) : new Lookup.Present(at(key, revision));
    }
  }

  private static Arbitrary<List<Delivered>> deliveries() {
    Arbitrary<Long> revisions = Arbitraries.longs().between(1, 7);
    return Combinators.combine(revisions, Arbitraries.of(false, true))
        .as(Delivered::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  private PutOutcome deliver(ViewKey key, Delivered write) {
    if (write.isRemoval()) {
      return store().remove(key, write.revision());
    }
    View view = at(key, write.revision());
    return write.inBulk() ? store().putAll(List.of(view)).get(0) : store().put(view);
  }

  @Rule("VIEW-8")
  @Test
  void exactlyOneOfTheWritersOfOneRevisionWins() {
    List<ViewStore> handles = List.of(store(), another());
    int rounds = pick(Rounds.QUICK, Rounds.FULL);
    for (int round = 0; round < rounds; round++) {
      ViewKey key = fresh();
      long revision = 1L + round % 2;
      if (revision > 1) {
        store().put(at(key, 1));
      }
      ViewRounds.oneRevision(handles, key, revision);
    }
    evidence("rounds", rounds);
    evidence("writers", ViewRounds.RACERS);
  }

  @Rule("VIEW-9")
  @Test
  void racingWritersEndAtTheGreatestRevision() {
    List<ViewStore> handles = List.of(store(), another());
    List<Long> revisions = new ArrayList<>();
    for (long revision = 1; revision < ViewRounds.RACERS; revision++) {
      revisions.add(revision);
    }
    int rounds = pick(Rounds.QUICK, Rounds.FULL);
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(revisions, random());
      ViewRounds.manyRevisions(handles, fresh(), List.copyOf(revisions));
    }
    evidence("rounds", rounds);
    evidence("writers", revisions.size());
  }

  @Rule("VIEW-10")
  @Test
  void putAllAnswersEachElementByItself() {
    ViewKey a = fresh();
    ViewKey b = fresh();
    ViewKey c = fresh();
    store().put(at(c, 7));
    List<PutOutcome> outcomes =
        store().putAll(List.of(at(a, 1), at(b, 1), at(a, 2), at(a, 2), at(c, 5), at(b, 3)));
    assertThat(outcomes)
        .containsExactly(
            APPLIED, APPLIED, APPLIED, new PutResult.Stale(2), new PutResult.Stale(7), APPLIED);
    assertThat(store().get(a)).isEqualTo(new Lookup.Present(at(a, 2)));
    assertThat(store().get(b)).isEqualTo(new Lookup.Present(at(b, 3)));
    assertThat(store().get(c)).isEqualTo(new Lookup.Present(at(c, 7)));
    assertThat(store().putAll(List.of())).as("the answers to nothing").isEmpty();
  }

  @Rule("VIEW-10")
  @Test
  void putAllIsJudgedInListOrder() {
    Arbitrary<Integer> keys = Arbitraries.integers().between(0, 3);
    Arbitrary<Long> revisions = Arbitraries.longs().between(1, 6);
    Property.forAll(
        Combinators.combine(keys, revisions).as(Map::entry).list().ofMinSize(1).ofMaxSize(10),
        pick(40, 400),
        random().nextLong(),
        writes -> {
          List<ViewKey> names = List.of(fresh(), fresh(), fresh(), fresh());
          List<View> views =
              writes.stream().map(w -> at(names.get(w.getKey()), w.getValue())).toList();
          assertJudgedInOrder(views, store().putAll(views));
        });
  }

  private void assertJudgedInOrder(List<View> views, List<PutOutcome> outcomes) {
    Map<ViewKey, View> last = new HashMap<>();
    Map<ViewKey, Long> greatest = new HashMap<>();
    views.forEach(view -> greatest.merge(view.key(), view.revision(), Math::max));
    assertThat(outcomes).hasSameSizeAs(views);
    for (int i = 0; i < views.size(); i++) {
      View view = views.get(i);
      View before = last.get(view.key());
      if (before == null || before.revision() < view.revision()) {
        assertThat(outcomes.get(i)).as("answer %d", i).isEqualTo(APPLIED);
        last.put(view.key(), view);
      } else {
        assertThat(outcomes.get(i)).as("answer %d", i).isInstanceOf(PutResult.Stale.class);
        // The stored revision at some moment of the call: from the judgement to its end.
        assertThat(((PutResult.Stale) outcomes.get(i)).stored())
            .as("the stored revision in answer %d", i)
            .isBetween(before.revision(), greatest.getOrDefault(view.key(), 0L));
      }
    }
    last.forEach((key, view) -> assertThat(store().get(key)).isEqualTo(new Lookup.Present(view)));
  }

  @Rule("VIEW-11")
  @Test
  void putAllCarriesErrorsAsOutcomes() {
    long longest = declaration().limits().get(Limit.ID_LENGTH);
    ViewKey tooLong = new ViewKey("views", "x".repeat((int) longest + 1));
    View first = at(fresh(), 1);
    View last = at(fresh(), 1);
    List<PutOutcome> outcomes = store().putAll(List.of(first, at(tooLong, 1), last));
    assertThat(outcomes).hasSize(3);
    assertThat(outcomes.get(0)).as("the good one before").isEqualTo(APPLIED);
    assertThat(outcomes.get(1))
        .as("the one that is too long")
        .isInstanceOf(PutOutcome.Failed.class);
    assertThat(((PutOutcome.Failed) outcomes.get(1)).error()).isInstanceOf(LimitExceeded.class);
    assertThat(outcomes.get(2)).as("the good one behind").isEqualTo(APPLIED);
    assertThat(store().get(first.key())).isEqualTo(new Lookup.Present(first));
    assertThat(store().get(last.key())).isEqualTo(new Lookup.Present(last));
  }

  @Rule("VIEW-12")
  @Test
  void waitingEndsAtOnceWhenTheRevisionIsReached() {
    View view = at(fresh(), 5);
    store().put(view);
    for (long revision : List.of(1L, 4L, 5L)) {
      for (Duration wait : List.of(NO_TIME, LONG)) {
        assertThat(store().get(view.key(), revision, wait))
            .as("revision 5, when %d is asked for with %s to wait", revision, wait)
            .isEqualTo(new AwaitedLookup.Reached(new Lookup.Present(view)));
      }
    }
  }

  @Rule("VIEW-12")
  @Test
  void aTombstoneCountsWithItsRevision() {
    ViewKey key = fresh();
    store().put(at(key, 2));
    store().remove(key, 6);
    for (long revision : List.of(3L, 6L)) {
      assertThat(store().get(key, revision, NO_TIME))
          .isEqualTo(new AwaitedLookup.Reached(new Lookup.Removed(6)));
    }
  }

  @Rule("VIEW-13")
  @Test
  void aWaitingGetIsWokenByAWrite() {
    for (int round = 0; round < 5; round++) {
      ViewKey key = fresh();
      boolean removal = round % 2 == 1;
      AwaitedLookup found = wakeUp(key, another(), removal);
      Lookup expected = removal ? new Lookup.Removed(4) : new Lookup.Present(at(key, 4));
      assertThat(found).isEqualTo(new AwaitedLookup.Reached(expected));
    }
  }

  // The writes below the asked revision give the waiting thread time to begin, and must not end it.
  private AwaitedLookup wakeUp(ViewKey key, ViewStore writer, boolean removal) {
    CountDownLatch waiting = new CountDownLatch(1);
    List<Outcome<AwaitedLookup>> outcomes =
        Race.of(2)
            .within(SOON)
            .run(
                i -> {
                  if (i == 0) {
                    waiting.countDown();
                    return store().get(key, 4, LONG);
                  }
                  waiting.await();
                  for (long revision = 1; revision < 4; revision++) {
                    writer.put(at(key, revision));
                  }
                  if (removal) {
                    writer.remove(key, 4);
                  } else {
                    writer.put(at(key, 4));
                  }
                  return new AwaitedLookup.TimedOut(new Lookup.Absent());
                });
    outcomes.forEach(Outcome::value);
    return outcomes.get(0).value();
  }

  @Rule("VIEW-14")
  @Test
  void waitingEndsWhenTheTimeIsOver() {
    View view = at(fresh(), 5);
    ViewKey removed = fresh();
    store().put(view);
    store().remove(removed, 5);
    for (Duration wait : List.of(NO_TIME, Duration.ofMillis(50))) {
      assertThat(store().get(view.key(), 6, wait))
          .isEqualTo(new AwaitedLookup.TimedOut(new Lookup.Present(view)));
      assertThat(store().get(removed, 6, wait))
          .isEqualTo(new AwaitedLookup.TimedOut(new Lookup.Removed(5)));
      assertThat(store().get(fresh(), 1, wait))
          .isEqualTo(new AwaitedLookup.TimedOut(new Lookup.Absent()));
    }
  }

  @Rule("VIEW-15")
  @Test
  void remarkableDocumentsComeBackEqual() {
    for (JsonObject document : Documents.remarkable()) {
      assertComesBack(document);
    }
  }

  @Rule("VIEW-15")
  @Test
  void generatedDocumentsComeBackEqual() {
    Property.forAll(
        Documents.anything(), pick(60, 1000), random().nextLong(), this::assertComesBack);
  }

  private void assertComesBack(JsonObject document) {
    View one = new View(fresh(), 1, document);
    View inBulk = new View(fresh(), 1, document);
    assertThat(store().put(one)).isEqualTo(APPLIED);
    assertThat(store().putAll(List.of(inBulk))).containsExactly(APPLIED);
    assertThat(store().get(one.key())).isEqualTo(new Lookup.Present(one));
    assertThat(store().get(inBulk.key())).isEqualTo(new Lookup.Present(inBulk));
  }

  @Rule("VIEW-16")
  @Test
  void keysAreApart() {
    Map<ViewKey, View> written = new LinkedHashMap<>();
    for (ViewKey key : Documents.keysThatLookAlike()) {
      View view = new View(key, written.size() + 1, numbered(written.size()));
      assertThat(store().put(view)).as("the first write of %s", key).isEqualTo(APPLIED);
      written.put(key, view);
    }
    written.forEach(
        (key, view) ->
            assertThat(store().get(key)).as("%s", key).isEqualTo(new Lookup.Present(view)));
  }

  @Rule("VIEW-17")
  @Test
  void viewsAndTombstonesSurviveReopening() {
    View view = at(fresh(), 5);
    ViewKey removed = fresh();
    store().put(view);
    store().put(at(removed, 1));
    store().remove(removed, 5);
    store().close();
    try (ViewStore reopened = another()) {
      assertThat(reopened.get(view.key())).isEqualTo(new Lookup.Present(view));
      assertThat(reopened.get(removed)).isEqualTo(new Lookup.Removed(5));
      assertThat(reopened.put(at(view.key(), 5))).isEqualTo(new PutResult.Stale(5));
      assertThat(reopened.put(at(removed, 5))).isEqualTo(new PutResult.Stale(5));
    }
  }

  @Rule("VIEW-18")
  @Test
  void theLengthOfKeysIsLimitedExactly() {
    int longest = (int) declaration().limits().get(Limit.ID_LENGTH);
    // Two chars each: the limit counts code points.
    String full = "😀".repeat(longest);
    for (ViewKey key : List.of(new ViewKey(full, full), new ViewKey("views", full))) {
      assertAccepted(new View(key, 1, numbered(1)));
    }
    for (ViewKey key : List.of(new ViewKey(full + "x", "id"), new ViewKey("views", full + "x"))) {
      assertRefused(new View(key, 1, numbered(1)), Limit.ID_LENGTH, longest + 1);
      assertLimit(Limit.ID_LENGTH, longest + 1, () -> store().remove(key, 1));
    }
  }

  @Rule("VIEW-18")
  @Test
  void documentsAreLimitedExactly() {
    long bytes = declaration().limits().get(Limit.DOCUMENT_BYTES);
    int frame = JsonObject.EMPTY.with("text", "").toString().length();
    String most = "é".repeat((int) (bytes - frame) / 2) + "x".repeat((int) (bytes - frame) % 2);
    assertAccepted(new View(fresh(), 1, JsonObject.EMPTY.with("text", most)));
    assertRefused(
        new View(fresh(), 1, JsonObject.EMPTY.with("text", most + "x")),
        Limit.DOCUMENT_BYTES,
        bytes + 1);
  }

  @Rule("VIEW-18")
  @Test
  void depthAndNumbersAreLimitedExactly() {
    assertExact(Limit.JSON_DEPTH, Json.MAX_DEPTH, ViewSuite::nested);
    assertExact(
        Limit.NUMBER_DIGITS,
        Json.MAX_DIGITS,
        n -> number(new BigDecimal(new BigInteger("7".repeat(n)), n - 1)));
    assertExact(
        Limit.NUMBER_EXPONENT, Json.MAX_EXPONENT, n -> number(BigDecimal.ONE.scaleByPowerOfTen(n)));
    assertExact(
        Limit.NUMBER_EXPONENT,
        Json.MAX_EXPONENT,
        n -> number(BigDecimal.ONE.scaleByPowerOfTen(-n)));
  }

  private interface Sized {
    JsonObject of(int size);
  }

  // Where the limit is that of the JSON type itself, nothing past it can be made.
  private void assertExact(Limit limit, int ofType, Sized documents) {
    int most = (int) Math.min(ofType, declaration().limits().get(limit));
    assertAccepted(new View(fresh(), 1, documents.of(most)));
    if (most < ofType) {
      assertRefused(new View(fresh(), 1, documents.of(most + 1)), limit, most + 1);
    }
  }

  private static JsonObject nested(int depth) {
    Json json = JsonArray.EMPTY;
    for (int i = 2; i < depth; i++) {
      json = i % 2 == 0 ? JsonArray.of(json) : JsonObject.of("in", json);
    }
    return JsonObject.of("in", json);
  }

  private static JsonObject number(BigDecimal number) {
    return JsonObject.of("n", Json.of(number));
  }

  private void assertAccepted(View view) {
    assertThat(store().put(view)).as("a put at the limit").isEqualTo(APPLIED);
    assertThat(store().get(view.key())).isEqualTo(new Lookup.Present(view));
  }

  private void assertRefused(View view, Limit limit, long actual) {
    assertLimit(limit, actual, () -> store().put(view));
    assertThat(store().putAll(List.of(view)))
        .as("the answer of putAll")
        .singleElement()
        .isInstanceOf(PutOutcome.Failed.class);
    if (limit != Limit.ID_LENGTH) {
      assertThat(store().get(view.key())).as("what was refused").isEqualTo(new Lookup.Absent());
    }
  }

  private void assertLimit(Limit limit, long actual, Runnable call) {
    assertThatExceptionOfType(LimitExceeded.class)
        .as("one past %s", limit)
        .isThrownBy(call::run)
        .satisfies(
            e -> {
              assertThat(e.limit()).isEqualTo(limit);
              assertThat(e.allowed()).isEqualTo(declaration().limits().get(limit));
              assertThat(e.actual()).isEqualTo(actual);
            });
  }

  // One collection for all: a collection may be costly.
  private ViewKey fresh() {
    return key("views");
  }

  private static JsonObject numbered(long n) {
    return JsonObject.EMPTY.with("n", n);
  }

  private static View at(ViewKey key, long revision) {
    return new View(key, revision, JsonObject.EMPTY.with("at", Long.toString(revision)));
  }
}
