package dev.assay.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.StoreUnavailable;
import dev.assay.tck.EventStoreFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proves that the self-test tells when the kit is not proven. */
final class KillMatrixTest {

  private static final EventStoreFixture RIGHT = realm -> MemoryEventStore.open("matrix", realm);
  private static final String HOSTILE = "<script>alert(1)</script>`|[x](javascript:x)";

  @TempDir Path folder;

  @Test
  void aFaultyStoreThatNoRuleCatchesSurvives() {
    KillMatrix matrix = run(List.of(), List.of(faulty("Survivor", () -> RIGHT, "LOCK-2")));
    assertThat(matrix.problems())
        .extracting(Problem::text)
        .containsExactly("The faulty store Survivor survives LOCK-2, 3 times. It is wrong.");
    assertThat(matrix.figures())
        .first()
        .isEqualTo(new KillMatrix.Figure(0, 1, "faulty stores caught"));
  }

  @Test
  void aStoreSurvivesARuleThatMissesItAlsoIfAnotherCatchesIt() {
    Supplier<EventStoreFixture> store = () -> Catalogue.events("TooHighPasses");
    KillMatrix matrix = run(List.of(), List.of(faulty("Half", store, "LOCK-2", "READ-4")));
    assertThat(matrix.kills().get(0).caughtBy()).containsExactly("LOCK-2");
    assertThat(matrix.problems())
        .extracting(Problem::text)
        .containsExactly("The faulty store Half survives READ-4, 3 times. It is wrong.");
  }

  @Test
  void aStoreThatARuleMissesMeetsTheRuleAgainAndTheMatrixSaysSo() throws IOException {
    AtomicInteger runs = new AtomicInteger();
    Supplier<EventStoreFixture> second =
        () -> runs.incrementAndGet() == 1 ? RIGHT : Catalogue.events("TooHighPasses");
    KillMatrix matrix = run(List.of(), List.of(faulty("Late", second, "LOCK-2")));
    assertThat(matrix.problems()).isEmpty();
    assertThat(matrix.kills().get(0).runs()).isEqualTo(2);
    assertThat(Files.readString(matrix.write(folder))).contains("Caught in run 2 of at most 3.");
  }

  @Test
  void aStoreThatIsCaughtAtOnceMeetsTheRulesOnce() throws IOException {
    Supplier<EventStoreFixture> store = () -> Catalogue.events("TooHighPasses");
    KillMatrix matrix = run(List.of(), List.of(faulty("Soon", store, "LOCK-2")));
    assertThat(matrix.kills().get(0).runs()).isEqualTo(1);
    assertThat(Files.readString(matrix.write(folder))).doesNotContain("Caught in run");
  }

  @Test
  void aStoreOnWhichTheKitCannotRunIsNotCaught() {
    EventStoreFixture away =
        realm -> {
          throw new StoreUnavailable("nobody listens there", null);
        };
    KillMatrix matrix = run(List.of(), List.of(faulty("Away", () -> away, "LOCK-2")));
    assertThat(matrix.problems())
        .extracting(Problem::text)
        .singleElement()
        .asString()
        .contains("Away survives LOCK-2, 3 times", "The run broke off", "nobody listens there");
  }

