package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.DynamoConfig.Storage;
import dev.assay.spi.Declaration.Backend;
import dev.assay.spi.Durability;
import dev.assay.spi.Durability.Promise;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * What is known of the server: whether it is Amazon's own, and what the ARN of a table tells, which
 * names its region. DynamoDB Local calls its region {@code ddblocal}. The one version that DynamoDB
 * has is that of its interface.
 *
 * @param service whether it is reached as Amazon's own, not at an endpoint that somebody gave
 * @param arn the ARN of the store's table
 * @param billing how the table is billed
 */
record DynamoServer(boolean service, String arn, String billing) {

  private static final String VERSION = "2012-08-10";

  static DynamoServer of(TableDescription table, boolean service) {
    String billing =
        table.billingModeSummary() == null
            ? "PROVISIONED"
            : table.billingModeSummary().billingModeAsString();
    return new DynamoServer(service, String.valueOf(table.tableArn()), billing);
  }

  private boolean isLocal() {
    return arn.contains(":ddblocal:");
  }

  Backend backend() {
    if (isLocal()) {
      return new Backend("DynamoDB Local", VERSION, "single node");
    }
    return new Backend(
        "DynamoDB",
        VERSION,
        service ? "managed service, region " + region() : "a server at a given endpoint");
  }

  private String region() {
    String[] parts = arn.split(":", -1);
    return parts.length > 3 ? parts[3] : "unknown";
  }

  /**
   * Returns what happens to acknowledged writes. Amazon promises for its service that they are
   * stored in three zones before the answer. No other server tells; there, what counts is what
   * whoever started it says.
   */
  Durability durability(Storage storage) {
    if (service && !isLocal()) {
      return durability(Promise.KEPT, Promise.KEPT, "kept by", "the service, as Amazon promises");
    }
    return switch (storage) {
      case SYNCED ->
          durability(
              Promise.KEPT,
              Promise.UNKNOWN,
              "storage",
              "synced: in a file before the answer, as the URI says");
      case FILE ->
          durability(
              Promise.NOT_KEPT,
              Promise.UNKNOWN,
              "storage",
              "file, as the URI says: DynamoDB Local answers a transaction before it commits it");
      case MEMORY ->
          durability(Promise.NOT_KEPT, Promise.UNKNOWN, "storage", "memory, as the URI says");
      case UNTOLD ->
          durability(
              Promise.UNKNOWN,
              Promise.UNKNOWN,
              "storage",
              "not told by the server; say storage=synced, file or memory");
    };
  }

  private Durability durability(Promise crash, Promise failover, String name, String value) {
    return new Durability(
        crash, crash, failover, new TreeMap<>(Map.of("billing", billing, name, value)));
  }
}
