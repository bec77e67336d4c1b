package dev.assay.adapter.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.adapter.dynamodb.DynamoConfig.Tables;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Tables that are created, verified or refused. */
@Timeout(60)
class SchemaTest {

  private final DynamoDbClient client = TestServer.client();
  private final String prefix = "schema-" + UUID.randomUUID();
  private final DynamoConfig config = DynamoConfig.of(TestServer.freshRealm()).withPrefix(prefix);

  @AfterEach
  void dropTables() {
    client.listTables(list -> list.exclusiveStartTableName(prefix).limit(2)).tableNames().stream()
        .filter(name -> name.startsWith(prefix))
        .forEach(name -> client.deleteTable(table -> table.tableName(name)));
    client.close();
  }

  @Test
  void aMissingTableIsCreatedAndBilledOnDemand() {
    try (DynamoEventStore store = DynamoEventStore.open(client, config)) {
      assertThat(store.commit(commit())).isInstanceOf(CommitResult.Committed.class);
    }
    TableDescription table = client.describeTable(one -> one.tableName(prefix + "-events")).table();
    assertThat(table.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
    assertThat(table.keySchema())
        .extracting(KeySchemaElement::attributeName)
        .containsExactly("pk", "sk");
    try (DynamoEventStore store = DynamoEventStore.open(client, config.withTables(Tables.VERIFY))) {
      assertThat(store.commit(commit())).isInstanceOf(CommitResult.Duplicate.class);
    }
  }

  private static Commit commit() {
    return Commit.to(new StreamId("account", "42"), new RequestId("r"))
        .event("opened", JsonObject.EMPTY)
        .build();
  }

  @Test
  void aMissingTableIsNamedWhereNothingMayBeCreated() {
    assertThatThrownBy(() -> DynamoEventStore.open(client, config.withTables(Tables.VERIFY)))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining(prefix + "-events")
        .hasMessageContaining("tables=create");
    assertThat(
            client.listTables(list -> list.exclusiveStartTableName(prefix).limit(1)).tableNames())
        .noneMatch(name -> name.startsWith(prefix));
  }

  @Test
  void aTableWithOtherKeysIsRefused() {
    client.createTable(
        table ->
            table
                .tableName(prefix + "-events")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(
                    KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build())
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    assertThatThrownBy(() -> DynamoEventStore.open(client, config))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("other keys than pk and sk");
  }

  @Test
  void severalProcessesMayCreateATableAtOnce() throws Exception {
    List<CompletableFuture<DynamoEventStore>> all =
        Stream.generate(
                () ->
                    CompletableFuture.supplyAsync(
                        () -> DynamoEventStore.open(client, config),
                        opening -> new Thread(opening, "opens").start()))
            .limit(6)
            .toList();
    for (CompletableFuture<DynamoEventStore> one : all) {
      one.get(30, TimeUnit.SECONDS).close();
    }
    try (DynamoEventStore store = DynamoEventStore.open(client, config)) {
      assertThat(store.commit(commit())).isInstanceOf(CommitResult.Committed.class);
    }
  }

  @Test
  void loggedRequestsExpireWhereThatIsWanted() {
    DynamoEventStore.open(client, config.withLogDays(Optional.of(30))).close();
    assertThat(
            client
                .describeTimeToLive(table -> table.tableName(prefix + "-events"))
                .timeToLiveDescription())
        .satisfies(
            live -> {
              assertThat(live.timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
              assertThat(live.attributeName()).isEqualTo("expires");
            });
  }

  @Test
  void theTablesHaveTheNamesOfTheUri() {
    StoreUri uri =
        TestServer.uri()
            .with("realm", config.realm().name())
            .with("events", prefix + "-mine")
            .with("views", prefix + "-others");
    try (EventStore store = EventStores.open(uri)) {
      assertThat(store.commit(commit())).isInstanceOf(CommitResult.Committed.class);
    }
    assertThat(client.describeTable(one -> one.tableName(prefix + "-mine")).table().itemCount())
        .isPositive();
  }
}
