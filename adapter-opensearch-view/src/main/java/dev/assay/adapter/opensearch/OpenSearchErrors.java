package dev.assay.adapter.opensearch;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.util.DeadlineTimeoutException;

/** Says in one sentence what an error means. No sentence shows a password. */
final class OpenSearchErrors {

  // All of them are thrown before the first byte of a request leaves.
  private static final List<Class<? extends Throwable>> BEFORE_SENDING =
      List.of(
          ConnectException.class,
          UnknownHostException.class,
          NoRouteToHostException.class,
          UnresolvedAddressException.class,
          ConnectTimeoutException.class,
          SSLHandshakeException.class,
          DeadlineTimeoutException.class,
          RequestNotExecutedException.class);

  private OpenSearchErrors() {}

  /** Judges why a request was not answered. */
  static SendFailure unanswered(String what, String server, Throwable error) {
    boolean before = BEFORE_SENDING.stream().anyMatch(type -> cause(error, type).isPresent());
    return before
        ? new SendFailure(false, connecting(server, error), error)
        : new SendFailure(
            true,
            "%s was sent to %s and not answered: %s".formatted(what, server, line(error)),
            error);
  }

  private static String connecting(String server, Throwable error) {
    if (cause(error, UnknownHostException.class).isPresent()
        || cause(error, UnresolvedAddressException.class).isPresent()) {
      return "The host of %s is unknown: mend its name in the URI.".formatted(server);
    }
    if (cause(error, SSLException.class).isPresent()) {
      return "No secure connection to %s could be made: mend truststore, or the server's certificate (%s)."
          .formatted(server, line(error));
    }
    if (cause(error, ConnectTimeoutException.class).isPresent()
        || cause(error, DeadlineTimeoutException.class).isPresent()) {
      return "%s gave no connection within the time budget: see whether the server hangs, or raise the timeout or the connections."
          .formatted(server);
    }
    return "Nothing answers at %s: start the server, or mend host and port in the URI."
        .formatted(server);
  }

  /** Returns what a reader is told who was not answered. */
  static StoreUnavailable unread(SendFailure failure) {
    return new StoreUnavailable(failure.sentence(), failure);
  }

  /** Returns what a writer is told who was not answered. */
  static StoreException unwritten(SendFailure failure) {
    return failure.maybeSent() ? unknown(failure.sentence(), failure) : unread(failure);
  }

  static OutcomeUnknown unknown(String sentence, Throwable cause) {
    return new OutcomeUnknown(sentence, cause);
  }

  /** Returns what a writer is told whom the server did not serve. */
  static StoreException notServed(String what, int status, String reason) {
    return Answer.isRefusal(status)
        ? refused(what, status, reason)
        : new OutcomeUnknown(
            "%s may have failed: %s (status %d)".formatted(what, reason, status), null);
  }

  /** Returns why a call was certainly not applied. */
  static StoreUnavailable refused(String what, int status, String reason) {
    String mend =
        switch (status) {
          case 401 -> "mend user and password in the URI";
          case 403 -> "grant the user the privilege, or see whether the index is read-only";
          case Answer.NOT_FOUND -> "open the store anew, which creates what is missing";
          case Answer.TOO_MANY -> "the server is overloaded; try again";
          default -> "see the server's reason";
        };
    return new StoreUnavailable(
        "%s was refused: %s (status %d); %s.".formatted(what, reason, status, mend), null);
  }

  private static String line(Throwable error) {
    String message = error.getMessage();
    return error.getClass().getSimpleName()
        + (message == null ? "" : ", " + message.lines().findFirst().orElse(""));
  }

  static <T extends Throwable> Optional<T> cause(Throwable error, Class<T> type) {
    Throwable at = error;
    for (int depth = 0; at != null && depth < 20; depth++) {
      if (type.isInstance(at)) {
        return Optional.of(type.cast(at));
      }
      at = at.getCause();
    }
    return Optional.empty();
  }
}
