package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.servererrors.InvalidConfigurationInQueryException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Judges the driver's exceptions. A statement was certainly not applied if it never left the
 * client, or if the server refused it before it looked at data. Of everything else (timeouts, too
 * few live replicas, broken connections, errors of the server) the outcome is unknown: some replica
 * may have it, and a coordinator may go on.
 */
final class CassandraErrors {

  private CassandraErrors() {}

  /** Returns the error of a statement that changes nothing. */
  static StoreUnavailable read(String what, Throwable error) {
    Throwable cause = cause(error);
    return new StoreUnavailable("%s failed: %s".formatted(what, sentence(cause)), cause);
  }

  /** Returns the error of a statement that writes. */
  static StoreException write(String what, Throwable error) {
    Throwable cause = cause(error);
    String sentence = "%s failed: %s".formatted(what, sentence(cause));
    return neverApplied(cause)
        ? new StoreUnavailable(sentence, cause)
        : new OutcomeUnknown(sentence, cause);
  }

  /** Tells whether the statement was certainly not applied, and never will be. */
  static boolean neverApplied(Throwable error) {
    Throwable cause = cause(error);
    if (cause instanceof AllNodesFailedException all) {
      return all.getAllErrors().values().stream()
          .allMatch(errors -> errors.stream().allMatch(CassandraErrors::notSent));
    }
    return notSent(cause);
  }

  /** Tells whether the statement was not sent because no node was connected, or had room. */
  static boolean noConnection(Throwable error) {
    return cause(error) instanceof AllNodesFailedException all
        && all.getAllErrors().values().stream()
            .allMatch(
                errors ->
                    errors.stream()
                        .allMatch(
                            one ->
                                one instanceof NodeUnavailableException
                                    || one instanceof BusyConnectionException));
  }

  private static boolean notSent(Throwable error) {
    return error instanceof NodeUnavailableException
        || error instanceof BusyConnectionException
        || error instanceof RequestThrottlingException
        || error instanceof QueryValidationException
        || error instanceof InvalidConfigurationInQueryException
        || error instanceof NotSent;
  }

  /** Removes what futures wrap round an error. */
  static Throwable cause(Throwable error) {
    Throwable at = error;
    while ((at instanceof ExecutionException || at instanceof CompletionException)
        && at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }

  private static String sentence(Throwable error) {
    if (error instanceof NotSent) {
      return ConnectErrors.firstLine(error);
    }
    if (error instanceof AllNodesFailedException) {
      return "no node could be asked";
    }
    return error.getClass().getSimpleName() + ", " + ConnectErrors.firstLine(error);
  }

  /** Says that a statement was not sent. */
  static final class NotSent extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotSent(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
