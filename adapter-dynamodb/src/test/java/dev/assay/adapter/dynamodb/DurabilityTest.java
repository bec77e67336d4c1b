package dev.assay.adapter.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.adapter.dynamodb.DynamoConfig.Storage;
import dev.assay.spi.Durability;
import dev.assay.spi.Durability.Promise;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStores;
import dev.assay.tck.Backend;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.rule.Seal;
import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import dev.assay.tck.run.SealResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stores declare of acknowledged writes, and that the kit goes by it. */
@Timeout(60)
class DurabilityTest {

  @ParameterizedTest
  @CsvSource({"synced, KEPT", "file, NOT_KEPT", "memory, NOT_KEPT", ", UNKNOWN"})
  void aServerOfOnesOwnKeepsWhatItsStorageKeeps(@Nullable String storage, Promise promise) {
    try (EventStore events = EventStores.open(uri(storage));
        ViewStore views = ViewStores.open(uri(storage))) {
      Durability durability = events.declaration().durability();
      assertThat(durability.processCrash()).isEqualTo(promise);
      assertThat(durability.powerLoss()).isEqualTo(promise);
      assertThat(durability.settings()).containsKey("storage");
      assertThat(views.declaration().durability()).isEqualTo(durability);
    }
  }

  private static StoreUri uri(@Nullable String storage) {
    return TestServer.uri()
        .with("storage", storage == null ? "" : storage)
        .with("realm", TestServer.freshRealm().name());
  }

  @Test
  void anotherWordIsRefused() {
    assertThatThrownBy(() -> EventStores.open(uri("forever")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("synced, file or memory");
  }

  @Test
  void onlyAmazonsOwnEndpointIsTheService() {
    String arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/assay-events";
    DynamoServer service = new DynamoServer(true, arn, "PAY_PER_REQUEST");
    assertThat(service.durability(Storage.UNTOLD).powerLoss()).isEqualTo(Promise.KEPT);
    assertThat(service.backend().topology()).isEqualTo("managed service, region eu-west-1");
    DynamoServer other = new DynamoServer(false, arn, "PAY_PER_REQUEST");
    assertThat(other.durability(Storage.UNTOLD).powerLoss()).isEqualTo(Promise.UNKNOWN);
    assertThat(other.backend().topology()).isEqualTo("a server at a given endpoint");
  }

  @Test
  void aServerThatAnswersBeforeItCommitsLosesTheSeal() {
    KitResult result =
        KitRunner.of(
                Optional.of(new Lossy()), Optional.empty(), KitOptions.quick().rules("CRASH-6"))
            .run();
    assertThat(result.failedIds()).containsExactly("CRASH-6");
    assertThat(String.valueOf(result.failed())).contains("answers a transaction before it commits");
    assertThat(result.seals())
        .filteredOn(seal -> seal.seal() == Seal.DURABILITY)
        .extracting(SealResult::status)
        .containsExactly(SealResult.Status.REFUSED);
  }

  private static final class Lossy implements EventStoreFixture {

    @Override
    public EventStore open(Realm realm) {
      return EventStores.open(TestServer.uri().with("storage", "file").with("realm", realm.name()));
    }

    @Override
    public Backend backend() {
      return TestServer.backend();
    }
  }
}
