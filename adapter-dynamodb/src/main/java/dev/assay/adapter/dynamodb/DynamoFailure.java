package dev.assay.adapter.dynamodb;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** One request to the server that failed, and what is certain about it. Never leaves the store. */
final class DynamoFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is certain. */
  enum Kind {
    /** Nothing left this process: no connection could be made. */
    NOT_SENT,
    /** The server refused it for now: throttled, or in conflict with another transaction. */
    BUSY,
    /** The server judged a condition and refused. */
    CONDITION,
    /**
     * The server refused it for good: a missing table, a missing privilege, a malformed request.
     */
    REFUSED,
    /** It may have been applied, or may yet be. */
    UNKNOWN
  }

  private final Kind kind;

  DynamoFailure(Kind kind, String reason, Throwable cause) {
    super(reason, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  boolean is(Kind other) {
    return kind == other;
  }

  /** Returns why it failed, for a person, without a full stop. */
  String reason() {
    return String.valueOf(getMessage());
  }

  /** Returns why each action of a cancelled transaction was refused; empty if it was none. */
  List<CancellationReason> reasons() {
    return getCause() instanceof TransactionCanceledException cancelled
        ? cancelled.cancellationReasons()
        : List.of();
  }

  /** Returns the item that a single write's condition met; empty if there was none. */
  Map<String, AttributeValue> met() {
    return getCause() instanceof ConditionalCheckFailedException refused && refused.hasItem()
        ? refused.item()
        : Map.of();
  }
}