  @Test
  void aRightStoreThatIsAccusedIsAProblem() {
    RightStore accused = right("Accused", () -> Catalogue.events("TooHighPasses"), "LOCK-2");
    KillMatrix matrix = run(List.of(accused, right("Good", () -> RIGHT, "LOCK-2")), List.of());
    assertThat(matrix.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.text()).isEqualTo("The right store Accused is accused by LOCK-2.");
              assertThat(problem.store()).contains("Accused");
              assertThat(problem.seed()).isEqualTo(7);
              assertThat(problem.details()).contains("look at:");
            });
  }

  @Test
  void aRuleThatCatchesNothingIsAProblemOfTheWhole() {
    Plan some = Plan.all(7).only(Set.of("TooHighPasses"));
    assertThat(SelfTest.run(some, SelfTestListener.NONE).problems()).isEmpty();
    Plan whole = new Plan(List.of(), some.faulty(), true, false, 7);
    assertThat(SelfTest.run(whole, SelfTestListener.NONE).problems())
        .extracting(Problem::text)
        .anyMatch(text -> text.matches("The rule LOCK-1 \\(.*\\) catches no faulty store\\."))
        .noneMatch(text -> text.startsWith("The rule LOCK-2 "));
  }

  @Test
  void inFullEveryRuleMeetsTheStoreAndRightStoresAreJudgedWithManySeeds() {
    Plan plan =
        new Plan(
            List.of(right("Good", () -> RIGHT, "LOCK-2")),
            List.of(faulty("High", () -> Catalogue.events("TooHighPasses"), "LOCK-2")),
            false,
            true,
            7);
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    KillMatrix matrix =
        SelfTest.run(
            plan,
            new SelfTestListener() {
              @Override
              public void finished(String store, boolean good) {
                told.add(store + good);
              }
            });
    assertThat(matrix.trials().get(0).runs()).isEqualTo(20);
    assertThat(told).hasSize(plan.runs()).containsOnly("Goodtrue", "Hightrue");
    assertThat(matrix.kills().get(0).caughtBy()).contains("LOCK-2");
  }

  @Test
  void unknownStoresAreRefusedWithThoseThatResembleThem() {
    assertThatThrownBy(() -> Plan.all(1).only(Set.of("TooHigh")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no store 'toohigh'; there is TooHighPasses");
    assertThatThrownBy(() -> Plan.all(1).only(Set.of("xyz")))
        .hasMessageContaining("There is no store 'xyz' among the ");
  }

  @Test
  void aPlanSaysTheCommandThatRepeatsIt() {
    assertThat(Plan.all(7).command()).isEqualTo("./assay selftest --seed 7");
    assertThat(Plan.all(7).inFull().only(Set.of("toohighpasses", "reference")).command())
        .isEqualTo("./assay selftest --full --only Reference,TooHighPasses --seed 7");
  }

  @Test
  void thePagesShowEveryStoreWithWhatIsWrongAndEveryRuleWithItsSentence() throws IOException {
    KillMatrix matrix =
        SelfTest.run(Plan.all(7).only(Set.of("TooHighPasses")), SelfTestListener.NONE);
    String html = Files.readString(matrix.write(folder));
    assertThat(html)
        .contains("Every faulty store is caught", "id=\"TooHighPasses\"", "Too high passes")
        .contains("The condition is that nobody wrote the next version yet")
        .contains("<a class=\"named\" href=\"#LOCK-2\"", "id=\"LOCK-2\"")
        .contains("MUST be answered with <code>VersionConflict</code>")
        .doesNotContain("What is wrong");
    assertThat(folder.resolve("kill-matrix.md"))
        .content()
        .contains("[LOCK-2](#LOCK-2)", "<a id=\"LOCK-2\"></a>LOCK-2", "[TooHighPasses]");
  }

  @Test
  void thePageNeedsNoNetworkAndRunsItsOwnScriptOnly() throws IOException {
    KillMatrix matrix = run(List.of(), List.of(faulty("Survivor", () -> RIGHT, "LOCK-2")));
    String html = Files.readString(matrix.write(folder));
    assertThat(html)
        .contains("The kit is not proven", "class=\"missed\"")
        .doesNotContainPattern("(?i)<link|<img|<iframe|@import|url\\(")
        .doesNotContainPattern("(?i)(src|href)=\"(?!#)")
        .containsPattern("default-src 'none'; .*script-src 'sha256-[A-Za-z0-9+/]{43}='");
  }

  @Test
  void hostileTextsAreEscaped() throws IOException {
    FaultyStore hostile =
        new FaultyStore(
            "Hostile", HOSTILE, Optional.of(() -> RIGHT), Optional.empty(), Set.of("LOCK-2"));
    String html = Files.readString(run(List.of(), List.of(hostile)).write(folder));
    assertThat(html).doesNotContain("<script>alert").contains("&lt;script&gt;alert(1)");
    assertThat(folder.resolve("kill-matrix.md")).content().doesNotContain("<script>alert");
  }

  private static KillMatrix run(List<RightStore> right, List<FaultyStore> faulty) {
    return SelfTest.run(new Plan(right, faulty, false, false, 7), SelfTestListener.NONE);
  }

  private static FaultyStore faulty(
      String name, Supplier<EventStoreFixture> events, String... killedBy) {
    return new FaultyStore(
        name, "It is wrong.", Optional.of(events), Optional.empty(), Set.of(killedBy));
  }

  private static RightStore right(
      String name, Supplier<EventStoreFixture> events, String... rules) {
    return new RightStore(
        name, "It is right.", Optional.of(events), Optional.empty(), Set.of(rules));
  }
}
