package dev.assay.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.DedupSuite;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.rule.RuleContext;
import dev.assay.tck.rule.RuleViolation;
import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import dev.assay.tck.run.RuleResult;
import dev.assay.tck.run.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Proves how tests are judged: declined, refused, bounded. */
final class RuleExtensionTest {

  private static RuleResult truncationRule(EventStoreFixture fixture) {
    KitResult result = KitRunner.events(fixture, KitOptions.quick().rules("DEDUP-6")).run();
    return result.rules().get(0);
  }

  @Test
  void ruleIsDeclinedWhereItsCapabilityIsNotDeclared() {
    assertThat(truncationRule(CapabilityStores::least).verdict()).isEqualTo(Verdict.DECLINED);
  }

  @Test
  void capabilityThatIsThereWithoutBeingDeclaredIsAFailure() {
    RuleResult result =
        truncationRule(realm -> CapabilityStores.declaring(realm, Set.of(Capability.CLAIMS)));
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.failure().orElseThrow())
        .contains("implements dev.assay.spi.event.Truncation without declaring it");
  }

  @Test
  void capabilityThatIsDeclaredWithoutBeingThereIsAFailure() {
    RuleResult result = truncationRule(CapabilityStores::boastful);
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.failure().orElseThrow())
        .contains("declares TRUNCATION, but its class does not implement");
  }

  /** A suite whose store never answers, where a budget is set; elsewhere it is a right one. */
  static final class HangingSuite extends DedupSuite implements EventStoreFixture {

    @Override
    public EventStore open(Realm realm) {
      int answers = context().parameter(RuleContext.BUDGET).isPresent() ? 1 : 0;
      return CapabilityStores.hanging(realm, new CountDownLatch(answers));
    }
  }

  @Test
  void storeThatHangsFailsTheRule() {
    List<TestExecutionResult> results = new ArrayList<>();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                DiscoverySelectors.selectMethod(
                    HangingSuite.class, "sameIdOnAnotherStreamIsAnotherRequest"))
            .filters(EngineFilter.includeEngines("junit-jupiter"))
            .configurationParameter(RuleContext.BUDGET, "200ms")
            .build();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                  results.add(result);
                }
              }
            });
    assertThat(results).hasSize(1);
    assertThat(results.get(0).getThrowable().orElseThrow())
        .isInstanceOf(RuleViolation.class)
        .hasMessageContaining("DEDUP-4")
        .hasMessageContaining("did not end within")
        .hasMessageContaining("CountDownLatch.await");
  }
}
