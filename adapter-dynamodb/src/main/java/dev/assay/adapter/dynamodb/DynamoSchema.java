package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.DynamoConfig.Tables;
import dev.assay.adapter.dynamodb.DynamoFailure.Kind;
import dev.assay.spi.StoreUnavailable;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoverySpecification;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;

/**
 * Creates or verifies a table. Each has a text {@code pk} as its partition key and a text {@code
 * sk} as its sort key, and is billed on demand. A table that another process is creating is waited
 * for, within the time budget.
 */
final class DynamoSchema {

  /** The attribute that holds the second after which DynamoDB erases an item. */
  static final String EXPIRES = "expires";

  private final Dynamo dynamo;
  private final DynamoConfig config;
  private final Deadline deadline;

  private DynamoSchema(Dynamo dynamo, DynamoConfig config, Deadline deadline) {
    this.dynamo = dynamo;
    this.config = config;
    this.deadline = deadline;
  }

  /**
   * Makes sure that a table is ready; looks once for all handles that share a client.
   *
   * @throws StoreUnavailable if it is not, or the server cannot be reached
   */
  static DynamoServer prepare(Dynamo dynamo, String table, DynamoConfig config, Deadline deadline) {
    Optional<DynamoServer> known = dynamo.facts().table(table);
    if (known.isPresent()) {
      return known.get();
    }
    DynamoSchema schema = new DynamoSchema(dynamo, config, deadline);
    DynamoServer server = DynamoServer.of(schema.ready(table));
    dynamo.facts().tableIsReady(table, server);
    return server;
  }

  private TableDescription ready(String table) {
    Backoff backoff = new Backoff();
    boolean created = false;
    while (true) {
      Optional<TableDescription> found = describe(table);
      if (found.isPresent() && isUsable(found.get())) {
        check(found.get(), table);
        if (created) {
          configure(table);
        }
        return found.get();
      }
      if (found.isEmpty() && !created) {
        created = create(table);
      }
      if (!dynamo.pause(backoff, deadline)) {
        throw new StoreUnavailable(
            "The table %s is still being created: open the store again in a moment, or with a longer timeout"
                .formatted(table),
            null);
      }
    }
  }

  private static boolean isUsable(TableDescription table) {
    return table.tableStatus() == TableStatus.ACTIVE || table.tableStatus() == TableStatus.UPDATING;
  }

  private Optional<TableDescription> describe(String table) {
    return dynamo.read("The look for the table " + table, deadline, end -> describe(table, end));
  }

  private Optional<TableDescription> describe(String table, Deadline end) {
    DescribeTableRequest request = DescribeTableRequest.builder().tableName(table).build();
    try {
      return Optional.of(dynamo.free(end, client -> client.describeTable(request)).table());
    } catch (DynamoFailure e) {
      if (e.getCause() instanceof ResourceNotFoundException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void check(TableDescription description, String table) {
    List<KeySchemaElement> wanted = keys();
    if (!List.copyOf(description.keySchema()).equals(wanted)) {
      throw new StoreUnavailable(
          "The table %s has other keys than pk and sk: name another table".formatted(table), null);
    }
  }

  private static List<KeySchemaElement> keys() {
    return List.of(
        KeySchemaElement.builder().attributeName(ItemKey.PK).keyType(KeyType.HASH).build(),
        KeySchemaElement.builder().attributeName(ItemKey.SK).keyType(KeyType.RANGE).build());
  }

  /** Returns whether this call created it; not if another process did at the same time. */
  private boolean create(String table) {
    if (config.tables() == Tables.VERIFY) {
      throw new StoreUnavailable(
          "The table %s is missing: create it, or open the store once with tables=create"
              .formatted(table),
          null);
    }
    CreateTableRequest request =
        CreateTableRequest.builder()
            .tableName(table)
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .keySchema(keys())
            .attributeDefinitions(text(ItemKey.PK), text(ItemKey.SK))
            .build();
    try {
      dynamo.free(deadline.share(), client -> client.createTable(request));
      return true;
    } catch (DynamoFailure e) {
      if (e.getCause() instanceof ResourceInUseException || e.is(Kind.BUSY) || e.is(Kind.UNKNOWN)) {
        return false;
      }
      throw DynamoErrors.notApplied("The creation of the table " + table, e);
    }
  }

  private static AttributeDefinition text(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private void configure(String table) {
    if (config.recovery()) {
      UpdateContinuousBackupsRequest request =
          UpdateContinuousBackupsRequest.builder()
              .tableName(table)
              .pointInTimeRecoverySpecification(
                  PointInTimeRecoverySpecification.builder()
                      .pointInTimeRecoveryEnabled(true)
                      .build())
              .build();
      configure(
          () -> dynamo.free(deadline.share(), client -> client.updateContinuousBackups(request)));
    }
    if (config.logDays().isPresent()) {
      UpdateTimeToLiveRequest request =
          UpdateTimeToLiveRequest.builder()
              .tableName(table)
              .timeToLiveSpecification(
                  TimeToLiveSpecification.builder().enabled(true).attributeName(EXPIRES).build())
              .build();
      configure(() -> dynamo.free(deadline.share(), client -> client.updateTimeToLive(request)));
    }
  }

  private static void configure(Runnable step) {
    try {
      step.run();
    } catch (DynamoFailure e) {
      throw DynamoErrors.notApplied("The configuration of the new table", e);
    }
  }
}
