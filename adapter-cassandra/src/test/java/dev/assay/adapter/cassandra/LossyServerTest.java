package dev.assay.adapter.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Durability;
import dev.assay.spi.Durability.Promise;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.Backend;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.rule.Seal;
import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import dev.assay.tck.run.SealResult;
import dev.assay.testbed.ServerMode;
import dev.assay.testbed.ServerOptions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that acknowledges before it writes its log must lose the durability seal. */
@Timeout(180)
class LossyServerTest {

  @Test
  void aServerThatSyncsItsLogNowAndThenIsRefusedTheSeal() {
    ServerOptions options =
        ServerOptions.defaults()
            .withMode(ServerMode.EMBEDDED)
            .withSetting("commitlog_sync", "periodic");
    try (TestServer server = TestServer.start(options)) {
      assertDeclared(server);
      KitResult result =
          KitRunner.of(
                  Optional.of(fixture(server)),
                  Optional.empty(),
                  KitOptions.quick().rules("CRASH-6"))
              .run();
      assertThat(result.failedIds()).containsExactly("CRASH-6");
      assertThat(String.valueOf(result.failed())).contains("commitlog_sync=periodic");
      assertThat(durabilitySeal(result).status()).isEqualTo(SealResult.Status.REFUSED);
    }
  }

  private static void assertDeclared(TestServer server) {
    try (EventStore store = server.open(TestServer.freshRealm())) {
      Durability durability = store.declaration().durability();
      assertThat(durability.processCrash()).isEqualTo(Promise.NOT_KEPT);
      assertThat(durability.powerLoss()).isEqualTo(Promise.NOT_KEPT);
      assertThat(durability.failover()).isEqualTo(Promise.NOT_KEPT);
      assertThat(durability.settings()).containsEntry("commitlog_sync_period", "10000ms");
    }
  }

  private static EventStoreFixture fixture(TestServer server) {
    return new EventStoreFixture() {
      @Override
      public EventStore open(Realm realm) {
        return server.open(realm);
      }

      @Override
      public Backend backend() {
        return server.backend();
      }
    };
  }

  private static SealResult durabilitySeal(KitResult result) {
    return result.seals().stream()
        .filter(seal -> seal.seal() == Seal.DURABILITY)
        .findFirst()
        .orElseThrow();
  }
}
