package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.DynamoFailure.Kind;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreUnavailable;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Says what is certain about a failed request, by types and codes, never by texts. */
final class DynamoErrors {

  private static final String CONDITION = "ConditionalCheckFailed";

  /** Codes of errors after which the request was certainly not applied but may be repeated. */
  private static final Set<String> BUSY =
      Set.of(
          "ThrottlingException",
          "Throttling",
          "ThrottledException",
          "ProvisionedThroughputExceededException",
          "RequestLimitExceeded",
          "RequestThrottled",
          "RequestThrottledException",
          "TooManyRequestsException",
          "SlowDown",
          "TransactionConflictException",
          "TransactionInProgressException",
          "LimitExceededException");

  /** The same, as reasons why a transaction was cancelled. */
  private static final Set<String> BUSY_REASONS =
      Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

  private DynamoErrors() {}

  /** Judges what the SDK threw. */
  static DynamoFailure judge(String server, RuntimeException error) {
    if (error instanceof TransactionCanceledException cancelled) {
      return new DynamoFailure(
          kind(cancelled), "the transaction was cancelled: " + reasons(cancelled), error);
    }
    if (error instanceof ConditionalCheckFailedException) {
      return new DynamoFailure(Kind.CONDITION, "a condition did not hold", error);
    }
    if (error instanceof DynamoDbException answered) {
      return answered(server, answered);
    }
    return unanswered(server, error);
  }

  private static Kind kind(TransactionCanceledException cancelled) {
    if (cancelled.cancellationReasons().stream().anyMatch(DynamoErrors::isCondition)) {
      return Kind.CONDITION;
    }
    return cancelled.cancellationReasons().stream()
            .anyMatch(reason -> BUSY_REASONS.contains(String.valueOf(reason.code())))
        ? Kind.BUSY
        : Kind.REFUSED;
  }

  /** Tells whether an action of a cancelled transaction was refused by its condition. */
  static boolean isCondition(CancellationReason reason) {
    return CONDITION.equals(reason.code());
  }

  private static String reasons(TransactionCanceledException cancelled) {
    return String.join(
        ", ",
        cancelled.cancellationReasons().stream()
            .map(reason -> String.valueOf(reason.code()))
            .filter(code -> !code.equals("None"))
            .distinct()
            .toList());
  }

  private static DynamoFailure answered(String server, DynamoDbException error) {
    String code = code(error);
    if (BUSY.contains(code) || error.statusCode() == 429) {
      return new DynamoFailure(Kind.BUSY, "the server is busy (%s)".formatted(code), error);
    }
    if (error.statusCode() >= 500 || error.statusCode() < 400) {
      return new DynamoFailure(Kind.UNKNOWN, "the server failed (%s)".formatted(code), error);
    }
    return new DynamoFailure(Kind.REFUSED, refused(server, code, error), error);
  }

  private static String refused(String server, String code, DynamoDbException error) {
    return switch (code) {
      case "ResourceNotFoundException" ->
          "%s does not have the table: open the store with tables=create, or mend its name"
              .formatted(server);
      case "AccessDeniedException" ->
          "%s denies a privilege: grant what the adapter's README lists (%s)"
              .formatted(server, firstLine(error));
      case "UnrecognizedClientException",
          "InvalidSignatureException",
          "IncompleteSignatureException",
          "MissingAuthenticationTokenException",
          "ExpiredTokenException" ->
          "%s does not accept the credentials (%s)".formatted(server, code);
      default -> "%s refuses the request (%s: %s)".formatted(server, code, firstLine(error));
    };
  }

  private static DynamoFailure unanswered(String server, RuntimeException error) {
    if (cause(error, UnknownHostException.class) != null) {
      return new DynamoFailure(
          Kind.NOT_SENT,
          "the host of %s is unknown: mend host or region in the URI".formatted(server),
          error);
    }
    if (cause(error, ConnectException.class) != null
        || cause(error, NoRouteToHostException.class) != null) {
      return new DynamoFailure(
          Kind.NOT_SENT,
          "nothing answers at %s: start the server, or mend host and port".formatted(server),
          error);
    }
    if (cause(error, SSLHandshakeException.class) != null
        || cause(error, SSLPeerUnverifiedException.class) != null) {
      return new DynamoFailure(
          Kind.NOT_SENT,
          "no secure connection to %s: mend tls or the certificate".formatted(server),
          error);
    }
    boolean silent =
        error instanceof ApiCallTimeoutException
            || error instanceof ApiCallAttemptTimeoutException
            || error instanceof AbortedException
            || cause(error, java.net.SocketTimeoutException.class) != null;
    if (silent) {
      return new DynamoFailure(Kind.UNKNOWN, "%s did not answer in time".formatted(server), error);
    }
    return new DynamoFailure(
        Kind.UNKNOWN, "no answer from %s (%s)".formatted(server, text(error)), error);
  }

  private static String text(RuntimeException error) {
    return error instanceof SdkClientException ? firstLine(error) : error.toString();
  }

  /** Returns that a call was certainly not applied. */
  static StoreUnavailable notApplied(String what, DynamoFailure failure) {
    return new StoreUnavailable(
        "%s was not applied: %s".formatted(what, failure.reason()), failure.getCause());
  }

  /** Returns that the store could not be read. */
  static StoreUnavailable notRead(String what, DynamoFailure failure) {
    return new StoreUnavailable(
        "%s failed: %s".formatted(what, failure.reason()), failure.getCause());
  }

  /** Returns that a call may have been applied, or may yet be. */
  static OutcomeUnknown unknown(String what, DynamoFailure failure) {
    return new OutcomeUnknown(
        "%s may have been applied: %s".formatted(what, failure.reason()), failure.getCause());
  }

  private static String code(DynamoDbException error) {
    AwsErrorDetails details = error.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    return code == null ? "status " + error.statusCode() : code;
  }

  static String firstLine(Throwable error) {
    String message = error.getMessage();
    return message == null ? "no message" : message.lines().findFirst().orElse("no message");
  }

  static <T extends Throwable> @Nullable T cause(Throwable error, Class<T> type) {
    Throwable at = error;
    for (int depth = 0; at != null && depth < 20; depth++) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
      at = at.getCause();
    }
    return null;
  }
}
