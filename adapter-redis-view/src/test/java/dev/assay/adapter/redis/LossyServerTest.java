package dev.assay.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Durability;
import dev.assay.spi.Durability.Promise;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.rule.Seal;
import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import dev.assay.tck.run.RuleResult;
import dev.assay.tck.run.SealResult;
import dev.assay.testbed.ServerOptions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers whose settings lose acknowledged writes must lose the durability seal. */
@Timeout(120)
final class LossyServerTest {

  private static final String LOG = "appendonly";
  private static final String SYNC = "appendfsync";

  @Test
  void aServerThatKeepsNoLogLosesViews() {
    try (CrashServer server = CrashServer.start(with(LOG, "no"))) {
      KitResult result = run(server);

      assertThat(result.failedIds()).contains("CRASH-6", "CRASH-7");
      assertThat(message(result, "CRASH-6")).contains("appendonly=no");
      assertThat(durabilitySeal(result).status()).isEqualTo(SealResult.Status.REFUSED);
    }
  }

  @Test
  void aServerThatSyncsItsLogNowAndThenLosesTheSealByItsSetting() {
    try (CrashServer server = CrashServer.start(with(SYNC, "everysec"))) {
      KitResult result = run(server);

      assertThat(result.failedIds()).contains("CRASH-6");
      assertThat(message(result, "CRASH-6")).contains("appendfsync=everysec");
      assertThat(durabilitySeal(result).status()).isEqualTo(SealResult.Status.REFUSED);
    }
  }

  @Test
  void storesDeclareWhatTheSettingsOfTheirServerPromise() {
    assertDeclared(with(LOG, "no"), Promise.NOT_KEPT, Promise.NOT_KEPT);
    assertDeclared(with(SYNC, "everysec"), Promise.NOT_KEPT, Promise.NOT_KEPT);
    assertDeclared(with(SYNC, "no"), Promise.KEPT, Promise.NOT_KEPT);
    assertDeclared(with("no-appendfsync-on-rewrite", "yes"), Promise.KEPT, Promise.NOT_KEPT);
    assertDeclared(ServerOptions.defaults(), Promise.KEPT, Promise.KEPT);
  }

  @Test
  void whatIsUnknownIsNotPromised() {
    assertThat(judged(Map.of()).processCrash()).isEqualTo(Promise.UNKNOWN);
    assertThat(judged(Map.of()).powerLoss()).isEqualTo(Promise.UNKNOWN);
    assertThat(judged(Map.of(LOG, "no")).powerLoss()).isEqualTo(Promise.NOT_KEPT);
    assertThat(judged(Map.of(LOG, "yes")).processCrash()).isEqualTo(Promise.UNKNOWN);
    assertThat(judged(Map.of(LOG, "yes", SYNC, "always")).powerLoss()).isEqualTo(Promise.UNKNOWN);
    assertThat(judged(Map.of(LOG, "yes", SYNC, "always")).failover()).isEqualTo(Promise.NOT_KEPT);
  }

  private static Durability judged(Map<String, String> settings) {
    return RedisServer.durability(new TreeMap<>(settings));
  }

  private static ServerOptions with(String setting, String value) {
    return ServerOptions.defaults().withSetting(setting, value);
  }

  private static void assertDeclared(ServerOptions options, Promise process, Promise power) {
    try (CrashServer server = CrashServer.start(options);
        ViewStore views = server.views(TestServer.freshRealm())) {
      Durability durability = views.declaration().durability();
      assertThat(durability.processCrash()).isEqualTo(process);
      assertThat(durability.powerLoss()).isEqualTo(power);
      assertThat(durability.failover()).isEqualTo(Promise.NOT_KEPT);
    }
  }

  private static KitResult run(CrashServer server) {
    return KitRunner.of(
            Optional.empty(), Optional.of(server.fixture()), KitOptions.quick().rules("CRASH"))
        .run();
  }

  private static String message(KitResult result, String rule) {
    RuleResult failed =
        result.failed().stream().filter(r -> r.rule().id().equals(rule)).findFirst().orElseThrow();
    return String.valueOf(failed.tests());
  }

  private static SealResult durabilitySeal(KitResult result) {
    return result.seals().stream()
        .filter(seal -> seal.seal() == Seal.DURABILITY)
        .findFirst()
        .orElseThrow();
  }
}
