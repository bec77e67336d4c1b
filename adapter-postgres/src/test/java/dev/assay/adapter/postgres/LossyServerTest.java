package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Durability;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.rule.Seal;
import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import dev.assay.tck.run.RuleResult;
import dev.assay.tck.run.SealResult;
import dev.assay.testbed.ServerOptions;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Servers whose settings lose acknowledged writes must lose the durability seal. */
final class LossyServerTest {

  private static final String ASYNCHRONOUS = "synchronous_commit=off";
  private static final String UNSYNCED = "fsync=off";

  @Test
  void aServerThatAnswersBeforeItWritesItsLogLosesCommits() {
    // The log is written every ten seconds, however much there is: far behind a crash.
    ServerOptions options =
        ServerOptions.defaults()
            .withSetting("synchronous_commit", "off")
            .withSetting("wal_writer_delay", "10s")
            .withSetting("wal_writer_flush_after", "1GB");
    try (CrashServer server = CrashServer.start(options)) {
      KitResult result = run(server);

      assertThat(result.failedIds()).contains("CRASH-1", "CRASH-6");
      assertThat(message(result, "CRASH-1")).contains("after the crash", ASYNCHRONOUS);
      assertThat(message(result, "CRASH-6")).contains(ASYNCHRONOUS);
      assertThat(durabilitySeal(result).status()).isEqualTo(SealResult.Status.REFUSED);
    }
  }

  @Test
  void aServerThatDoesNotSyncItsLogLosesTheSealByItsSetting() {
    ServerOptions options = ServerOptions.defaults().withSetting("fsync", "off");
    try (CrashServer server = CrashServer.start(options)) {
      KitResult result = run(server);

      assertThat(result.failedIds()).containsExactly("CRASH-6");
      assertThat(message(result, "CRASH-6")).contains(UNSYNCED);
      assertThat(durabilitySeal(result).status()).isEqualTo(SealResult.Status.REFUSED);
    }
  }

  @Test
  void storesDeclareWhatTheSettingsOfTheirServerPromise() {
    ServerOptions asynchronous = ServerOptions.defaults().withSetting("synchronous_commit", "off");
    try (CrashServer server = CrashServer.start(asynchronous)) {
      assertDeclared(server, Durability.Promise.NOT_KEPT);
    }
    ServerOptions unsynced = ServerOptions.defaults().withSetting("fsync", "off");
    try (CrashServer server = CrashServer.start(unsynced)) {
      assertDeclared(server, Durability.Promise.KEPT);
    }
  }

  private static void assertDeclared(CrashServer server, Durability.Promise processCrash) {
    try (EventStore events = server.events(TestServer.freshRealm());
        ViewStore views = server.views(TestServer.freshRealm())) {
      Durability durability = events.declaration().durability();
      assertThat(durability.processCrash()).isEqualTo(processCrash);
      assertThat(durability.powerLoss()).isEqualTo(Durability.Promise.NOT_KEPT);
      assertThat(views.declaration().durability()).isEqualTo(durability);
    }
  }

  private static KitResult run(CrashServer server) {
    return KitRunner.of(
            Optional.of(server.eventFixture()),
            Optional.of(server.viewFixture()),
            KitOptions.quick().rules("CRASH"))
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
