package dev.assay.tck.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.StoreUnavailable;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.StoreSuite;
import dev.assay.tck.ViewStoreFixture;
import dev.assay.tck.rule.Profile;
import dev.assay.tck.rule.RuleText;
import dev.assay.tck.rule.Seal;
import dev.assay.tck.rule.Specification;
import java.io.File;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Proves that the runner runs what it is asked for and says what it found. */
final class KitRunnerTest {

  private static final EventStoreFixture EVENTS = realm -> MemoryEventStore.open("runner", realm);
  private static final ViewStoreFixture VIEWS = realm -> MemoryViewStore.open("runner", realm);

  private static KitOptions rules(String... ids) {
    return KitOptions.quick().rules(ids);
  }

  @Test
  void everySuiteHasItsRunner() throws URISyntaxException, ClassNotFoundException {
    URI classes = StoreSuite.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    List<Class<?>> suites = new ArrayList<>();
    for (String file : new File(new File(classes), "dev/assay/tck").list()) {
      if (file.endsWith("Suite.class")) {
        Class<?> suite = Class.forName("dev.assay.tck." + file.replace(".class", ""));
        boolean base = suite.getDeclaredConstructors()[0].getModifiers() == 0;
        assertThat(Modifier.isAbstract(suite.getModifiers())).as("%s is abstract", suite).isTrue();
        suites.addAll(base ? List.of() : List.of(suite));
      }
    }
    assertThat(suites).isNotEmpty();
    assertThat(KitSuites.all()).containsExactlyInAnyOrderElementsOf(suites);
  }

