package dev.assay.adapter.redis;

import dev.assay.spi.StoreUnavailable;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What errors of the server and of the driver mean. The first word of an answer is its code. */
final class RedisErrors {

  /** Nothing was executed, and it may be different in a moment. */
  private static final Set<String> PASSING =
      Set.of("LOADING", "BUSY", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN");

  /** Nothing was executed, and another connection may lead to the server that takes writes. */
  private static final Set<String> ELSEWHERE =
      Set.of("READONLY", "MASTERDOWN", "MOVED", "ASK", "CLUSTERDOWN");

  /** Nothing was executed: judged before the first write of a script. */
  private static final Set<String> REFUSING =
      Set.of(
          "OOM",
          "MISCONF",
          "NOREPLICAS",
          "NOPERM",
          "NOAUTH",
          "WRONGTYPE",
          "CROSSSLOT",
          "NOPROTO",
          "UNKILLABLE");

  private static final Pattern ADDRESS = Pattern.compile("\\[?redis[a-z+-]*://\\S+");
  private static final int MAX_DEPTH = 10;

  private RedisErrors() {}

  /** Returns the code of an answer that is an error. */
  static String code(RedisCommandExecutionException error) {
    String message = error.getMessage();
    String first = message == null ? "" : message.split("[ :]", 2)[0];
    return first.isEmpty() ? "ERR" : first;
  }

  /** Tells whether the server does not know a script by its name. */
  static boolean isUnknownScript(RedisCommandExecutionException error) {
    return code(error).equals("NOSCRIPT");
  }

  /** Tells whether the same may succeed in a moment. */
  static boolean isPassing(RedisCommandExecutionException error) {
    return PASSING.contains(code(error)) || ELSEWHERE.contains(code(error));
  }

  /** Tells whether another connection is needed. */
  static boolean isElsewhere(RedisCommandExecutionException error) {
    return ELSEWHERE.contains(code(error));
  }

  /** Tells whether the server has certainly executed nothing. */
  static boolean isRefusal(RedisCommandExecutionException error) {
    return isUnknownScript(error) || isPassing(error) || REFUSING.contains(code(error));
  }

  /** Says in half a sentence why a call failed. */
  static String reason(Throwable error) {
    if (error instanceof RedisCommandExecutionException answer) {
      return reason(answer);
    }
    if (error instanceof TimeoutException || error instanceof RedisCommandTimeoutException) {
      return "the server did not answer within the time budget";
    }
    if (error instanceof InterruptedException) {
      return "the thread was interrupted";
    }
    return "the connection was lost (%s)".formatted(firstLine(error));
  }

  private static String reason(RedisCommandExecutionException error) {
    return switch (code(error)) {
      case "OOM" -> "the server's memory is full: raise its maxmemory, or drop what is not needed";
      case "MISCONF" -> "the server cannot write to its disk and refuses writes";
      case "NOREPLICAS" -> "the server has fewer replicas than its min-replicas-to-write";
      case "NOPERM" ->
          "the user lacks a permission (%s): the store needs its keys and channels, and the commands of its scripts"
              .formatted(firstLine(error));
      case "READONLY" -> "the server is a replica: connect to the primary";
      case "LOADING" -> "the server is still loading its data";
      case "BUSY" -> "the server is busy with somebody's script";
      case "WRONGTYPE" -> "somebody keeps something else under a key of the store";
      default -> "the server answered '%s'".formatted(firstLine(error));
    };
  }

  /** Judges why no connection could be made. */
  static StoreUnavailable connecting(String server, Throwable error) {
    return new StoreUnavailable(connectingMessage(server, error), error);
  }

  private static String connectingMessage(String server, Throwable error) {
    RedisCommandExecutionException answer = cause(error, RedisCommandExecutionException.class);
    if (answer != null) {
      return refused(server, answer);
    }
    if (cause(error, UnknownHostException.class) != null) {
      return "The host of %s is unknown: mend its name in the URI.".formatted(server);
    }
    if (cause(error, SSLException.class) != null) {
      return "No secure connection to %s could be made: mend the scheme, sslmode and sslrootcert, or the server's certificate."
          .formatted(server);
    }
    if (cause(error, TimeoutException.class) != null
        || cause(error, SocketTimeoutException.class) != null
        || cause(error, RedisCommandTimeoutException.class) != null
        || isConnectTimeout(error)) {
      return "%s did not answer within the time budget: see whether the server hangs, or raise the timeout."
          .formatted(server);
    }
    if (cause(error, ConnectException.class) != null) {
      return "Nothing answers at %s: start the server, or mend host and port in the URI."
          .formatted(server);
    }
    return cause(error, IOException.class) != null
        ? "What answers at %s breaks the connection off: see whether it is Redis and runs, or mend host and port in the URI."
            .formatted(server)
        : "%s gives no connection: %s.".formatted(server, firstLine(root(error)));
  }

  private static boolean isConnectTimeout(Throwable error) {
    ConnectException refused = cause(error, ConnectException.class);
    return refused != null && refused.getClass().getSimpleName().contains("Timeout");
  }

  private static String refused(String server, RedisCommandExecutionException error) {
    return switch (code(error)) {
      case "WRONGPASS", "NOAUTH" ->
          "%s refuses the password of this user: mend user and password in the URI."
              .formatted(server);
      case "NOPERM" -> "%s does not let this user in (%s).".formatted(server, firstLine(error));
      case "DENIED" ->
          "%s is in protected mode and lets in nobody from elsewhere: give it a password."
              .formatted(server);
      case "LOADING" -> "%s is still loading its data: try again.".formatted(server);
      default -> "%s gives no connection: it answered '%s'.".formatted(server, firstLine(error));
    };
  }

  private static String firstLine(Throwable error) {
    String message = error.getMessage();
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    // The driver masks passwords in addresses, and shows how long they are.
    String shown = ADDRESS.matcher(line).replaceAll("it");
    return shown.isEmpty() ? error.getClass().getSimpleName() : shown;
  }

  private static Throwable root(Throwable error) {
    Throwable at = error;
    for (int depth = 0; at.getCause() != null && depth < 20; depth++) {
      at = at.getCause();
    }
    return at;
  }

  /** Finds an error of a type among the causes, and among what was suppressed on the way. */
  static <T extends Throwable> @Nullable T cause(Throwable error, Class<T> type) {
    return cause(error, type, MAX_DEPTH);
  }

  private static <T extends Throwable> @Nullable T cause(
      @Nullable Throwable error, Class<T> type, int depth) {
    if (error == null || depth == 0 || type.isInstance(error)) {
      return type.isInstance(error) ? type.cast(error) : null;
    }
    T found = cause(error.getCause(), type, depth - 1);
    for (Throwable suppressed : error.getSuppressed()) {
      found = found == null ? cause(suppressed, type, depth - 1) : found;
    }
    return found;
  }
}
