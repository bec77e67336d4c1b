package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.DynamoConfig.Storage;
import dev.assay.spi.Declaration.Backend;
import dev.assay.spi.Durability;
import dev.assay.spi.Durability.Promise;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * What the server tells of itself: the ARN of a table, which names its region. DynamoDB Local calls
 * its region {@code ddblocal}. The one version that DynamoDB has is that of its interface.
 *
 * @param arn the ARN of the store's table
 * @param billing how the table is billed
 */
record DynamoServer(String arn, String billing) {

  private static final String VERSION = "2012-08-10";

  static DynamoServer of(TableDescription table) {
    String billing =
        table.billingModeSummary() == null
            ? "PROVISIONED"
            : table.billingModeSummary().billingModeAsString();
    return new DynamoServer(String.valueOf(table.tableArn()), billing);
  }

  boolean isLocal() {
    return arn.contains(":ddblocal:");
  }

  Backend backend() {
    return isLocal()
        ? new Backend("DynamoDB Local", VERSION, "single node")
        : new Backend("DynamoDB", VERSION, "managed service, region " + region());
  }

  private String region() {
    String[] parts = arn.split(":", -1);
    return parts.length > 3 ? parts[3] : "unknown";
  }

  /**
   * Returns what happens to acknowledged writes. The service writes them to storage in three zones
   * before it answers. The local server tells nothing, not even with {@code -dbPath} when it
   * flushes its file: an acknowledged commit was seen missing after a kill.
   */
  Durability durability(Storage storage) {
    if (!isLocal()) {
      return new Durability(
          Promise.KEPT, Promise.KEPT, Promise.KEPT, settings("kept by", "the service"));
    }
    return switch (storage) {
      case FILE ->
          new Durability(
              Promise.UNKNOWN,
              Promise.UNKNOWN,
              Promise.UNKNOWN,
              settings("storage", "file, as the URI says; when it is flushed, nobody tells"));
      case MEMORY ->
          new Durability(
              Promise.NOT_KEPT,
              Promise.NOT_KEPT,
              Promise.UNKNOWN,
              settings("storage", "memory, as the URI says"));
      case UNTOLD ->
          new Durability(
              Promise.UNKNOWN,
              Promise.UNKNOWN,
              Promise.UNKNOWN,
              settings("storage", "not told by the server; say storage=file or memory"));
    };
  }

  private SortedMap<String, String> settings(String name, String value) {
    return new TreeMap<>(Map.of("billing", billing, name, value));
  }
}