  @Test
  void onlyWhatIsAskedForIsRun() {
    KitResult result = KitRunner.events(EVENTS, rules("LOCK", "READ-4")).run();
    assertThat(result.rules()).extracting(rule -> rule.rule().group()).containsOnly("LOCK", "READ");
    assertThat(result.rules())
        .filteredOn(rule -> rule.rule().group().equals("READ"))
        .extracting(rule -> rule.rule().id())
        .containsExactly("READ-4");
    assertThat(result.groups()).extracting(GroupTotal::group).containsExactly("LOCK", "READ");
    assertThat(result.asked()).containsExactlyInAnyOrder("LOCK", "READ-4");
    assertThat(result.failed()).isEmpty();
    assertThat(result.ruleSet()).isEqualTo(Specification.load().digest());
    assertThat(result.kitVersion()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
  }

  @Test
  void unknownRulesAreRefusedByName() {
    assertThatThrownBy(() -> KitRunner.events(EVENTS, rules("LOCK", "LOOK", "LOCK-999")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("LOCK-999, LOOK")
        .hasMessageContaining("COMMIT, CRASH, CURSOR");
  }

  @Test
  void anAdapterHasAStore() {
    assertThatThrownBy(() -> KitRunner.of(Optional.empty(), Optional.empty(), rules()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rulesAboutViewsDoNotConcernAnAdapterWithoutViews() {
    KitResult result = KitRunner.events(EVENTS, rules("VIEW", "READ-4")).run();
    assertThat(result.rules()).extracting(rule -> rule.rule().id()).containsExactly("READ-4");
    assertThat(result.views()).isEmpty();
    KitResult views = KitRunner.views(VIEWS, rules("VIEW", "READ-4")).run();
    assertThat(views.rules()).extracting(rule -> rule.rule().group()).containsOnly("VIEW");
    assertThat(views.events()).isEmpty();
    assertThat(seal(views, Seal.PORTABILITY))
        .isEqualTo(
            new SealResult(
                Seal.PORTABILITY,
                SealResult.Status.DECLINED,
                "its rules are about other kinds of stores"));
  }

  @Test
  void sealIsNotJudgedWhenNotAllOfItsRulesWereRun() {
    KitResult some = KitRunner.events(EVENTS, rules("LOCK-2")).run();
    assertThat(some.seals()).extracting(SealResult::seal).containsExactly(Seal.values());
    assertThat(seal(some, Seal.CONTRACT))
        .isEqualTo(
            new SealResult(
                Seal.CONTRACT,
                SealResult.Status.NOT_JUDGED,
                "only some of its rules were asked for"));
    assertThat(seal(some, Seal.FAULTS))
        .isEqualTo(
            new SealResult(Seal.FAULTS, SealResult.Status.NOT_JUDGED, "no rules for it were run"));
  }

  @Test
  void sealIsGivenWhenAllRulesPassOrAreDeclined() {
    RuleText rule = Specification.load().rule("LOCK-1").orElseThrow();
    RuleResult passed = new RuleResult(rule, List.of(test(Verdict.PASS), test(Verdict.PASS)));
    RuleResult declined = new RuleResult(rule, List.of(test(Verdict.DECLINED, "not offered")));
    RuleResult unable = new RuleResult(rule, List.of(test(Verdict.NOT_JUDGED, "no server")));
    RuleResult open = new RuleResult(rule, List.of());
    assertThat(SealResult.of(Seal.CONTRACT, List.of(passed, declined), true))
        .isEqualTo(new SealResult(Seal.CONTRACT, SealResult.Status.GIVEN, "1 passed, 1 declined"));
    assertThat(SealResult.of(Seal.CONTRACT, List.of(declined), true))
        .isEqualTo(new SealResult(Seal.CONTRACT, SealResult.Status.DECLINED, "not offered"));
    assertThat(SealResult.of(Seal.CONTRACT, List.of(passed, declined, unable), true))
        .isEqualTo(
            new SealResult(Seal.CONTRACT, SealResult.Status.NOT_JUDGED, "no server (LOCK-1)"));
    assertThat(SealResult.of(Seal.CONTRACT, List.of(passed, open), true).status())
        .isEqualTo(SealResult.Status.NOT_JUDGED);
    assertThat(SealResult.of(Seal.CONTRACT, List.of(open), true).reason())
        .isEqualTo("no rules for it were run");
    assertThat(new RuleResult(rule, List.of(test(Verdict.PASS), test(Verdict.FAIL))).verdict())
        .isEqualTo(Verdict.FAIL);
  }

  private static TestResult test(Verdict verdict) {
    return test(verdict, Optional.empty());
  }

  private static TestResult test(Verdict verdict, String why) {
    return test(verdict, Optional.of(why));
  }

  private static TestResult test(Verdict verdict, Optional<String> why) {
    return new TestResult(
        "LOCK-1",
        "LockSuite",
        "t",
        verdict,
        Duration.ZERO,
        Map.of(),
        Optional.empty(),
        why,
        Map.of(),
        Optional.empty());
  }

  private static SealResult seal(KitResult result, Seal seal) {
    return result.seals().get(Arrays.asList(Seal.values()).indexOf(seal));
  }

  @Test
  void listenerIsToldOfEveryTest() {
    List<String> told = new ArrayList<>();
    KitListener listener =
        new KitListener() {
          @Override
          public void started(int tests) {
            told.add("started " + tests);
          }

          @Override
          public void testStarted(RuleText rule, String test) {
            told.add("begins " + rule.id() + " " + test);
          }

          @Override
          public void testFinished(TestResult result) {
            told.add("ends " + result.suite() + " " + result.verdict());
          }
        };
    KitRunner.events(EVENTS, rules("READ-4", "READ-6").listener(listener)).run();
    assertThat(told)
        .containsExactlyInAnyOrder(
            "started 2",
            "begins READ-4 unknownStreamIsEmpty",
            "ends ReadSuite PASS",
            "begins READ-6 readOfNoEventsTellsTheVersion",
            "ends ReadSuite PASS");
  }

  @Test
  void groupsAreRunInTheOrderOfTheSpecification() {
    Set<String> groups = new LinkedHashSet<>();
    List<String> twice = new ArrayList<>();
    AtomicReference<String> last = new AtomicReference<>("");
    KitListener listener =
        new KitListener() {
          @Override
          public void testStarted(RuleText rule, String test) {
            if (!last.getAndSet(rule.group()).equals(rule.group()) && !groups.add(rule.group())) {
              twice.add(rule.group());
            }
          }
        };
    KitOptions some = rules("CURSOR-1", "REALM", "LOCK-2", "DATA-1", "LIFECYCLE-1", "COMMIT-1");
    KitRunner.of(Optional.of(EVENTS), Optional.of(VIEWS), some.listener(listener)).run();
    assertThat(groups).containsExactly("COMMIT", "LOCK", "DATA", "REALM", "LIFECYCLE", "CURSOR");
    assertThat(twice).as("groups that are begun again").isEmpty();
  }

  @Test
  void evidenceSeedAndProfileAreKept() {
    KitOptions options = rules("LOCK-1").seed(99).profile(Profile.FULL);
    KitResult result = KitRunner.events(EVENTS, options).run();
    assertThat(result.seed()).isEqualTo(99);
    assertThat(result.profile()).isEqualTo(Profile.FULL);
    assertThat(result.rules().get(0).evidence()).containsEntry("rounds", "100");
    assertThat(result.rules().get(0).duration()).isPositive();
    assertThat(result.finished()).isAfter(result.started());
  }

  @Test
  void storeThatCannotBeOpenedAtAllIsNotJudged() {
    StoreUnavailable away = new StoreUnavailable("nobody listens there", null);
    EventStoreFixture fixture =
        realm -> {
          throw away;
        };
    assertThatThrownBy(() -> KitRunner.events(fixture, rules("READ")).run()).isSameAs(away);
  }
}
