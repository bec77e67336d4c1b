package dev.assay.tck.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ViewStoreFixture;
import dev.assay.tck.rule.RuleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Proves that tests run side by side where they may, and alone where they must. */
final class SideBySideTest {

  private static final Set<String> ALONE = Set.of("HISTORY", "FAULT", "CRASH");

  private final EventStoreFixture events = realm -> MemoryEventStore.open("side-by-side", realm);
  private final ViewStoreFixture views = realm -> MemoryViewStore.open("side-by-side", realm);

  @Test
  void testsOfTheContractMeet() {
    Meeting meeting = new Meeting(3, events);
    KitOptions options = KitOptions.quick().rules("LOCK-2", "READ-4", "COMMIT-4").atATime(3);
    assertThat(KitRunner.events(meeting, options).run().failed()).isEmpty();
    assertThat(meeting.waitedInVain).as("tests that nobody met").isEmpty();
  }

  @Test
  void oneAtATimeIsTheDefault() {
    Company company = new Company();
    KitOptions options = KitOptions.quick().rules("LOCK", "READ").listener(company);
    assertThat(KitRunner.events(events, options).run().failed()).isEmpty();
    assertThat(company.most).isEqualTo(1);
  }

  @Test
  void testsThatNeedTheServerForThemselvesRunAlone() {
    Company company = new Company();
    KitOptions options =
        KitOptions.quick()
            .rules("LOCK", "READ", "VIEW", "HISTORY-8", "HISTORY-10", "FAULT", "CRASH")
            .atATime(3)
            .listener(company);
    KitRunner.of(Optional.of(events), Optional.of(views), options).run();
    assertThat(company.met).as("tests beside those that must run alone").isEmpty();
    assertThat(company.groups).containsAll(ALONE);
  }

  @Test
  void ofTheTestsThatRunSequencesOneRunsBesideOthers() {
    Company company = new Company();
    KitOptions options = KitOptions.quick().rules("MODEL", "LOCK").atATime(3).listener(company);
    KitRunner.of(Optional.of(events), Optional.of(views), options).run();
    assertThat(company.models).as("tests of sequences at a time").isEqualTo(1);
    assertThat(company.most).isGreaterThan(1);
  }

  @Test
  void theSameSeedDrawsTheSameHoweverManyRun() {
    KitOptions options = KitOptions.quick().rules("MODEL").seed(5);
    assertThat(calls(options.atATime(3))).isEqualTo(calls(options)).isNotEmpty();
  }

  private List<String> calls(KitOptions options) {
    return KitRunner.events(events, options).run().rules().stream()
        .map(rule -> rule.rule().id() + " " + rule.evidence().get("calls"))
        .toList();
  }

  @Test
  void noTestAtATimeIsRefused() {
    assertThatThrownBy(() -> KitOptions.quick().atATime(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("At least one test runs at a time, not 0");
  }

  /** Holds every test until as many have begun. */
  private static final class Meeting implements EventStoreFixture {

    private final CountDownLatch missing;
    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private final Set<String> waitedInVain = ConcurrentHashMap.newKeySet();
    private final EventStoreFixture fixture;

    Meeting(int tests, EventStoreFixture fixture) {
      this.missing = new CountDownLatch(tests);
      this.fixture = fixture;
    }

    @Override
    public EventStore open(Realm realm) {
      String test = Thread.currentThread().getName();
      if (test.startsWith("assay: ") && begun.add(test)) {
        missing.countDown();
        await(test);
      }
      return fixture.open(realm);
    }

    private void await(String test) {
      try {
        if (!missing.await(10, TimeUnit.SECONDS)) {
          waitedInVain.add(test);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Keeps who ran beside whom. */
  private static final class Company implements KitListener {

    private final List<String> running = new ArrayList<>();
    private final List<String> groups = new ArrayList<>();
    private final List<String> met = new ArrayList<>();
    private int most;
    private long models;

    @Override
    public void testStarted(RuleText rule, String test) {
      running.add(rule.group());
      groups.add(rule.group());
      most = Math.max(most, running.size());
      models = Math.max(models, running.stream().filter("MODEL"::equals).count());
      if (running.size() > 1 && running.stream().anyMatch(ALONE::contains)) {
        met.add(running.toString());
      }
    }

    @Override
    public void testFinished(TestResult result) {
      running.remove(RuleText.groupOf(result.rule()));
    }
  }
}
